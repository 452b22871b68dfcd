package dev.leme.apiserver.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.json.JsonObject;
import dev.leme.apiserver.server.TestApi.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What writes are refused, or completed with, by other objects: runtime classes and storage classes. */
class AdmissionApiTest {

    private static final String PODS = "/api/v1/namespaces/default/pods";
    private static final String CLAIMS = "/api/v1/namespaces/default/persistentvolumeclaims";

    private final TestApi api = new TestApi();

    @AfterEach
    void close() {
        api.close();
    }

    private Reply pod(String name, String more) {
        return api.post(PODS, """
                {"metadata":{"name":"%s"},"spec":{"runtimeClassName":"fast",
                 "containers":[{"name":"c","image":"i"}]%s}}""".formatted(name, more));
    }

    @Test
    void pod_ofARuntimeClassThatIsNot_isRejected() {
        Reply reply = pod("p", "");
        assertEquals(403, reply.status());
        assertEquals(
                "pods \"p\" is forbidden: pod rejected: RuntimeClass \"fast\" not found",
                reply.json().string("message"));
    }

    @Test
    void pod_ofARuntimeClass_getsItsOverheadAndPlace() {
        api.post("/apis/node.k8s.io/v1/runtimeclasses", """
                {"metadata":{"name":"fast"},"handler":"runc","overhead":{"podFixed":{"cpu":"10m"}},
                 "scheduling":{"nodeSelector":{"disk":"ssd"},"tolerations":[{"key":"k","operator":"Exists"}]}}""");
        JsonObject spec = pod("p", ",\"nodeSelector\":{\"zone\":\"a\"}").json().object("spec");
        assertEquals("10m", spec.object("overhead").string("cpu"));
        assertEquals(
                "{\"zone\":\"a\",\"disk\":\"ssd\"}", spec.object("nodeSelector").toString());
        assertTrue(spec.array("tolerations").objects().stream()
                .anyMatch(toleration -> toleration.string("key").equals("k")));
        assertTrue(
                pod("q", ",\"nodeSelector\":{\"disk\":\"hdd\"}")
                        .json()
                        .string("message")
                        .endsWith(
                                "conflict: runtimeClass.scheduling.nodeSelector[disk] = ssd; pod.spec.nodeSelector[disk] = hdd"));
        assertTrue(pod("q", ",\"overhead\":{\"cpu\":\"1\"}")
                .json()
                .string("message")
                .endsWith("pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead"));
    }

    private Reply grow(String size) {
        return api.patch(
                CLAIMS + "/www",
                "merge-patch+json",
                "{\"spec\":{\"resources\":{\"requests\":{\"storage\":\"" + size + "\"}}}}");
    }

    @Test
    void claim_grows_onlyWhenBound_andOnlyWhereItsClassAllowsIt() {
        for (boolean allowed : new boolean[] {false, true}) {
            api.post(
                    "/apis/storage.k8s.io/v1/storageclasses",
                    "{\"metadata\":{\"name\":\"%s\"},\"provisioner\":\"x\",\"allowVolumeExpansion\":%s}"
                            .formatted(allowed, allowed));
            api.post(CLAIMS, """
                    {"metadata":{"name":"www"},"spec":{"accessModes":["ReadWriteOnce"],"storageClassName":"%s",
                     "volumeName":"pv","resources":{"requests":{"storage":"1Gi"}}}}""".formatted(allowed));
            assertEquals(422, grow("2Gi").status(), "not bound yet");
            api.patch(
                    CLAIMS + "/www/status",
                    "merge-patch+json",
                    "{\"status\":{\"phase\":\"Bound\",\"capacity\":{\"storage\":\"1Gi\"}}}");
            Reply grown = grow("2Gi");
            assertEquals(allowed ? 200 : 403, grown.status(), grown.text());
            api.patch(CLAIMS + "/www", "merge-patch+json", "{\"metadata\":{\"finalizers\":null}}");
            api.delete(CLAIMS + "/www", "");
        }
    }
}
