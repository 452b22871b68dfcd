package dev.leme.cli.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class NodeNetworkTest {

    @Test
    void named_longName_fitsTheKernel() {
        NodeNetwork network = NodeNetwork.named("elevenchars", "198.18.4");
        assertTrue(network.link().length() <= 15, network.link());
        assertNotEquals(
                network.link(), NodeNetwork.named("elevenchart", "198.18.4").link());
        assertEquals("leme-a", NodeNetwork.named("a", "198.18.4").link());
    }

    @Test
    void json_andBack_isTheSame() {
        NodeNetwork network = NodeNetwork.named("a-b", "198.18.4");
        assertEquals(network, NodeNetwork.of(network.toJson()));
        assertEquals(network.withIpv6(), NodeNetwork.of(network.withIpv6().toJson()));
        assertEquals(network, NodeNetwork.of(network.toJson().without("range6")), "one of before there was IPv6");
    }

    @Test
    void withIpv6_hasAddressesBesideEachOther() {
        NodeNetwork network = NodeNetwork.named("a-b", "198.19.4").withIpv6();
        assertEquals(List.of("198.19.4.2", "fd6c:656d:6519:4::2"), network.addresses());
        assertEquals("198.19.4.128/25,fd6c:656d:6519:4::1:0/112", network.loadBalancerPool());
        assertEquals(List.of("198.19.4.2"), network.withoutIpv6().addresses());
        String rules = WayOut.ruleset(network);
        assertTrue(rules.contains("ip6 saddr fd6c:656d:6519:4::/64 oifname != \"leme-a-b\" masquerade"), rules);
    }

    @Test
    void ruleset_letsOutItsOwnAddressesAndNobodyIn() {
        String rules = WayOut.ruleset(NodeNetwork.named("a-b", "198.18.4"));
        assertTrue(rules.contains("table inet leme_a_b {"), rules);
        assertTrue(rules.contains("ip saddr 198.18.4.0/24 oifname != \"leme-a-b\" masquerade"), rules);
        assertTrue(rules.contains("oifname \"leme-a-b\" drop"), rules);
    }
}
