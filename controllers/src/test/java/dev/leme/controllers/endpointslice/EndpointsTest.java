package dev.leme.controllers.endpointslice;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.client.DeleteOptions;
import dev.leme.client.PatchType;
import dev.leme.controllers.TestCluster;
import dev.leme.controllers.endpoints.EndpointsController;
import dev.leme.testkit.await.Await;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Slices and Endpoints from end to end against the fake API server. */
class EndpointsTest {

    private static TestCluster cluster() {
        TestCluster cluster = new TestCluster(true, EndpointSliceController::start, EndpointsController::start);
        cluster.create(Resources.SERVICES, """
                {'apiVersion':'v1','kind':'Service','metadata':{'name':'nginx','namespace':'default'},'spec':{
                 'clusterIP':'None','selector':{'app':'nginx'},
                 'ports':[{'name':'web','port':80,'protocol':'TCP','targetPort':'http'}]}}
                """);
        return cluster;
    }

    private static void pod(TestCluster cluster, String name) {
        cluster.create(Resources.PODS, """
                {'apiVersion':'v1','kind':'Pod','metadata':{'name':'%s','namespace':'default','labels':{'app':'nginx'}},
                 'spec':{'hostname':'%s','subdomain':'nginx','containers':[{'name':'c','image':'i',
                  'ports':[{'name':'http','containerPort':8080,'protocol':'TCP'}]}]}}
                """.formatted(name, name));
    }

    private static List<JsonObject> endpoints(TestCluster cluster) {
        return cluster.client.list(Resources.ENDPOINT_SLICES, "default").stream()
                .flatMap(slice -> slice.json().array("endpoints").objects().stream())
                .toList();
    }

    private static List<JsonObject> addresses(TestCluster cluster, String member) {
        ApiObject endpoints = cluster.find(Resources.ENDPOINTS, "nginx");
        return endpoints == null
                ? List.of()
                : endpoints.json().array("subsets").objects().stream()
                        .flatMap(subset -> subset.array(member).objects().stream())
                        .toList();
    }

    @Test
    void pods_readyAndNot_areTold() {
        try (TestCluster cluster = cluster()) {
            cluster.kubelet.hold("nginx-1");
            pod(cluster, "nginx-0");
            pod(cluster, "nginx-1");
            Await.until("two endpoints, one ready", () -> {
                List<JsonObject> all = endpoints(cluster);
                return all.size() == 2
                        && all.stream()
                                        .filter(one -> one.object("conditions").bool("ready"))
                                        .count()
                                == 1;
            });
            JsonObject first = endpoints(cluster).getFirst();
            assertEquals("nginx-0", first.string("hostname"));
            assertEquals("n1", first.string("nodeName"));
            ApiObject slice =
                    cluster.client.list(Resources.ENDPOINT_SLICES, "default").getFirst();
            assertEquals(8080, slice.json().array("ports").objects().getFirst().number("port", 0));
            Await.until(
                    "one address each",
                    () -> addresses(cluster, "addresses").size() == 1
                            && addresses(cluster, "notReadyAddresses").size() == 1);
        }
    }

    @Test
    void pod_deleted_itsEndpointGoes() {
        try (TestCluster cluster = cluster()) {
            pod(cluster, "nginx-0");
            Await.until("one endpoint", () -> endpoints(cluster).size() == 1);
            cluster.client.delete(Resources.PODS, "default", "nginx-0", DeleteOptions.DEFAULT);
            Await.until(
                    "none",
                    () -> endpoints(cluster).isEmpty()
                            && addresses(cluster, "addresses").isEmpty());
        }
    }

    private static void node(TestCluster cluster, String name, String zone) {
        ApiObject made = cluster.create(Resources.NODES, """
                {'apiVersion':'v1','kind':'Node','metadata':{'name':'%s','labels':{'topology.kubernetes.io/zone':'%s'}}}
                """.formatted(name, zone));
        cluster.client.updateStatus(
                Resources.NODES,
                made.with(
                        "status",
                        TestCluster.json(
                                "{'allocatable':{'cpu':'2'},'conditions':[{'type':'Ready','status':'True'}]}")));
    }

    private static boolean hasEvent(TestCluster cluster, String reason, String message) {
        return cluster.client.list(Resources.EVENTS, "default").stream()
                .anyMatch(event -> event.json().string("reason").equals(reason)
                        && event.json().string("message").equals(message));
    }

    private static List<String> hints(TestCluster cluster) {
        return endpoints(cluster).stream()
                .flatMap(endpoint -> endpoint.object("hints").array("forZones").objects().stream())
                .map(zone -> zone.string("name"))
                .sorted()
                .toList();
    }

    @Test
    void topologyMode_auto_sharesEndpointsOutAndTellsOfIt() {
        try (TestCluster cluster = cluster()) {
            node(cluster, "n1", "a");
            for (String name : List.of("nginx-0", "nginx-1")) {
                pod(cluster, name);
            }
            cluster.client.patch(
                    Resources.SERVICES,
                    "default",
                    "nginx",
                    PatchType.MERGE,
                    TestCluster.json("{'metadata':{'annotations':{'service.kubernetes.io/topology-mode':'Auto'}}}"));
            Await.until(
                    "one zone isn't enough",
                    () -> hasEvent(
                            cluster,
                            "TopologyAwareHintsDisabled",
                            "Insufficient Node information: allocatable CPU or zone not specified on one or more nodes,"
                                    + " addressType: IPv4"));
            node(cluster, "n2", "b");
            Await.until("one endpoint for each zone", () -> hints(cluster).equals(List.of("a", "b")));
            Await.until(
                    "an event",
                    () -> hasEvent(
                            cluster,
                            "TopologyAwareHintsEnabled",
                            "Topology Aware Hints has been enabled, addressType: IPv4"));
            cluster.client.patch(
                    Resources.SERVICES,
                    "default",
                    "nginx",
                    PatchType.MERGE,
                    TestCluster.json("{'metadata':{'annotations':null}}"));
            Await.until("no hints", () -> hints(cluster).isEmpty());
            Await.until(
                    "another event",
                    () -> hasEvent(
                            cluster,
                            "TopologyAwareHintsDisabled",
                            "Topology Aware Hints has been disabled, addressType: IPv4"));
        }
    }
}
