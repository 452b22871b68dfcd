package dev.leme.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.testkit.await.Await;
import dev.leme.tests.machine.Kubectl;
import dev.leme.tests.machine.SimulatedCluster;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rollouts of each kind that keeps pods running, as kubectl leads and reports them, on simulated pods. */
@Timeout(600)
class RolloutTest {

    private static SimulatedCluster cluster;
    private static Kubectl kubectl;

    @BeforeAll
    static void aCluster() throws IOException, InterruptedException {
        cluster = SimulatedCluster.start();
        kubectl = cluster.kubectl();
    }

    @AfterAll
    static void gone() throws IOException {
        SimulatedCluster.end(cluster);
    }

    private static void apply(String apiVersion, String kind, String name, String selector, String more) {
        String manifest = """
                {"apiVersion":"%s","kind":"%s","metadata":{"name":"%s"},
                 "spec":{"replicas":3,"selector":%s%s,
                  "template":{"metadata":{"labels":{"app":"%s"}},
                   "spec":{"terminationGracePeriodSeconds":0,"containers":[{"name":"c","image":"nginx:1"}]}}}}
                """.formatted(apiVersion, kind, name, selector.formatted(name), more, name);
        kubectl.reading(manifest, "apply", "-f", "-").succeeded();
    }

    private static String status(String target) {
        return kubectl.get("rollout", "status", target, "--timeout=200s");
    }

    private static String path(String target, String path) {
        return kubectl.get("get", target, "-o", "jsonpath=" + path);
    }

    private static void assertEnds(String text, String end) {
        assertTrue(text.endsWith(end), text);
    }

    @Test
    void statefulSet_ledByKubectl_rollsOutAndBack() {
        apply("apps/v1", "StatefulSet", "db", "{\"matchLabels\":{\"app\":\"%s\"}}", "");
        String complete = "partitioned roll out complete: 3 new pods have been updated...\n";
        assertEnds(status("statefulset/db"), complete);
        String first = path("statefulset/db", "{.status.currentRevision}");
        assertEquals("statefulset.apps/db image updated\n", kubectl.get("set", "image", "statefulset/db", "c=nginx:2"));
        assertEnds(status("statefulset/db"), complete);
        assertEquals("nginx:2 nginx:2 nginx:2", images("db"));
        assertEquals(
                "statefulset.apps/db \nREVISION  CHANGE-CAUSE\n1         <none>\n2         <none>\n\n",
                kubectl.get("rollout", "history", "statefulset/db"));
        assertTrue(kubectl.get("rollout", "history", "statefulset/db", "--revision=1")
                .contains("nginx:1"));
        assertEquals("statefulset.apps/db rolled back\n", kubectl.get("rollout", "undo", "statefulset/db"));
        assertEnds(status("statefulset/db"), complete);
        String revisions = "{.status.currentRevision} {.status.updateRevision}";
        kubectl.get("wait", "statefulset/db", "--for=jsonpath={.status.currentRevision}=" + first, "--timeout=200s");
        assertEquals(first + " " + first, path("statefulset/db", revisions));
        assertEquals("nginx:1 nginx:1 nginx:1", images("db"));
        assertEquals("statefulset.apps/db restarted\n", kubectl.get("rollout", "restart", "statefulset/db"));
        status("statefulset/db");
        assertTrue(path("pod/db-0", "{.metadata.annotations}").contains("kubectl.kubernetes.io/restartedAt"));
        assertEquals("statefulset.apps/db scaled\n", kubectl.get("scale", "statefulset/db", "--replicas=1"));
        kubectl.get("wait", "pod/db-1", "--for=delete", "--timeout=200s");
        assertTrue(kubectl.run("rollout", "pause", "statefulset/db").err().contains("pausing is not supported"));
        kubectl.get("delete", "statefulset", "db");
    }

    private static String images(String app) {
        return kubectl.get("get", "pods", "-l", "app=" + app, "-o", "jsonpath={.items[*].spec.containers[0].image}");
    }

