package dev.leme.proxy;

import static dev.leme.proxy.Samples.clusterIp;
import static dev.leme.proxy.Samples.ready;
import static dev.leme.proxy.Samples.service;
import static dev.leme.proxy.Samples.slice;
import static dev.leme.proxy.TestNode.NEIGHBOUR;
import static dev.leme.proxy.TestNode.NODE;
import static dev.leme.proxy.TestNode.POD_A;
import static dev.leme.proxy.TestNode.POD_B;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.core.v1.Pod;
import dev.leme.api.core.v1.Service;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.client.ApiClient;
import dev.leme.client.DeleteOptions;
import dev.leme.testkit.await.Await;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.SocketTimeoutException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real packets between namespaces, rules in a real kernel; the API is a fake. */
class ServiceProxyIT {

    private static final String WEB = "10.43.0.10";

    private Cluster cluster;
    private ApiClient client;
    private TestNetwork network;

    @BeforeEach
    void begin() throws Exception {
        cluster = new Cluster(TestNode::bridged);
        client = cluster.client;
        network = cluster.network;
    }

    @AfterEach
    void end() throws Exception {
        cluster.close();
    }

    private String kernel() {
        try {
            return network.nft(NODE, "list ruleset");
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }

    private String tcp(String from, String address) throws Exception {
        return EchoServer.tcp(network, from, address, 80);
    }

    @Test
    void clusterIp_fromPodNodeItselfAndStranger_reachesTheServer() throws Exception {
        cluster.publish(clusterIp("web", WEB, "TCP", 80), slice("web", "TCP", 8080, ready(POD_A)));
        cluster.awaitRule("10.42.0.2 . 8080");
        assertEquals("10.42.0.2<10.42.0.3", tcp(POD_B, WEB), "another pod keeps its address");
        assertEquals("10.42.0.2<172.30.0.1", tcp(NODE, WEB), "the node without a route out");
        assertEquals("10.42.0.2<10.42.0.1", tcp(POD_A, WEB), "hairpin");
        assertEquals("10.42.0.2<10.42.0.1", tcp(NEIGHBOUR, WEB), "a stranger's way leads back through the node");
    }

    @Test
    void clusterIp_udp_reachesTheServer() throws Exception {
        cluster.publish(clusterIp("dns", WEB, "UDP", 53), slice("dns", "UDP", 8080, ready(POD_A)));
        cluster.awaitRule("10.42.0.2 . 8080");
        assertEquals("10.42.0.2<10.42.0.3", EchoServer.udp(network, POD_B, WEB, 53));
        assertEquals("10.42.0.2<172.30.0.1", EchoServer.udp(network, NODE, WEB, 53));
        assertEquals("10.42.0.2<10.42.0.1", EchoServer.udp(network, POD_A, WEB, 53));
    }

    @Test
    void clusterIp_ofTheNodesOwnServer_reachesItFromPodAndNode() throws Exception {
        cluster.server(NODE);
        cluster.publish(clusterIp("kubernetes", "10.43.0.1", "TCP", 80), slice("kubernetes", "TCP", 8080, ready(NODE)));
        cluster.awaitRule("172.30.0.1 . 8080");
        assertEquals("172.30.0.1<10.42.0.3", tcp(POD_B, "10.43.0.1"));
        assertEquals("172.30.0.1<172.30.0.1", tcp(NODE, "10.43.0.1"));
    }

    @Test
    void endpoints_change_trafficFollows() throws Exception {
        cluster.publish(clusterIp("web", WEB, "TCP", 80), slice("web", "TCP", 8080, ready(POD_A), ready(POD_B)));
        cluster.awaitRule("10.42.0.3 . 8080");
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 60; i++) {
            seen.add(tcp(NODE, WEB));
        }
        assertEquals(Set.of("10.42.0.2<172.30.0.1", "10.42.0.3<172.30.0.1"), seen);
        cluster.change(slice("web", "TCP", 8080, ready(POD_B)));
        cluster.awaitNoRule("10.42.0.2 . 8080");
        for (int i = 0; i < 20; i++) {
            assertEquals("10.42.0.3<172.30.0.1", tcp(NODE, WEB));
        }
    }

