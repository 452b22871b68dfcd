package dev.leme.cli.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
    }

    @Test
    void ruleset_letsOutItsOwnAddressesAndNobodyIn() {
        String rules = WayOut.ruleset(NodeNetwork.named("a-b", "198.18.4"));
        assertTrue(rules.contains("table inet leme_a_b {"), rules);
        assertTrue(rules.contains("ip saddr 198.18.4.0/24 oifname != \"leme-a-b\" masquerade"), rules);
        assertTrue(rules.contains("oifname \"leme-a-b\" drop"), rules);
    }
}
