package dev.leme.proxy;

import static dev.leme.proxy.Samples.clusterIp;
import static dev.leme.proxy.Samples.ready;
import static dev.leme.proxy.Samples.service;
import static dev.leme.proxy.Samples.slice;
import static dev.leme.proxy.Samples.slice6;
import static dev.leme.proxy.TestNode.NEIGHBOUR;
import static dev.leme.proxy.TestNode.NODE;
import static dev.leme.proxy.TestNode.POD_A;
import static dev.leme.proxy.TestNode.POD_A6;
import static dev.leme.proxy.TestNode.POD_B;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.core.v1.Service;
import dev.leme.api.resource.Resources;
import dev.leme.base.time.ManualClock;
import dev.leme.client.DeleteOptions;
import dev.leme.proxy.nft.Nftables;
import dev.leme.proxy.socket.RawSocket;
import dev.leme.testkit.await.Await;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.HttpURLConnection;
import java.net.NetworkInterface;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the proxy does beside the rules: addresses, health checks, flows, and Services that the kernel refuses. */
class SurroundingsIT {

    private static final String WEB = "10.43.0.10";
    private static final String BALANCER = "172.30.0.130";
    private static final String BALANCER6 = "fd30::1:82";

    private final ManualClock clock = new ManualClock(Instant.now());
    private Cluster cluster;
    private TestNetwork network;

    @BeforeEach
    void begin() throws Exception {
        cluster = new Cluster(TestNode::routed, clock);
        network = cluster.network;
    }

    @AfterEach
    void end() {
        cluster.close();
    }

    private static Service balancer(String name, int number, String more) {
        return service(
                name,
                "",
                "{'type':'LoadBalancer','clusterIP':'10.43.0." + number + "','ports':[{'port':80,'protocol':'TCP'}]"
                        + more + "}",
                "{'loadBalancer':{'ingress':[{'ip':'172.30.0." + number + "','ipMode':'VIP'}]}}");
    }

    private String addresses() {
        return Namespace.command("ip", "-n", network.at(NODE).name(), "-4", "address", "show", "dev", "up0");
    }

    /** Waits in the neighbour's namespace for the next word of ARP from one that names itself as {@code sender}. */
    private FutureTask<String> awaitArp(String sender) throws Exception {
        CountDownLatch listening = new CountDownLatch(1);
        FutureTask<String> heard = new FutureTask<>(() -> {
            try (RawSocket socket = RawSocket.open(17, 2, Short.reverseBytes((short) 0x0806))) {
                listening.countDown();
                while (true) {
                    String message = HexFormat.of().formatHex(socket.receive());
                    if (message.substring(28, 36).equals(sender)) {
                        return message;
                    }
                }
            }
        });
        network.at(NEIGHBOUR).threads().newThread(heard).start();
        assertTrue(listening.await(60, TimeUnit.SECONDS), "the neighbour listens");
        return heard;
    }

    @Test
    void balancer_comesAndGoes_theNetworkIsTold_andTheAddressFollows() throws Exception {
        FutureTask<String> arp = awaitArp("ac1e0082");
        cluster.publish(balancer("web", 130, ""), slice("web", "TCP", 8080, ready(POD_A)));
        assertEquals("ac1e0082", arp.get(60, TimeUnit.SECONDS).substring(48, 56), "it asks for itself: gratuitous");
        cluster.awaitRule("10.42.0.2 . 8080");
        assertEquals("10.42.0.2<10.42.0.1", EchoServer.tcp(network, NEIGHBOUR, BALANCER, 80));
        cluster.restart();
        assertTrue(addresses().contains("172.30.0.130/32"), "a new proxy knows what it finds");
        cluster.client.delete(Resources.SERVICES, "default", "web", DeleteOptions.DEFAULT);
        Await.until("no address", () -> !addresses().contains("172.30.0.130"));
        assertTrue(addresses().contains(NODE + "/24"), "the node's own stays");
        assertThrows(
                IOException.class,
                () -> EchoServer.tcp(network, NEIGHBOUR, BALANCER, 80, EchoServer.IMPATIENCE_MILLIS));
    }

    @Test
    void balancerOfIpv6_moves_theNetworkForgetsWhereItWas() throws Exception {
        Namespace neighbour = network.at(NEIGHBOUR);
        neighbour.ip("neigh replace " + BALANCER6 + " lladdr 02:00:00:00:00:01 dev eth0 nud reachable");
        cluster.publish(
                service(
                        "web",
                        "",
                        "{'type':'LoadBalancer','clusterIP':'fd43::82','ports':[{'port':80,'protocol':'TCP'}]}",
                        "{'loadBalancer':{'ingress':[{'ip':'" + BALANCER6 + "','ipMode':'VIP'}]}}"),
                slice6("web", "TCP", 8080, ready(POD_A6)));
        String hardware = network.at(NODE)
                .call(() -> HexFormat.ofDelimiter(":")
                        .formatHex(NetworkInterface.getByName("up0").getHardwareAddress()));
        Await.equal("where the neighbour takes it to be", hardware, () -> whereTo(neighbour, BALANCER6));
        cluster.awaitRule(POD_A6 + " . 8080");
        assertEquals("10.42.0.2<fd42:0:0:0:0:0:0:1", EchoServer.tcp(network, NEIGHBOUR, BALANCER6, 80));
    }