    private void assertRefused(String from, String address) throws Exception {
        Probe.tcp(from, address, 80, "refused").run(network);
        Probe.udp(from, address, 80, "refused").run(network);
    }

    @Test
    void noEndpoints_isRefused() throws Exception {
        cluster.publish(clusterIp("web", WEB, "TCP", 80), slice("web", "TCP", 8080));
        client.create(Resources.SERVICES, clusterIp("dns", WEB, "UDP", 80).object());
        cluster.awaitRule("10.43.0.10 . udp . 80 : goto rejected");
        assertRefused(POD_A, WEB);
        assertRefused(NODE, WEB);
    }

    @Test
    void unknownAddressOrPortOfTheServiceRange_isRefusedAndNeverLeaves() throws Exception {
        network.at(NODE).ip("route add default via " + NEIGHBOUR);
        network.nft(
                NEIGHBOUR,
                "table ip watch {\nchain c {\ntype filter hook prerouting priority -300;\n"
                        + "ip daddr 10.43.0.0/16 counter\n}\n}");
        cluster.publish(clusterIp("web", WEB, "TCP", 8080), slice("web", "TCP", 8080, ready(POD_A)));
        cluster.awaitRule("10.42.0.2 . 8080");
        for (String from : List.of(POD_A, NODE)) {
            assertRefused(from, "10.43.7.7");
            assertRefused(from, WEB);
        }
        assertTrue(network.nft(NEIGHBOUR, "list table ip watch").contains("packets 0 "));
    }

    @Test
    void outbound_isMasqueraded_andClusterTrafficIsNot() throws Exception {
        cluster.server(NEIGHBOUR);
        assertEquals("172.30.0.2<172.30.0.1", EchoServer.tcp(network, POD_A, NEIGHBOUR, 8080));
        assertEquals("10.42.0.3<10.42.0.2", EchoServer.tcp(network, POD_A, POD_B, 8080));
        cluster.server(NODE);
        assertEquals("172.30.0.1<10.42.0.2", EchoServer.tcp(network, POD_A, NODE, 8080));
    }

    @Test
    void nodePort_fromOutsidePodAndNode_reachesTheServer() throws Exception {
        cluster.publish(
                service("web", "{'type':'NodePort','clusterIP':'10.43.0.10','ports':[{'port':80,'nodePort':30080}]}"),
                slice("web", "TCP", 8080, ready(POD_A)));
        cluster.awaitRule("172.30.0.1 . tcp . 30080 : goto masquerade-slot-0");
        assertEquals("10.42.0.2<10.42.0.1", EchoServer.tcp(network, NEIGHBOUR, NODE, 30080));
        assertEquals("10.42.0.2<10.42.0.1", EchoServer.tcp(network, POD_B, NODE, 30080));
        assertEquals("10.42.0.2<10.42.0.1", EchoServer.tcp(network, NODE, NODE, 30080));
    }

    @Test
    void nodePort_policyLocal_keepsTheClientsAddress() throws Exception {
        cluster.publish(
                service(
                        "web",
                        "{'type':'NodePort','clusterIP':'10.43.0.10','externalTrafficPolicy':'Local',"
                                + "'ports':[{'port':80,'nodePort':30080}]}"),
                slice("web", "TCP", 8080, ready(POD_A), Samples.elsewhere(POD_B)));
        cluster.awaitRule("172.30.0.1 . tcp . 30080 : goto local-slot-0-pick-2");
        for (int i = 0; i < 20; i++) {
            assertEquals("10.42.0.2<172.30.0.2", EchoServer.tcp(network, NEIGHBOUR, NODE, 30080));
        }
        cluster.change(slice("web", "TCP", 8080, Samples.elsewhere(POD_B)));
        cluster.awaitRule("local-none-slot-0");
        assertThrows(
                IOException.class, () -> EchoServer.tcp(network, NEIGHBOUR, NODE, 30080, EchoServer.IMPATIENCE_MILLIS));
        assertEquals("10.42.0.3<10.42.0.2", EchoServer.tcp(network, POD_A, NODE, 30080));
    }

