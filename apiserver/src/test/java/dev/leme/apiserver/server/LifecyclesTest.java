package dev.leme.apiserver.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leme.api.object.ApiObject;
import dev.leme.apiserver.http.local.LocalWatch;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The life-cycle that the conformance suite asks of a kind: every verb, on every one of them. */
class LifecyclesTest {

    private static final String MERGE = "merge-patch+json";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    /api/v1/namespaces/default/services | one | {"spec":{"ports":[{"port":80}]}}
                    /api/v1/namespaces/default/endpoints | one | {"subsets":[{"addresses":[{"ip":"10.0.0.24"}],"ports":[{"name":"http","port":80}]}]}
                    /apis/discovery.k8s.io/v1/namespaces/default/endpointslices | one | {"addressType":"IPv4","endpoints":[{"addresses":["1.2.3.4","5.6.7.8"]}],"ports":[{"port":80}]}
                    /apis/networking.k8s.io/v1/ipaddresses | 192.168.2.2 | {"spec":{"parentRef":{"group":"","resource":"services","namespace":"default","name":"x"}}}
                    /apis/networking.k8s.io/v1/servicecidrs | one | {"spec":{"cidrs":["10.1.1.0/24"]}}
                    /api/v1/namespaces/default/limitranges | one | {"spec":{"limits":[{"type":"Container","default":{"cpu":"1"}}]}}
                    /api/v1/namespaces/default/resourcequotas | one | {"spec":{"hard":{"pods":"1"}}}
                    /api/v1/namespaces/default/podtemplates | one | {"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}
                    /api/v1/namespaces/default/pods | one | {"spec":{"containers":[{"name":"c","image":"i"}]}}
                    /api/v1/namespaces/default/configmaps | one | {"data":{"k":"v"}}
                    /api/v1/namespaces/default/secrets | one | {"stringData":{"k":"v"}}
                    /api/v1/namespaces/default/serviceaccounts | one | {"automountServiceAccountToken":false}
                    /api/v1/namespaces/default/replicationcontrollers | one | {"spec":{"selector":{"a":"b"},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}
                    /apis/apps/v1/namespaces/default/deployments | one | {"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}
                    /apis/apps/v1/namespaces/default/replicasets | one | {"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}
                    /apis/apps/v1/namespaces/default/statefulsets | one | {"spec":{"serviceName":"s","selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}
                    /apis/apps/v1/namespaces/default/daemonsets | one | {"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}
                    /apis/apps/v1/namespaces/default/controllerrevisions | one | {"revision":1,"data":{"a":"b"}}
                    /apis/batch/v1/namespaces/default/jobs | one | {"spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]}}}}
                    /apis/batch/v1/namespaces/default/cronjobs | one | {"spec":{"schedule":"* * * * *","jobTemplate":{"spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]}}}}}}
                    /apis/policy/v1/namespaces/default/poddisruptionbudgets | one | {"spec":{"minAvailable":1,"selector":{"matchLabels":{"a":"b"}}}}
                    /apis/coordination.k8s.io/v1/namespaces/default/leases | one | {"spec":{"holderIdentity":"x"}}
                    /apis/scheduling.k8s.io/v1/priorityclasses | one | {"value":7}
                    /apis/storage.k8s.io/v1/storageclasses | one | {"provisioner":"p"}
                    /apis/node.k8s.io/v1/runtimeclasses | one | {"handler":"h"}
                    /apis/rbac.authorization.k8s.io/v1/clusterroles | one | {"rules":[]}
                    /apis/rbac.authorization.k8s.io/v1/namespaces/default/roles | one | {"rules":[]}
                    """)
    void everyVerb_works(String path, String name, String body) throws InterruptedException {
        try (TestApi api = new TestApi()) {
            String own = path + "/" + name;
            String labelled = body.replaceFirst(
                    "\\{", "{\"metadata\":{\"name\":\"" + name + "\",\"labels\":{\"test\":\"yes\"}},");
            LocalWatch watch = api.watch(path, "labelSelector=test%3Dyes");
            assertEquals(201, api.post(path, labelled).status());
            assertEquals("ADDED", type(watch));
            assertEquals(name, api.get(own).object().name());
            assertEquals(
                    1,
                    api.get(path, "labelSelector=test%3Dyes")
                            .json()
                            .array("items")
                            .size());
            TestApi.Reply patched = api.patch(own, MERGE, "{\"metadata\":{\"annotations\":{\"patched\":\"true\"}}}");
            assertEquals("true", patched.object().annotations().get("patched"));
            assertEquals("MODIFIED", type(watch));
            ApiObject updated = patched.object()
                    .withMetadata(metadata ->
                            metadata.update("annotations", annotations -> annotations.with("updated", "true")));
            assertEquals(200, api.put(own, updated.json().toString()).status());
            assertEquals("MODIFIED", type(watch));
            TestApi.Reply gone =
                    api.send("DELETE", path, "propagationPolicy=Background&labelSelector=test%3Dyes", Map.of(), "");
            assertEquals(200, gone.status(), gone.text());
            assertEquals("DELETED", type(watch));
            assertEquals(404, api.get(own).status());
        }
    }

    private static String type(LocalWatch watch) throws InterruptedException {
        return Objects.requireNonNull(watch.next()).type();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    /apis/apps/v1/namespaces/default/daemonsets | {"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}
                    /apis/batch/v1/namespaces/default/jobs | {"spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]}}}}
                    /apis/policy/v1/namespaces/default/poddisruptionbudgets | {"spec":{"minAvailable":1,"selector":{"matchLabels":{"a":"b"}}}}
                    /api/v1/namespaces/default/pods | {"spec":{"containers":[{"name":"c","image":"i"}]}}
                    /api/v1/namespaces/default/replicationcontrollers | {"spec":{"selector":{"a":"b"},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}
                    """)
    void status_readPatchedAndReplaced_isTheStatusAlone(String path, String body) {
        try (TestApi api = new TestApi()) {
            String own = path + "/one/status";
            assertEquals(
                    201,
                    api.post(path, body.replaceFirst("\\{", "{\"metadata\":{\"name\":\"one\"},"))
                            .status());
            ApiObject made = api.get(own).object();
            TestApi.Reply patched = api.patch(
                    own,
                    MERGE,
                    "{\"metadata\":{\"annotations\":{\"patched\":\"true\"}},\"spec\":null,"
                            + "\"status\":{\"conditions\":[{\"type\":\"Patched\",\"status\":\"True\"}]}}");
            assertEquals(200, patched.status(), patched.text());
            assertEquals(made.spec(), patched.object().spec());
            assertEquals("Patched", conditionOf(patched.object()));
            assertEquals("true", patched.object().annotations().get("patched"));
            String replaced = patched.text().replace("\"Patched\"", "\"Replaced\"");
            assertEquals("Replaced", conditionOf(api.put(own, replaced).object()));
            assertEquals("Replaced", conditionOf(api.get(path + "/one").object()));
        }
    }

    private static String conditionOf(ApiObject object) {
        return object.status().array("conditions").objects().getFirst().string("type");
    }
}
