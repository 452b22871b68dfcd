package dev.leme.proxy;

import static dev.leme.proxy.Probe.tcp;
import static dev.leme.proxy.Probe.udp;
import static dev.leme.proxy.Samples.elsewhere;
import static dev.leme.proxy.Samples.ready;
import static dev.leme.proxy.Samples.slice;
import static dev.leme.proxy.Samples.slice6;
import static dev.leme.proxy.Samples.terminating;
import static dev.leme.proxy.Samples.unready;
import static dev.leme.proxy.TestNode.NEIGHBOUR;
import static dev.leme.proxy.TestNode.NODE;
import static dev.leme.proxy.TestNode.NODE6;
import static dev.leme.proxy.TestNode.POD_A;
import static dev.leme.proxy.TestNode.POD_A6;
import static dev.leme.proxy.TestNode.POD_B;
import static dev.leme.proxy.TestNode.POD_B6;

import dev.leme.api.discovery.v1.EndpointSlice;
import dev.leme.api.resource.Resources;
import dev.leme.proxy.TrafficRulesIT.Row;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One row a rule: a Service, its endpoints, and who gets an answer from whom, over real packets. One node for all rows. */
class TrafficRulesIT {

    private static final String FROM_POD_B = "10.42.0.2<10.42.0.3";
    private static final String HIDDEN = "10.42.0.2<10.42.0.1";

    private static Cluster cluster;

    /**
     * A rule that is to hold.
     *
     * @param service its number: it has the address {@code 10.43.1.service} and {@code fd43::service}
     */
    record Row(String rule, int service, String spec, List<EndpointSlice> slices, List<Probe> probes) {
        @Override
        public String toString() {
            return rule;
        }
    }

    private static Row row(String rule, int service, String spec, List<String> endpoints, Probe... probes) {
        EndpointSlice slice = slice("s" + service, "TCP", 8080, endpoints.toArray(String[]::new));
        return new Row(rule, service, spec, List.of(slice), List.of(probes));
    }

    private static Row udpRow(String rule, int service, String spec, List<String> endpoints, Probe... probes) {
        EndpointSlice slice = slice("s" + service, "UDP", 8080, endpoints.toArray(String[]::new));
        return new Row(rule, service, spec, List.of(slice), List.of(probes));
    }

    private static String address(int service) {
        return "10.43.1." + service;
    }

    private static String address6(int service) {
        return "fd43::" + service;
    }

    private static String balancer(int service) {
        return "172.30.0." + (128 + service);
    }

    private static String hinted(String address, String hints) {
        return ready(address).replaceFirst("\\{", "{'hints':" + hints + ",");
    }

    private static final String PORT = "'ports':[{'port':80,'protocol':'TCP'}]";
    private static final String UDP_PORT = "'ports':[{'port':80,'protocol':'UDP'}]";
    private static final String BALANCER = "'type':'LoadBalancer',";
    private static final String LOCAL = "'externalTrafficPolicy':'Local',";