    @Test
    void loadBalancerAddress_sourceRanges_letOnlyThosePass() throws Exception {
        network.at(NEIGHBOUR).ip("route add 198.51.100.0/24 via " + NODE);
        String spec = "{'type':'LoadBalancer','clusterIP':'10.43.0.10','loadBalancerSourceRanges':"
                + "['172.30.0.0/16','172.30.0.0/24','10.9.8.7/8'],'ports':[{'port':80}]}";
        ApiObject created =
                client.create(Resources.SERVICES, service("web", spec).object());
        client.updateStatus(
                Resources.SERVICES,
                Service.of(created).toBuilder()
                        .status(status ->
                                status.loadBalancer(balancer -> balancer.addIngress(one -> one.ip("198.51.100.1"))))
                        .build()
                        .object());
        client.create(
                Resources.ENDPOINT_SLICES,
                slice("web", "TCP", 8080, ready(POD_A)).object());
        cluster.awaitRule("198.51.100.1 . tcp . 80 : goto guard-");
        cluster.awaitRule("10.42.0.2 . 8080");
        assertEquals("10.42.0.2<10.42.0.1", tcp(NEIGHBOUR, "198.51.100.1"));
        client.update(
                Resources.SERVICES,
                Service.of(client.get(Resources.SERVICES, "default", "web")).toBuilder()
                        .spec(changed -> changed.loadBalancerSourceRanges(List.of("203.0.113.0/24")))
                        .build()
                        .object());
        cluster.awaitRule("ip saddr 203.0.113.0/24");
        assertThrows(
                SocketTimeoutException.class,
                () -> EchoServer.tcp(network, NEIGHBOUR, "198.51.100.1", 80, EchoServer.IMPATIENCE_MILLIS));
    }

    @Test
    void hostPort_fromOutsideAndPod_reachesThePod() throws Exception {
        Pod pod = Samples.pod("web", POD_A, "{'containerPort':8080,'hostPort':9090}");
        ApiObject created = client.create(Resources.PODS, pod.object());
        client.updateStatus(Resources.PODS, created.with("status", pod.status().json()));
        cluster.awaitRule("172.30.0.1 . tcp . 9090");
        assertEquals("10.42.0.2<172.30.0.2", EchoServer.tcp(network, NEIGHBOUR, NODE, 9090));
        assertEquals("10.42.0.2<10.42.0.3", EchoServer.tcp(network, POD_B, NODE, 9090));
        assertEquals("10.42.0.2<10.42.0.1", EchoServer.tcp(network, POD_A, NODE, 9090));
    }

    @Test
    void manyEndpoints_comeAndGo_inOneTransactionEach() throws Exception {
        String[] endpoints = IntStream.rangeClosed(1, 250)
                .mapToObj(i -> ready("10.42.9." + i))
                .toArray(String[]::new);
        cluster.publish(clusterIp("web", WEB, "TCP", 80), slice("web", "TCP", 8080, endpoints));
        cluster.awaitRule("pick-250");
        cluster.change(slice("web", "TCP", 8080, ready(POD_A)));
        cluster.awaitNoRule("pick-250");
        assertEquals("10.42.0.2<10.42.0.3", tcp(POD_B, WEB));
    }

