package dev.leme.proxy.ruleset;

import static dev.leme.proxy.Samples.clusterIp;
import static dev.leme.proxy.Samples.elsewhere;
import static dev.leme.proxy.Samples.ready;
import static dev.leme.proxy.Samples.service;
import static dev.leme.proxy.Samples.slice;
import static dev.leme.proxy.Samples.terminating;
import static dev.leme.proxy.Samples.unready;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.core.v1.Service;
import dev.leme.api.discovery.v1.EndpointSlice;
import dev.leme.proxy.Samples;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RulesetPlannerTest {

    private static final NodeFacts NODE = Samples.node("172.30.0.1");
    private static final Frontend WEB = new Frontend("10.43.0.10", "tcp", 80);
    private static final Frontend NODE_PORT = new Frontend("172.30.0.1", "tcp", 30080);

    private static ServiceRules plan(Service service, EndpointSlice... slices) {
        return RulesetPlanner.plan(service, List.of(slices), NODE);
    }

    private static Backend backend(String address) {
        return new Backend(address, 8080);
    }

    @Test
    void clusterIp_oneEndpoint_leadsToTheFirstSlot() {
        ServiceRules rules =
                plan(clusterIp("web", "10.43.0.10", "TCP", 80), slice("web", "TCP", 8080, ready("10.42.0.2")));
        assertEquals(Map.of(WEB, "slot-0"), rules.verdicts());
        assertEquals(Map.of(WEB, List.of(backend("10.42.0.2"))), rules.backends());
        assertEquals(Set.of("10.42.0.2"), rules.hairpins());
        assertEquals(Set.of(), rules.chains());
    }

    @Test
    void clusterIp_severalSlices_endpointsOnceEach() {
        ServiceRules rules = plan(
                clusterIp("web", "10.43.0.10", "TCP", 80),
                slice("web", "TCP", 8080, ready("10.42.0.2"), ready("10.42.0.3")),
                slice("web", "TCP", 8080, ready("10.42.0.3"), unready("10.42.0.4")));
        assertEquals("pick-2", rules.verdicts().get(WEB));
        assertEquals(
                List.of(backend("10.42.0.2"), backend("10.42.0.3")),
                rules.backends().get(WEB));
        assertEquals(Set.of(Chain.pick(Family.V4, 2)), rules.chains());
    }

    @Test
    void clusterIp_otherProtocolOrPortName_isNoEndpoint() {
        ServiceRules rules =
                plan(clusterIp("web", "10.43.0.10", "TCP", 80), slice("web", "UDP", 8080, ready("10.42.0.2")));
        assertEquals(Map.of(WEB, "rejected"), rules.verdicts());
    }

    @Test
    void clusterIp_onlyUnready_isRejected() {
        ServiceRules rules =
                plan(clusterIp("web", "10.43.0.10", "TCP", 80), slice("web", "TCP", 8080, unready("10.42.0.2")));
        assertEquals(Map.of(WEB, "rejected"), rules.verdicts());
        assertTrue(rules.backends().isEmpty());
    }

    @Test
    void terminatingEndpoint_whileAnotherIsReady_isNotUsed() {
        ServiceRules rules = plan(
                clusterIp("web", "10.43.0.10", "TCP", 80),
                slice("web", "TCP", 8080, terminating("10.42.0.2"), ready("10.42.0.3")));
        assertEquals(List.of(backend("10.42.0.3")), rules.backends().get(WEB));
    }

    @Test
    void terminatingEndpoint_whenNoneIsReady_isUsed() {
        ServiceRules rules = plan(
                clusterIp("web", "10.43.0.10", "TCP", 80),
                slice("web", "TCP", 8080, terminating("10.42.0.2"), unready("10.42.0.3")));
        assertEquals(List.of(backend("10.42.0.2")), rules.backends().get(WEB));
    }

    @Test
    void headlessExternalNameAndForeign_haveNoRules() {
        assertEquals(ServiceRules.NONE, plan(service("db", "{'clusterIP':'None','ports':[{'port':80}]}")));
        assertEquals(ServiceRules.NONE, plan(service("out", "{'type':'ExternalName','externalName':'a.b'}")));
        Service foreign = clusterIp("web", "10.43.0.10", "TCP", 80).toBuilder()
                .metadata(metadata -> metadata.putLabels("service.kubernetes.io/service-proxy-name", "x"))
                .build();
        assertEquals(ServiceRules.NONE, plan(foreign));
    }

    @Test
    void hostNetworkEndpoint_meetsItselfWithoutMasquerade() {
        ServiceRules rules =
                plan(clusterIp("api", "10.43.0.10", "TCP", 80), slice("api", "TCP", 8080, ready("172.30.0.1")));
        assertEquals(Set.of(), rules.hairpins());
    }

    @Test
    void internalPolicyLocal_usesOwnEndpointsOnly() {
        Service local = clusterIp("web", "10.43.0.10", "TCP", 80).toBuilder()
                .spec(spec -> spec.internalTrafficPolicy("Local"))
                .build();
        assertEquals(
                List.of(backend("10.42.0.2")),
                plan(local, slice("web", "TCP", 8080, elsewhere("10.42.1.2"), ready("10.42.0.2")))
                        .backends()
                        .get(WEB));
        assertEquals(
                "rejected",
                plan(local, slice("web", "TCP", 8080, elsewhere("10.42.1.2")))
                        .verdicts()
                        .get(WEB));
    }

    private static Service nodePort(String more) {
        return service(
                "web",
                "{'type':'NodePort','clusterIP':'10.43.0.10'," + more
                        + "'ports':[{'protocol':'TCP','port':80,'nodePort':30080}]}");
    }

    @Test
    void nodePort_policyCluster_isMasqueraded() {
        ServiceRules rules = plan(nodePort(""), slice("web", "TCP", 8080, elsewhere("10.42.1.2"), ready("10.42.0.2")));
        assertEquals("pick-2", rules.verdicts().get(WEB));
        assertEquals("masquerade-pick-2", rules.verdicts().get(NODE_PORT));
        assertEquals(Set.of(Chain.pick(Family.V4, 2), Chain.masquerade("pick-2")), rules.chains());
    }

    @Test
    void nodePort_policyLocal_numbersOwnEndpointsFirst() {
        ServiceRules rules = plan(
                nodePort("'externalTrafficPolicy':'Local',"),
                slice("web", "TCP", 8080, elsewhere("10.42.1.2"), ready("10.42.0.2")));
        assertEquals("local-slot-0-pick-2", rules.verdicts().get(NODE_PORT));
        assertEquals(
                List.of(backend("10.42.0.2"), backend("10.42.1.2")),
                rules.backends().get(NODE_PORT));
        assertTrue(rules.chains().contains(Chain.masquerade("pick-2")));
    }

    @Test
    void nodePort_policyLocalWithoutOwnEndpoint_dropsStrangers() {
        ServiceRules rules =
                plan(nodePort("'externalTrafficPolicy':'Local',"), slice("web", "TCP", 8080, elsewhere("10.42.1.2")));
        Chain chain = rules.chains().stream()
                .filter(one -> one.name().equals("local-none-slot-0"))
                .findFirst()
                .orElseThrow();
        assertEquals("drop", chain.rules().getLast());
    }

    @Test
    void loadBalancer_sourceRanges_guardItsAddressOnly() {
        Service service = service(
                "web",
                "{'type':'LoadBalancer','clusterIP':'10.43.0.10','externalIPs':['192.0.2.7'],"
                        + "'loadBalancerSourceRanges':['203.0.113.0/24'],'ports':[{'port':80,'protocol':'TCP'}]}");
        Service placed = service.toBuilder()
                .status(status -> status.loadBalancer(balancer -> balancer.addIngress(
                        ingress -> ingress.ip("198.51.100.1").ipMode("VIP"))))
                .build();
        Map<Frontend, String> verdicts =
                plan(placed, slice("web", "TCP", 8080, ready("10.42.0.2"))).verdicts();
        assertEquals("masquerade-slot-0", verdicts.get(new Frontend("192.0.2.7", "tcp", 80)));
        String guard = verdicts.get(new Frontend("198.51.100.1", "tcp", 80));
        assertTrue(guard != null && guard.startsWith("guard-") && guard.endsWith("-masquerade-slot-0"), guard);
    }

    @Test
    void sessionAffinity_remembersClientsForItsTimeout() {
        Service sticky = clusterIp("web", "10.43.0.10", "TCP", 80).toBuilder()
                .spec(spec -> spec.sessionAffinity("ClientIP")
                        .sessionAffinityConfig(config -> config.clientIP(client -> client.timeoutSeconds(60))))
                .build();
        ServiceRules two = plan(sticky, slice("web", "TCP", 8080, ready("10.42.0.2"), ready("10.42.0.3")));
        assertEquals(
                Set.of(new Clients(Family.V4, 60)), Set.copyOf(two.clients().values()));
        assertTrue(two.backends().isEmpty());
        ServiceRules one = plan(sticky, slice("web", "TCP", 8080, ready("10.42.0.3")));
        assertTrue(two.clients().keySet().containsAll(one.clients().keySet()), "who stays keeps its clients");
        assertFalse(one.verdicts().equals(two.verdicts()));
    }
}
