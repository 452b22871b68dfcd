package dev.leme.proxy;

import static dev.leme.proxy.Probe.tcp;
import static dev.leme.proxy.Samples.service;
import static dev.leme.proxy.Samples.slice;
import static dev.leme.proxy.TwoNodes.FIRST;
import static dev.leme.proxy.TwoNodes.FIRST_CLIENT;
import static dev.leme.proxy.TwoNodes.FIRST_POD;
import static dev.leme.proxy.TwoNodes.NEIGHBOUR;
import static dev.leme.proxy.TwoNodes.SECOND;
import static dev.leme.proxy.TwoNodes.SECOND_CLIENT;
import static dev.leme.proxy.TwoNodes.SECOND_POD;

import dev.leme.api.core.v1.Service;
import dev.leme.api.discovery.v1.EndpointSlice;
import dev.leme.api.resource.Resources;
import dev.leme.testkit.await.Await;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes, each with a proxy and a kernel ruleset of its own, endpoints on both: what crosses from one to the other. */
class TwoNodesIT {

    private static final String WEB = "10.43.0.10";
    private static final String BALANCER = "172.30.0.130";
    private static final String PORT = "'ports':[{'port':80,'protocol':'TCP','nodePort':30080}]}";
    private static final String SPEC = "{'clusterIP':'" + WEB + "','clusterIPs':['" + WEB + "'],";

    private Cluster cluster;

    @BeforeEach
    void begin() throws Exception {
        cluster = new Cluster(TwoNodes::wire);
        cluster.client.create(
                Resources.NODES, Samples.readyNode("node-1", "zone-a").object());
        cluster.client.create(
                Resources.NODES, Samples.readyNode("node-2", "zone-b").object());
    }

    @AfterEach
    void end() {
        cluster.close();
    }

    private static String first(String hints) {
        return "{'addresses':['" + FIRST_POD + "'],'nodeName':'node-1','zone':'zone-a','conditions':{'ready':true}"
                + hints + "}";
    }

    private static String second(String hints) {
        return "{'addresses':['" + SECOND_POD + "'],'nodeName':'node-2','zone':'zone-b','conditions':{'ready':true}"
                + hints + "}";
    }

    private static EndpointSlice endpoints(String... endpoints) {
        return slice("web", "TCP", 8080, endpoints);
    }

    private void publish(Service service, String rule, String... endpoints) {
        cluster.publish(service, endpoints(endpoints));
        awaitBoth(rule);
    }

    private void awaitBoth(String rule) {
        for (String node : List.of(FIRST, SECOND)) {
            cluster.awaitRule(node, rule);
        }
    }

    private void run(Probe... probes) throws Exception {
        for (Probe probe : probes) {
            probe.run(cluster.network);
        }
    }

    private static String answer(String server, String client) {
        return server + "<" + client;
    }

    @Test
    void clusterIp_endpointsOnBothNodes_answerAllPodsWithTheirAddress_andNodes() throws Exception {
        publish(service("web", SPEC + PORT), WEB + " . tcp . 80 : goto pick-2", first(""), second(""));
        for (String client : List.of(FIRST_CLIENT, SECOND_CLIENT)) {
            run(tcp(client, WEB, 80, answer(FIRST_POD, client), answer(SECOND_POD, client)));
        }
        run(tcp(FIRST, WEB, 80, answer(FIRST_POD, FIRST), answer(SECOND_POD, FIRST)));
        run(tcp(SECOND, WEB, 80, answer(FIRST_POD, SECOND), answer(SECOND_POD, SECOND)));
        cluster.change(endpoints(second("")));
        awaitBoth(WEB + " . tcp . 80 : goto slot-0");
        run(tcp(FIRST_CLIENT, WEB, 80, answer(SECOND_POD, FIRST_CLIENT)));
    }

    @Test
    void nodePort_onEitherNode_reachesTheEndpoint_ofTheOtherBehindTheNodesAddress() throws Exception {
        publish(service("web", SPEC + "'type':'NodePort'," + PORT), ". 30080 : goto masquerade-slot-0", first(""));
        run(
                tcp(NEIGHBOUR, FIRST, 30080, answer(FIRST_POD, "10.42.1.1")),
                tcp(NEIGHBOUR, SECOND, 30080, answer(FIRST_POD, SECOND)),
                tcp(SECOND_CLIENT, FIRST, 30080, answer(FIRST_POD, "10.42.1.1")),
                tcp(SECOND_CLIENT, SECOND, 30080, answer(FIRST_POD, SECOND)));
    }

