package dev.leme.apiserver.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.leme.api.json.JsonArray;
import dev.leme.api.object.ApiObject;
import dev.leme.apiserver.http.local.LocalWatch;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
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
                    /apis/networking.k8s.io/v1/ingressclasses | one | {"spec":{"controller":"example.com/controller"}}
                    /apis/networking.k8s.io/v1/namespaces/default/ingresses | one | {"spec":{"defaultBackend":{"service":{"name":"web","port":{"number":80}}}}}
                    /apis/networking.k8s.io/v1/namespaces/default/networkpolicies | one | {"spec":{"podSelector":{}}}
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
                    /apis/storage.k8s.io/v1/csidrivers | one | {"spec":{"attachRequired":false}}
                    /apis/storage.k8s.io/v1/csinodes | one | {"spec":{"drivers":[{"name":"d","nodeID":"1"}]}}
                    /apis/storage.k8s.io/v1/namespaces/default/csistoragecapacities | one | {"storageClassName":"c","capacity":"1Gi"}
                    /apis/storage.k8s.io/v1/volumeattachments | one | {"spec":{"attacher":"d","nodeName":"n","source":{"persistentVolumeName":"v"}}}
                    /apis/storage.k8s.io/v1/volumeattributesclasses | one | {"driverName":"d","parameters":{"iops":"5"}}
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

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    /apis/storage.k8s.io/v1/volumeattachments | {"spec":{"attacher":"d","nodeName":"n","source":{"persistentVolumeName":"v"}}} | {"attached":true}
                    /api/v1/persistentvolumes | {"spec":{"capacity":{"storage":"1Gi"},"accessModes":["ReadWriteOnce"],"hostPath":{"path":"/x"}}} | {"reason":"E2E"}
                    /api/v1/namespaces/default/persistentvolumeclaims | {"spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}}} | {"phase":"Bound"}
                    /apis/batch/v1/namespaces/default/cronjobs | {"spec":{"schedule":"* * * * *","jobTemplate":{"spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]}}}}}} | {"lastScheduleTime":"2026-01-01T00:00:00Z"}
                    /api/v1/namespaces | {"spec":{}} | {"conditions":[{"type":"E2E","status":"True","reason":"r","message":"m","lastTransitionTime":"2026-01-01T00:00:00Z"}]}
                    """)
    void statusOfOthers_readPatchedAndReplaced_isTheStatusAlone(String path, String body, String status) {
        try (TestApi api = new TestApi()) {
            String own = path + "/one/status";
            api.post(path, body.replaceFirst("\\{", "{\"metadata\":{\"name\":\"one\"},"));
            ApiObject made = api.get(own).object();
            TestApi.Reply patched = api.patch(own, MERGE, "{\"spec\":null,\"status\":" + status + "}");
            assertEquals(200, patched.status(), patched.text());
            assertEquals(made.spec(), patched.object().spec());
            assertNotEquals(made.status(), patched.object().status());
            ApiObject former = patched.object().withStatus(made.status());
            assertEquals(
                    made.status(),
                    api.put(own, former.json().toString()).object().status());
            assertEquals(made.status(), api.get(path + "/one").object().status());
        }
    }

    @Test
    void namespace_patchedReplacedAndFinalized_isWhatWasAskedFor() {
        try (TestApi api = new TestApi()) {
            String own = "/api/v1/namespaces/one";
            assertEquals(
                    201,
                    api.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"one\"}}")
                            .status());
            ApiObject patched = api.patch(own, MERGE, "{\"metadata\":{\"labels\":{\"patched\":\"yes\"}}}")
                    .object();
            assertEquals("yes", patched.labels().get("patched"));
            ApiObject updated = patched.withMetadata(
                    metadata -> metadata.update("labels", labels -> labels.with("updated", "yes")));
            assertEquals(
                    "yes",
                    api.put(own, updated.json().toString()).object().labels().get("updated"));
            ApiObject now = api.get(own).object();
            ApiObject held = now.with(
                    "spec", now.spec().with("finalizers", JsonArray.ofStrings(List.of("kubernetes", "e2e.example/x"))));
            assertEquals(
                    List.of("kubernetes", "e2e.example/x"),
                    api.put(own + "/finalize", held.json().toString())
                            .object()
                            .spec()
                            .array("finalizers")
                            .strings());
            ApiObject plain = api.get(own).object();
            ApiObject without = plain.with("spec", plain.spec().with("finalizers", JsonArray.EMPTY));
            ApiObject kept = api.put(own, without.json().toString()).object();
            assertEquals(plain.spec(), kept.spec(), "only finalize changes them");
        }
    }

    private static String conditionOf(ApiObject object) {
        return object.status().array("conditions").objects().getFirst().string("type");
    }
}