    /** Upstream waits for a person here: kubernetes#67250. */
    @Test
    void statefulSet_brokenTemplateMended_replacesThePodThatNeverBecameReady() {
        apply("apps/v1", "StatefulSet", "stuck", "{\"matchLabels\":{\"app\":\"%s\"}}", "");
        status("statefulset/stuck");
        String nowhere = "{\"spec\":{\"template\":{\"spec\":{\"nodeSelector\":{\"on\":\"no-node\"}}}}}";
        kubectl.get("patch", "statefulset/stuck", "-p", nowhere);
        kubectl.get("wait", "pod/stuck-2", "--for=jsonpath={.spec.nodeSelector.on}=no-node", "--timeout=200s");
        kubectl.get("patch", "statefulset/stuck", "-p", "{\"spec\":{\"template\":{\"spec\":{\"nodeSelector\":null}}}}");
        assertEnds(status("statefulset/stuck"), "3 new pods have been updated...\n");
        Await.until(
                "it is told",
                () -> kubectl.get("describe", "statefulset", "stuck")
                        .matches("(?s).*ReplacingNeverReadyPod .*Pod stuck-2 of revision stuck-\\w+ never became ready"
                                + " and its template has been replaced: recreating it at revision stuck-\\w+.*"));
        kubectl.get("delete", "statefulset", "stuck");
    }

    @Test
    void statefulSet_claimTemplateRaised_growsItsClaims() {
        String claims = ",\"volumeClaimTemplates\":[{\"metadata\":{\"name\":\"www\"},\"spec\":{"
                + "\"accessModes\":[\"ReadWriteOnce\"],\"resources\":{\"requests\":{\"storage\":\"64Mi\"}}}}]";
        apply("apps/v1", "StatefulSet", "grow", "{\"matchLabels\":{\"app\":\"%s\"}}", claims);
        status("statefulset/grow");
        resize("96Mi");
        for (int ordinal = 0; ordinal < 3; ordinal++) {
            String wanted = "--for=jsonpath={.spec.resources.requests.storage}=96Mi";
            kubectl.get("wait", "pvc/www-grow-" + ordinal, wanted, "--timeout=200s");
        }
        Await.until(
                "it is told",
                () -> kubectl.get("describe", "statefulset", "grow").contains("SuccessfulGrow"));
        AssertionError shrunk = assertThrows(AssertionError.class, () -> resize("32Mi"));
        assertTrue(
                String.valueOf(shrunk.getMessage())
                        .contains("spec: Forbidden: updates to statefulset spec for fields other than 'replicas'"),
                shrunk.toString());
        kubectl.get("delete", "statefulset", "grow");
        kubectl.get("delete", "pvc", "www-grow-0", "www-grow-1", "www-grow-2");
    }

    private static void resize(String size) {
        String path = "/spec/volumeClaimTemplates/0/spec/resources/requests/storage";
        String patch = "[{\"op\":\"replace\",\"path\":\"" + path + "\",\"value\":\"" + size + "\"}]";
        kubectl.get("patch", "statefulset/grow", "--type=json", "-p", patch);
    }

    @Test
    void statefulSet_partitioned_reportsTheUpdatedOnes() {
        String strategy = ",\"updateStrategy\":{\"type\":\"RollingUpdate\",\"rollingUpdate\":{\"partition\":2}}";
        apply("apps/v1", "StatefulSet", "part", "{\"matchLabels\":{\"app\":\"%s\"}}", strategy);
        status("statefulset/part");
        kubectl.get("set", "image", "statefulset/part", "c=nginx:2");
        assertEnds(status("statefulset/part"), "partitioned roll out complete: 1 new pods have been updated...\n");
        assertEquals("nginx:1 nginx:1 nginx:2", images("part"));
        kubectl.get("delete", "statefulset", "part");
    }