    @Test
    void sessionAffinity_sameClient_staysWithItsEndpoint() throws Exception {
        Service sticky = clusterIp("web", WEB, "TCP", 80).toBuilder()
                .spec(spec -> spec.sessionAffinity("ClientIP"))
                .build();
        cluster.publish(sticky, slice("web", "TCP", 8080, ready(POD_A), ready(POD_B)));
        cluster.awaitRule("10.42.0.3:8080");
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 30; i++) {
            seen.add(tcp(NODE, WEB));
        }
        assertEquals(1, seen.size(), seen.toString());
        boolean first = seen.contains("10.42.0.2<172.30.0.1");
        cluster.change(slice("web", "TCP", 8080, ready(first ? POD_B : POD_A)));
        cluster.awaitNoRule((first ? POD_A : POD_B) + ":8080");
        assertEquals((first ? POD_B : POD_A) + "<172.30.0.1", tcp(NODE, WEB));
    }

    /** Asks again and again; whatever goes wrong is kept. */
    private static final class Traffic {
        private final Callable<String> question;
        private final AtomicBoolean done = new AtomicBoolean();
        private final AtomicInteger answers = new AtomicInteger();
        private final List<Throwable> failures = new CopyOnWriteArrayList<>();
        private final Thread thread;

        Traffic(Callable<String> question) {
            this.question = question;
            thread = Thread.ofPlatform().start(this::flow);
        }

        private void flow() {
            while (!done.get() && failures.isEmpty()) {
                try {
                    assertEquals("10.42.0.2<10.42.0.3", question.call());
                    answers.incrementAndGet();
                } catch (Exception | AssertionError failure) {
                    failures.add(failure);
                }
            }
        }

        void awaitMore() {
            int before = answers.get();
            Await.until("traffic without a proxy", () -> answers.get() > before + 5 || !failures.isEmpty());
        }

        void end() throws InterruptedException {
            done.set(true);
            thread.join();
            assertEquals(List.of(), failures);
        }
    }

    @Test
    void restart_whileTrafficFlows_losesNeitherNewConnectionsNorAFlow() throws Exception {
        cluster.publish(clusterIp("web", WEB, "TCP", 80), slice("web", "TCP", 8080, ready(POD_A)));
        cluster.publish(clusterIp("dns", "10.43.0.11", "UDP", 53), slice("dns", "UDP", 8080, ready(POD_A)));
        cluster.awaitRule("10.43.0.11 . udp . 53 : 10.42.0.2 . 8080");
        cluster.awaitRule("10.43.0.10 . tcp . 80 : 10.42.0.2 . 8080");
        try (DatagramSocket flow = EchoServer.flow(network, POD_B, "10.43.0.11", 53)) {
            Traffic connections = new Traffic(() -> tcp(POD_B, WEB));
            Traffic datagrams = new Traffic(() -> EchoServer.ask(flow));
            for (int i = 0; i < 10; i++) {
                cluster.proxy().close();
                connections.awaitMore();
                datagrams.awaitMore();
                cluster.restart();
            }
            connections.end();
            datagrams.end();
        }
    }

    @Test
    void foreignRules_areLeftAlone_andRemoveLeavesNoneOfOurs() throws Exception {
        String foreign = "table ip foreign {\n\tchain c {\n\t\tcounter\n\t}\n}\n";
        network.nft(NODE, foreign);
        String before = network.nft(NODE, "list table ip foreign");
        cluster.publish(clusterIp("web", WEB, "TCP", 80), slice("web", "TCP", 8080, ready(POD_A)));
        cluster.awaitRule("10.42.0.2 . 8080");
        client.delete(Resources.SERVICES, "default", "web", DeleteOptions.DEFAULT);
        cluster.awaitNoRule("10.42.0.2 . 8080");
        assertEquals(before, network.nft(NODE, "list table ip foreign"));
        cluster.proxy().remove();
        assertFalse(network.nft(NODE, "list tables").contains("leme"));
        assertEquals(before, network.nft(NODE, "list ruleset"));
        assertFalse(
                Namespace.command("ip", "-n", network.at(NODE).name(), "route").contains("10.43.0.0/16"));
    }

    @Test
    void tableDamagedFromOutside_isReplacedWithTheNextChange() throws Exception {
        cluster.publish(clusterIp("web", WEB, "TCP", 80), slice("web", "TCP", 8080, ready(POD_A)));
        cluster.awaitRule("10.42.0.2 . 8080");
        network.nft(NODE, "delete table inet leme");
        cluster.change(slice("web", "TCP", 8080, ready(POD_B)));
        Await.until("a whole table", () -> kernel().contains("10.42.0.3 . 8080"));
        assertEquals("10.42.0.3<10.42.0.2", tcp(POD_A, WEB));
    }
}