    /** The hardware address; all that is known where there is none. */
    private static String whereTo(Namespace asked, String address) {
        String known = Namespace.command("ip", "-n", asked.name(), "neigh", "show", address);
        return known.replaceFirst("(?s).* lladdr (\\S+) .*", "$1");
    }

    @Test
    void balancers_ofSeveralNodes_areEachAnsweredByOne_andMoveWhenThatGoes() throws Exception {
        cluster.client.create(Resources.NODES, Samples.readyNode("node-1", "").object());
        cluster.client.create(Resources.NODES, Samples.readyNode("node-2", "").object());
        for (int number = 130; number < 140; number++) {
            cluster.publish(balancer("s" + number, number, ""));
        }
        cluster.awaitRule("172.30.0.139");
        Await.until("some are here, some are not", () -> {
            long here = addresses()
                    .lines()
                    .filter(line -> line.contains("172.30.0.13"))
                    .count();
            return here > 0 && here < 10;
        });
        cluster.client.delete(Resources.NODES, "", "node-2", DeleteOptions.DEFAULT);
        Await.until(
                "all are here",
                () -> addresses()
                                .lines()
                                .filter(line -> line.contains("172.30.0.13"))
                                .count()
                        == 10);
        cluster.proxy().remove();
        assertFalse(addresses().contains("172.30.0.13"), "none is left behind");
    }

    private record Answer(int status, String weight, String type, String sniff, String body) {}