    @Test
    void deployment_pausedResumedRestarted_movesOnlyWhenLetTo() {
        apply("apps/v1", "Deployment", "shop", "{\"matchLabels\":{\"app\":\"%s\"}}", "");
        assertEnds(status("deployment/shop"), "deployment \"shop\" successfully rolled out\n");
        assertEquals("deployment.apps/shop paused\n", kubectl.get("rollout", "pause", "deployment/shop"));
        kubectl.get("set", "image", "deployment/shop", "c=nginx:2");
        kubectl.get("annotate", "deployment/shop", "kubernetes.io/change-cause=the second");
        String paused = "{.status.conditions[?(@.type==\"Progressing\")].reason}";
        kubectl.get("wait", "deployment/shop", "--for=jsonpath=" + paused + "=DeploymentPaused", "--timeout=200s");
        assertEquals("nginx:1 nginx:1 nginx:1", images("shop"));
        assertEquals("deployment.apps/shop resumed\n", kubectl.get("rollout", "resume", "deployment/shop"));
        assertEnds(status("deployment/shop"), "deployment \"shop\" successfully rolled out\n");
        String history = kubectl.get("rollout", "history", "deployment/shop");
        assertEquals(
                "deployment.apps/shop \nREVISION  CHANGE-CAUSE\n1         <none>\n2         the second\n\n", history);
        assertEquals(
                "deployment.apps/shop rolled back\n",
                kubectl.get("rollout", "undo", "deployment/shop", "--to-revision=1"));
        assertEnds(status("deployment/shop"), "successfully rolled out\n");
        assertTrue(kubectl.get("rollout", "history", "deployment/shop").contains("3         "));
        assertEquals("deployment.apps/shop restarted\n", kubectl.get("rollout", "restart", "deployment/shop"));
        assertEnds(status("deployment/shop"), "successfully rolled out\n");
        assertEquals(
                "NewReplicaSetAvailable MinimumReplicasAvailable",
                path("deployment/shop", paused + " {.status.conditions[?(@.type==\"Available\")].reason}"));
        kubectl.get("delete", "deployment", "shop");
    }

    @Test
    void replicationController_scaledAndExposed_isAsKubectlExpects() {
        apply("v1", "ReplicationController", "old", "{\"app\":\"%s\"}", "");
        kubectl.get("wait", "rc/old", "--for=jsonpath={.status.readyReplicas}=3", "--timeout=200s");
        assertTrue(kubectl.get("get", "rc").matches("(?s)NAME +DESIRED +CURRENT +READY +AGE\nold +3 +3 +3 +\\S+\n"));
        assertEquals("replicationcontroller/old scaled\n", kubectl.get("scale", "rc/old", "--replicas=2"));
        kubectl.get("wait", "rc/old", "--for=jsonpath={.status.replicas}=2", "--timeout=200s");
        assertEquals(
                "app=old",
                kubectl.get("get", "--raw", scale("old")).replaceAll("(?s).*\"selector\":\"([^\"]*)\".*", "$1"));
        assertEquals("service/old exposed\n", kubectl.get("expose", "rc/old", "--port=80"));
        assertEquals("{\"app\":\"old\"}", path("service/old", "{.spec.selector}"));
        kubectl.get("set", "image", "rc/old", "c=nginx:2");
        Await.until("it is told", () -> kubectl.get("describe", "rc", "old").contains("SuccessfulDelete"));
        kubectl.get("delete", "rc,service", "old");
        kubectl.get("wait", "pod", "-l", "app=old", "--for=delete", "--timeout=200s");
    }

    private static String scale(String controller) {
        return "/api/v1/namespaces/default/replicationcontrollers/" + controller + "/scale";
    }

    @Test
    void replicaSet_scaledAndSetImage_changesOnlyNewPods() {
        apply("apps/v1", "ReplicaSet", "bare", "{\"matchLabels\":{\"app\":\"%s\"}}", "");
        kubectl.get("wait", "rs/bare", "--for=jsonpath={.status.readyReplicas}=3", "--timeout=200s");
        assertEquals("replicaset.apps/bare image updated\n", kubectl.get("set", "image", "rs/bare", "c=nginx:2"));
        assertEquals("replicaset.apps/bare scaled\n", kubectl.get("scale", "rs/bare", "--replicas=4"));
        kubectl.get("wait", "rs/bare", "--for=jsonpath={.status.readyReplicas}=4", "--timeout=200s");
        assertEquals(1, images("bare").split("nginx:2", -1).length - 1);
        kubectl.get("delete", "rs", "bare");
    }
}