    static Stream<Row> rules() {
        return Stream.of(
                row(
                        "internalTrafficPolicy Local uses this node's endpoints",
                        1,
                        "'internalTrafficPolicy':'Local'," + PORT,
                        List.of(ready(POD_A), elsewhere(POD_B)),
                        tcp(POD_B, address(1), 80, FROM_POD_B),
                        tcp(NODE, address(1), 80, "10.42.0.2<172.30.0.1")),
                row(
                        "internalTrafficPolicy Local without one here refuses",
                        2,
                        "'internalTrafficPolicy':'Local'," + PORT,
                        List.of(elsewhere(POD_A)),
                        tcp(POD_B, address(2), 80, "refused"),
                        tcp(NODE, address(2), 80, "refused")),
                row(
                        "a terminating endpoint gets nothing while another is ready",
                        3,
                        PORT,
                        List.of(ready(POD_A), terminating(POD_B)),
                        tcp(NODE, address(3), 80, "10.42.0.2<172.30.0.1")),
                row(
                        "a terminating endpoint that serves is the last resort",
                        4,
                        PORT,
                        List.of(unready(POD_A), terminating(POD_B)),
                        tcp(NODE, address(4), 80, "10.42.0.3<172.30.0.1")),
                row(
                        "endpoints that aren't ready get nothing",
                        5,
                        PORT,
                        List.of(unready(POD_A)),
                        tcp(POD_B, address(5), 80, "refused"),
                        tcp(NODE, address(5), 80, "refused")),
                row(
                        "hints for this node's zone leave the near endpoints",
                        6,
                        PORT,
                        List.of(
                                hinted(POD_A, "{'forZones':[{'name':'zone-a'}]}"),
                                hinted(POD_B, "{'forZones':[{'name':'zone-b'}]}")),
                        tcp(NODE, address(6), 80, "10.42.0.2<172.30.0.1")),
                row(
                        "hints for this node come before those for its zone",
                        7,
                        PORT,
                        List.of(
                                hinted(POD_A, "{'forZones':[{'name':'zone-a'}],'forNodes':[{'name':'node-2'}]}"),
                                hinted(POD_B, "{'forZones':[{'name':'zone-b'}],'forNodes':[{'name':'node-1'}]}")),
                        tcp(NODE, address(7), 80, "10.42.0.3<172.30.0.1")),
                row(
                        "hints count only where every ready endpoint has them",
                        8,
                        PORT,
                        List.of(hinted(POD_A, "{'forZones':[{'name':'zone-a'}]}"), ready(POD_B)),
                        tcp(NODE, address(8), 80, "10.42.0.2<172.30.0.1", "10.42.0.3<172.30.0.1")),
                row(
                        "an external address is answered, its clients hidden behind the node",
                        9,
                        "'externalIPs':['192.0.2.9']," + PORT,
                        List.of(ready(POD_A)),
                        tcp(NEIGHBOUR, "192.0.2.9", 80, HIDDEN),
                        tcp(POD_B, "192.0.2.9", 80, HIDDEN)),
                row(
                        "a load balancer is answered for on the node's network, by pods and by the node",
                        10,
                        BALANCER + PORT,
                        List.of(ready(POD_A)),
                        tcp(NEIGHBOUR, balancer(10), 80, HIDDEN),
                        tcp(POD_B, balancer(10), 80, HIDDEN),
                        tcp(NODE, balancer(10), 80, HIDDEN)),
                row(
                        "another load balancer on the same port has its own address and endpoints",
                        11,
                        BALANCER + PORT,
                        List.of(ready(POD_B)),
                        tcp(NEIGHBOUR, balancer(11), 80, "10.42.0.3<10.42.0.1")),
                row(
                        "a port of a load balancer that no Service has is refused, the node's own servers' too",
                        12,
                        BALANCER + PORT,
                        List.of(ready(POD_A)),
                        tcp(NEIGHBOUR, balancer(12), 8080, "refused"),
                        udp(NEIGHBOUR, balancer(12), 8080, "refused"),
                        tcp(POD_B, balancer(12), 8080, "refused")),
                row(
                        "externalTrafficPolicy Local keeps a stranger's address and uses this node's endpoints",
                        13,
                        BALANCER + LOCAL + PORT,
                        List.of(ready(POD_A), elsewhere(POD_B)),
                        tcp(NEIGHBOUR, balancer(13), 80, "10.42.0.2<172.30.0.2"),
                        tcp(NODE, balancer(13), 80, HIDDEN, "10.42.0.3<10.42.0.1")),
                row(
                        "externalTrafficPolicy Local without one here drops strangers, and serves pods",
                        14,
                        BALANCER + LOCAL + PORT,
                        List.of(elsewhere(POD_A)),
                        tcp(NEIGHBOUR, balancer(14), 80, "silence"),
                        tcp(POD_B, balancer(14), 80, FROM_POD_B)),
                row(
                        "a load balancer without any endpoint refuses",
                        15,
                        BALANCER + LOCAL + PORT,
                        List.of(),
                        tcp(NEIGHBOUR, balancer(15), 80, "refused"),
                        tcp(POD_B, balancer(15), 80, "refused")),
                udpRow(
                        "a load balancer over UDP",
                        16,
                        BALANCER + UDP_PORT,
                        List.of(ready(POD_A)),
                        udp(NEIGHBOUR, balancer(16), 80, HIDDEN),
                        tcp(NEIGHBOUR, balancer(16), 80, "refused")),
                row(
                        "a Service of another proxy is none of this one",
                        17,
                        "'ipFamilies':['IPv4']," + PORT,
                        List.of(ready(POD_A)),
                        tcp(POD_B, address(17), 80, "refused")),
                dual(
                        "IPv6: cluster address from pod, from itself and from the node",
                        18,
                        PORT,
                        List.of(ready(POD_A6)),
                        tcp(POD_B, address6(18), 80, "10.42.0.2<" + full(POD_B6)),
                        tcp(POD_A, address6(18), 80, "10.42.0.2<fd42:0:0:0:0:0:0:1"),
                        tcp(NODE, address6(18), 80, "10.42.0.2<" + full(NODE6))),
                dual(
                        "IPv6: node port from outside",
                        19,
                        "'type':'NodePort','ports':[{'port':80,'protocol':'TCP','nodePort':30019}]",
                        List.of(ready(POD_A6), ready(POD_B6)),
                        tcp(NEIGHBOUR, NODE6, 30019, "10.42.0.2<fd42:0:0:0:0:0:0:1", "10.42.0.3<fd42:0:0:0:0:0:0:1"),
                        tcp(NEIGHBOUR, NODE, 30019, "refused")),
                dual(
                        "IPv6: no endpoints and no Service are refused",
                        20,
                        PORT,
                        List.of(),
                        tcp(POD_B, address6(20), 80, "refused"),
                        udp(POD_B, address6(20), 80, "refused"),
                        tcp(POD_B, "fd43::999", 80, "refused"),
                        tcp(NODE, "fd43::999", 80, "refused")),
                dual(
                        "IPv6: session affinity",
                        21,
                        "'sessionAffinity':'ClientIP'," + PORT,
                        List.of(ready(POD_A6)),
                        tcp(POD_B, address6(21), 80, "10.42.0.2<" + full(POD_B6))));
    }