    /** What the health check says, or null while nobody listens. */
    private @Nullable Answer check(int port) {
        try {
            return ask(port);
        } catch (IOException refused) {
            return null;
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    private Answer ask(int port) throws Exception {
        return network.at(NEIGHBOUR).call(() -> {
            URI uri = URI.create("http://" + NODE + ":" + port + "/healthz");
            HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
            int status = connection.getResponseCode();
            InputStream body = status == 200 ? connection.getInputStream() : connection.getErrorStream();
            try (body) {
                return new Answer(
                        status,
                        connection.getHeaderField("X-Load-Balancing-Endpoint-Weight"),
                        connection.getHeaderField("Content-Type"),
                        connection.getHeaderField("X-Content-Type-Options"),
                        new String(body.readAllBytes(), StandardCharsets.UTF_8));
            }
        });
    }

    private static Answer expected(int status, int endpoints) {
        return expected(status, endpoints, true);
    }

    private static Answer expected(int status, int endpoints, boolean proxyHealthy) {
        String body = "{\n\t\"service\": {\n\t\t\"namespace\": \"default\",\n\t\t\"name\": \"web\"\n\t},\n"
                + "\t\"localEndpoints\": " + endpoints + ",\n\t\"serviceProxyHealthy\": " + proxyHealthy + "\n}";
        return new Answer(status, "" + endpoints, "application/json", "nosniff", body);
    }

    @Test
    void healthCheck_ofALocalBalancer_saysWhetherTheNodeHasEndpoints() throws Exception {
        cluster.publish(
                balancer("web", 130, ",'externalTrafficPolicy':'Local','healthCheckNodePort':31313"),
                slice("web", "TCP", 8080, ready(POD_A), Samples.elsewhere(POD_B)));
        cluster.awaitRule("local-slot-0-pick-2");
        Await.equal("health", expected(200, 1), () -> check(31313));
        cluster.change(slice("web", "TCP", 8080, Samples.elsewhere(POD_B)));
        cluster.awaitRule("local-none-slot-0");
        Await.equal("health", expected(503, 0), () -> check(31313));
        cluster.client.delete(Resources.SERVICES, "default", "web", DeleteOptions.DEFAULT);
        cluster.awaitNoRule("172.30.0.130 . tcp");
        Await.until("nobody answers for it", () -> check(31313) == null);
    }

    /** The kernel lets none but its owner change an owned table: so nobody else's rules get into force. */
    private Nftables takeTheTable() throws Exception {
        return network.at(NODE).call(() -> {
            Nftables owner = Nftables.open();
            owner.run("delete table inet leme\ntable inet leme { flags owner; }");
            return owner;
        });
    }

    private String health() {
        try {
            Answer answer = ask(31313);
            return answer.status() + (answer.body().contains("Healthy\": true") ? " healthy" : " unhealthy");
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Test
    void healthCheck_whileTheRulesAreStale_sendsTrafficElsewhere() throws Exception {
        cluster.publish(
                balancer("web", 130, ",'externalTrafficPolicy':'Local','healthCheckNodePort':31313"),
                slice("web", "TCP", 8080, ready(POD_A)));
        cluster.awaitRule("local-slot-0-slot-0");
        assertEquals("200 healthy", health());
        try (Nftables owner = takeTheTable()) {
            cluster.publish(clusterIp("late", WEB, "TCP", 80), slice("late", "TCP", 8080, ready(POD_B)));
            Await.until("a try that failed", () -> !clock.pending().isEmpty());
            assertEquals("200 healthy", health(), "a while is allowed");
            clock.advance(Duration.ofSeconds(61));
            assertEquals(expected(503, 1, false), check(31313));
            assertFalse(owner.run("list table inet leme").contains(WEB));
        }
        Await.until("healthy again", () -> {
            clock.advance(Duration.ofSeconds(30));
            return health().equals("200 healthy");
        });
        assertEquals("10.42.0.3<172.30.0.1", EchoServer.tcp(network, NODE, WEB, 80));
    }

    private static boolean isAnswered(DatagramSocket client, String answer) {
        try {
            return EchoServer.ask(client).equals(answer);
        } catch (PortUnreachableException | SocketTimeoutException notYet) {
            return false;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The kernel says so about once a second. */
    private static boolean isUnreachable(DatagramSocket client) {
        try {
            return EchoServer.ask(client).isEmpty();
        } catch (PortUnreachableException told) {
            return true;
        } catch (SocketTimeoutException notYet) {
            return false;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Test
    void flow_whoseEndpointGoes_findsAnother() throws Exception {
        cluster.publish(clusterIp("dns", WEB, "UDP", 53), slice("dns", "UDP", 8080, ready(POD_A)));
        cluster.awaitRule("10.42.0.2 . 8080");
        try (DatagramSocket client = EchoServer.flow(network, NODE, WEB, 53)) {
            client.setSoTimeout(500);
            Await.until("the first endpoint", () -> isAnswered(client, "10.42.0.2<172.30.0.1"));
            cluster.change(slice("dns", "UDP", 8080, ready(POD_B)));
            Await.until("the other endpoint", () -> isAnswered(client, "10.42.0.3<172.30.0.1"));
        }
    }

    @Test
    void flow_fromBeforeTheFirstEndpoint_findsIt() throws Exception {
        try (DatagramSocket client = EchoServer.flow(network, NEIGHBOUR, NODE, 30053)) {
            client.setSoTimeout(500);
            Await.until("nobody is there", () -> isUnreachable(client));
            cluster.publish(
                    service(
                            "dns",
                            "{'type':'NodePort','clusterIP':'10.43.0.10',"
                                    + "'ports':[{'port':53,'protocol':'UDP','nodePort':30053}]}"),
                    slice("dns", "UDP", 8080, ready(POD_A)));
            cluster.awaitRule("10.42.0.2 . 8080");
            Await.until("an answer", () -> isAnswered(client, "10.42.0.2<10.42.0.1"));
        }
    }

    @Test
    void service_thatTheKernelRefuses_isLeftOut_andTheRestGoesOn() throws Exception {
        cluster.publish(clusterIp("web", WEB, "TCP", 80), slice("web", "TCP", 8080, ready(POD_A)));
        cluster.awaitRule("10.42.0.2 . 8080");
        cluster.publish(clusterIp("bad", "10.43.0.66", "TCP", 700_000), slice("bad", "TCP", 8080, ready(POD_A)));
        Await.until(
                "an event",
                () -> cluster.client.list(Resources.EVENTS, "default").stream()
                        .anyMatch(event -> event.json().string("reason").equals("FailedToProgramService")
                                && event.json()
                                        .object("involvedObject")
                                        .string("name")
                                        .equals("bad")));
        cluster.publish(clusterIp("late", "10.43.0.11", "TCP", 80), slice("late", "TCP", 8080, ready(POD_B)));
        cluster.awaitRule("10.42.0.3 . 8080");
        assertEquals("10.42.0.3<172.30.0.1", EchoServer.tcp(network, NODE, "10.43.0.11", 80));
        cluster.restart();
        assertEquals("10.42.0.2<172.30.0.1", EchoServer.tcp(network, NODE, WEB, 80), "also for one who starts with it");
    }

    @Test
    void restart_keepsTheClientsOfSessionAffinity() throws Exception {
        Service sticky = clusterIp("web", WEB, "TCP", 80).toBuilder()
                .spec(spec -> spec.sessionAffinity("ClientIP"))
                .build();
        cluster.publish(sticky, slice("web", "TCP", 8080, ready(POD_A), ready(POD_B)));
        cluster.awaitRule("10.42.0.3:8080");
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 8; i++) {
            seen.add(EchoServer.tcp(network, NODE, WEB, 80));
            cluster.restart();
        }
        assertEquals(1, seen.size(), seen.toString());
    }

    @Test
    void sctp_isTranslatedToo() throws Exception {
        cluster.publish(clusterIp("web", WEB, "SCTP", 80), slice("web", "SCTP", 9999, ready(POD_A)));
        cluster.awaitRule("10.42.0.2 . 9999");
        FutureTask<String> heard = new FutureTask<>(() -> {
            try (RawSocket socket = RawSocket.open(2, 3, 132)) {
                return HexFormat.of().formatHex(socket.receive());
            }
        });
        network.at(POD_A).threads().newThread(heard).start();
        Await.until("an INIT at the endpoint", () -> {
            SctpPacket.sendInit(network, POD_B, WEB, 80);
            return heard.isDone();
        });
        assertEquals("270f", heard.get().substring(44, 48), "the endpoint's port");
    }
}