    private int healthCheck(String node) {
        try {
            return cluster.network.at(NEIGHBOUR).call(() -> {
                URI uri = URI.create("http://" + node + ":31313/");
                HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
                int status = connection.getResponseCode();
                connection.disconnect();
                return status;
            });
        } catch (IOException notListening) {
            return 0;
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    private void awaitHealth(int first, int second) {
        Await.equal(
                "the nodes' health checks",
                List.of(first, second),
                () -> List.of(healthCheck(FIRST), healthCheck(SECOND)));
    }

    @Test
    void externalTrafficPolicyLocal_onlyTheNodeWithTheEndpointAnswers_andKeepsTheClient() throws Exception {
        Service local = service(
                "web",
                "",
                SPEC + "'type':'LoadBalancer','externalTrafficPolicy':'Local','healthCheckNodePort':31313," + PORT,
                "{'loadBalancer':{'ingress':[{'ip':'" + BALANCER + "','ipMode':'VIP'}]}}");
        publish(local, ". 30080 : goto local-", second(""));
        cluster.awaitRule(FIRST, ". 30080 : goto local-none-slot-0");
        cluster.awaitRule(SECOND, ". 30080 : goto local-slot-0-slot-0");
        run(
                tcp(NEIGHBOUR, SECOND, 30080, answer(SECOND_POD, NEIGHBOUR)),
                tcp(NEIGHBOUR, FIRST, 30080, "silence"),
                tcp(FIRST_CLIENT, FIRST, 30080, answer(SECOND_POD, FIRST_CLIENT)));
        awaitHealth(503, 200);
        awaitBalancer(SECOND_POD);
        cluster.change(endpoints(first("")));
        cluster.awaitRule(FIRST, ". 30080 : goto local-slot-0-slot-0");
        cluster.awaitRule(SECOND, ". 30080 : goto local-none-slot-0");
        awaitBalancer(FIRST_POD);
        run(tcp(NEIGHBOUR, FIRST, 30080, answer(FIRST_POD, NEIGHBOUR)), tcp(NEIGHBOUR, SECOND, 30080, "silence"));
        awaitHealth(200, 503);
    }

    /** The address moves to the node that has the endpoint, and the network hears of it. */
    private void awaitBalancer(String server) {
        Await.until("the balancer leads to " + server, () -> {
            try {
                int patience = EchoServer.IMPATIENCE_MILLIS;
                return EchoServer.tcp(cluster.network, NEIGHBOUR, BALANCER, 80, patience)
                        .equals(answer(server, NEIGHBOUR));
            } catch (IOException notYet) {
                return false;
            } catch (Exception failure) {
                throw new IllegalStateException(failure);
            }
        });
    }

    @Test
    void internalTrafficPolicyLocal_eachNodeHasItsOwn_orNone() throws Exception {
        publish(
                service("web", SPEC + "'internalTrafficPolicy':'Local'," + PORT),
                WEB + " . tcp . 80 : goto slot-0",
                first(""),
                second(""));
        run(
                tcp(FIRST_CLIENT, WEB, 80, answer(FIRST_POD, FIRST_CLIENT)),
                tcp(FIRST, WEB, 80, answer(FIRST_POD, FIRST)),
                tcp(SECOND_CLIENT, WEB, 80, answer(SECOND_POD, SECOND_CLIENT)),
                tcp(SECOND, WEB, 80, answer(SECOND_POD, SECOND)));
        cluster.change(endpoints(first("")));
        cluster.awaitRule(SECOND, WEB + " . tcp . 80 : goto rejected");
        run(
                tcp(SECOND_CLIENT, WEB, 80, "refused"),
                tcp(SECOND, WEB, 80, "refused"),
                tcp(FIRST_CLIENT, WEB, 80, answer(FIRST_POD, FIRST_CLIENT)));
    }

    private static String hints(String zone, String node) {
        String nodes = node.isEmpty() ? "" : ",'forNodes':[{'name':'" + node + "'}]";
        return ",'hints':{'forZones':[{'name':'" + zone + "'}]" + nodes + "}";
    }

    @Test
    void trafficDistributionPreferSameZone_staysInTheZone_whileThatHasAnEndpoint() throws Exception {
        publish(
                service("web", SPEC + "'trafficDistribution':'PreferClose'," + PORT),
                WEB + " . tcp . 80 : goto slot-0",
                first(hints("zone-a", "")),
                second(hints("zone-b", "")));
        assertEachIsServedAtHome();
        cluster.change(endpoints(second(hints("zone-b", ""))));
        cluster.awaitRule(FIRST, SECOND_POD + " . 8080");
        run(tcp(FIRST_CLIENT, WEB, 80, answer(SECOND_POD, FIRST_CLIENT)));
    }

    @Test
    void trafficDistributionPreferSameNode_staysOnTheNode_thoughTheZonesHintsSayOtherwise() throws Exception {
        publish(
                service("web", SPEC + "'trafficDistribution':'PreferSameNode'," + PORT),
                WEB + " . tcp . 80 : goto slot-0",
                first(hints("zone-b", "node-1")),
                second(hints("zone-a", "node-2")));
        assertEachIsServedAtHome();
        cluster.change(endpoints(first(hints("zone-a", "node-1"))));
        cluster.awaitRule(SECOND, FIRST_POD + " . 8080");
        run(tcp(SECOND_CLIENT, WEB, 80, answer(FIRST_POD, SECOND_CLIENT)));
    }

    private void assertEachIsServedAtHome() throws Exception {
        run(
                tcp(FIRST_CLIENT, WEB, 80, answer(FIRST_POD, FIRST_CLIENT)),
                tcp(SECOND_CLIENT, WEB, 80, answer(SECOND_POD, SECOND_CLIENT)));
    }
}
