package dev.leme.controllers.endpointslicemirroring;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.client.DeleteOptions;
import dev.leme.controllers.TestCluster;
import dev.leme.testkit.await.Await;
import java.util.List;
import org.junit.jupiter.api.Test;

class MirroringTest {

    private static List<ApiObject> slices(TestCluster cluster) {
        return cluster.client.list(Resources.ENDPOINT_SLICES, "default");
    }

    private static List<String> addresses(TestCluster cluster) {
        return slices(cluster).stream()
                .flatMap(slice -> slice.json().array("endpoints").objects().stream())
                .flatMap(endpoint -> endpoint.array("addresses").strings().stream())
                .toList();
    }

    private static void endpoints(TestCluster cluster, String name, String labels, String address) {
        cluster.create(Resources.ENDPOINTS, """
                {'apiVersion':'v1','kind':'Endpoints','metadata':{'name':'%s','namespace':'default','labels':{%s},
                 'annotations':{'note':'mine','kubectl.kubernetes.io/last-applied-configuration':'x'}},
                 'subsets':[{'addresses':[{'ip':'%s'}],'notReadyAddresses':[{'ip':'fd00::1'}],
                  'ports':[{'name':'db','port':5432,'protocol':'TCP'}]}]}
                """.formatted(name, labels, address));
    }

    @Test
    void handWrittenEndpoints_areMirroredFollowedAndLetGo() {
        try (TestCluster cluster = new TestCluster(true, EndpointSliceMirroringController::start)) {
            cluster.create(Resources.SERVICES, """
                    {'apiVersion':'v1','kind':'Service','metadata':{'name':'db','namespace':'default'},
                     'spec':{'ports':[{'name':'db','port':5432,'protocol':'TCP'}]}}
                    """);
            endpoints(cluster, "db", "'a':'b'", "192.0.2.1");
            Await.until("a slice of each family", () -> slices(cluster).size() == 2);
            ApiObject slice = slices(cluster).stream()
                    .filter(one -> one.json().string("addressType").equals("IPv4"))
                    .findFirst()
                    .orElseThrow();
            assertEquals("b", slice.labels().get("a"));
            assertEquals(
                    "endpointslicemirroring-controller.k8s.io",
                    slice.labels().get("endpointslice.kubernetes.io/managed-by"));
            assertEquals("mine", slice.annotations().get("note"));
            assertEquals(1, slice.annotations().size());
            JsonObject endpoint = slice.json().array("endpoints").objects().getFirst();
            assertEquals(List.of("192.0.2.1"), endpoint.array("addresses").strings());
            assertEquals(5432, slice.json().array("ports").objects().getFirst().number("port", 0));

            ApiObject present = cluster.client.get(Resources.ENDPOINTS, "default", "db");
            cluster.client.update(
                    Resources.ENDPOINTS,
                    present.with(
                            "subsets",
                            new JsonArray(
                                    List.of(
                                            TestCluster.json(
                                                    "{'addresses':[{'ip':'192.0.2.2'}],'ports':[{'name':'db','port':5432,'protocol':'TCP'}]}")))));
            Await.until("the new address alone", () -> addresses(cluster).equals(List.of("192.0.2.2")));
            cluster.client.delete(Resources.ENDPOINTS, "default", "db", DeleteOptions.DEFAULT);
            Await.until("none", () -> slices(cluster).isEmpty());
        }
    }

    @Test
    void endpoints_ofAServiceWithASelectorOrMarked_areNotMirrored() {
        try (TestCluster cluster = new TestCluster(true, EndpointSliceMirroringController::start)) {
            cluster.create(Resources.SERVICES, """
                    {'apiVersion':'v1','kind':'Service','metadata':{'name':'selects','namespace':'default'},
                     'spec':{'selector':{'a':'b'},'ports':[{'port':80,'protocol':'TCP'}]}}
                    """);
            for (String name : List.of("marked", "last")) {
                cluster.create(Resources.SERVICES, """
                        {'apiVersion':'v1','kind':'Service','metadata':{'name':'%s','namespace':'default'},
                         'spec':{'ports':[{'port':80,'protocol':'TCP'}]}}
                        """.formatted(name));
            }
            endpoints(cluster, "selects", "", "192.0.2.1");
            endpoints(cluster, "alone", "", "192.0.2.1");
            endpoints(cluster, "marked", "'endpointslice.kubernetes.io/skip-mirror':'true'", "192.0.2.1");
            endpoints(cluster, "last", "", "192.0.2.1");
            Await.until("those of the last", () -> slices(cluster).size() == 2);
            slices(cluster).forEach(slice -> assertEquals("last", slice.labels().get("kubernetes.io/service-name")));
        }
    }
}