    private static Row dual(String rule, int service, String spec, List<String> endpoints, Probe... probes) {
        EndpointSlice slice = slice6("s" + service, "TCP", 8080, endpoints.toArray(String[]::new));
        return new Row(rule, service, spec, List.of(slice), List.of(probes));
    }

    /** As Java writes it. */
    private static String full(String address) {
        return address.replace("::", ":0:0:0:0:0:0:");
    }

    @BeforeAll
    static void begin() throws Exception {
        cluster = new Cluster(TestNode::routed);
        cluster.server(NODE);
        cluster.network.at(NEIGHBOUR).ip("route add 192.0.2.0/24 via " + NODE);
        cluster.client.create(
                Resources.NODES, Samples.readyNode("node-1", "zone-a").object());
        rules().forEach(TrafficRulesIT::publish);
        cluster.awaitRule("fd43::21 . tcp . 80 : goto sticky-");
        cluster.awaitRule("10.43.1.6 . tcp . 80 : goto slot-0");
    }

    private static void publish(Row row) {
        String labels = row.service == 17 ? "'service.kubernetes.io/service-proxy-name':'mine'" : "";
        String status = row.spec.contains("LoadBalancer")
                ? "{'loadBalancer':{'ingress':[{'ip':'" + balancer(row.service) + "','ipMode':'VIP'}]}}"
                : "{}";
        String spec = "{'clusterIP':'" + address(row.service) + "','clusterIPs':['" + address(row.service) + "','"
                + address6(row.service) + "']," + row.spec + "}";
        cluster.publish(
                Samples.service("s" + row.service, labels, spec, status), row.slices.toArray(EndpointSlice[]::new));
    }

    @AfterAll
    static void end() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
    }

    @ParameterizedTest
    @MethodSource("rules")
    void rule_holds(Row row) throws Exception {
        for (Probe probe : row.probes) {
            probe.run(cluster.network);
        }
    }
}
