package dev.leme.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import dev.leme.testkit.await.Await;
import dev.leme.tests.machine.Kubectl;
import dev.leme.tests.machine.SimulatedCluster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code leme why} on a live cluster: what the controllers and the scheduler really write is what is explained. */
@Timeout(600)
class WhySimulatedTest {

    private static final String TOO_BIG = """
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: big}
            spec:
              replicas: 3
              selector: {matchLabels: {app: big}}
              template:
                metadata: {labels: {app: big}}
                spec:
                  nodeSelector: {disk: ssd}
                  containers: [{name: c, image: busybox, resources: {requests: {cpu: 10m}}}]
            """;

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

    private static JsonObject why(String object) {
        return Json.parseObject(
                kubectl.get("get", "--raw", "/leme/v1/why/" + object).getBytes(StandardCharsets.UTF_8));
    }

    private static void awaitWell(String object) {
        JsonObject[] said = {JsonObject.EMPTY};
        try {
            Await.until(object + " is well", () -> {
                said[0] = why(object);
                return said[0].string("state").equals("ok");
            });
        } catch (AssertionError failure) {
            throw new AssertionError(failure.getMessage() + ": " + said[0], failure);
        }
    }

    private static void assertSays(String object, String part) {
        JsonObject said = why(object);
        assertTrue(said.toString().contains(part), () -> "'" + part + "' is not in " + said);
    }

    @Test
    void statefulSet_whosePodFitsNowhere_isExplainedDownToTheFilter() {
        kubectl.reading(TOO_BIG, "apply", "-f", "-").succeeded();
        Await.until("the scheduler has spoken", () -> why("sts/big").toString().contains("in its own words"));
        assertSays("sts/big", "1 node: not the labels that the pod wants (nodeSelector disk=ssd)");
        assertEquals("waits", why("sts/big").string("state"));
        assertSays("sts/big", "big-1 to big-2 wait for big-0: pods of this set start one after the other");
        assertSays("pod/big-0", "kubectl label node");
        assertSays("pod/big-0", "\"byFilter\":{\"NodeAffinity\":1}");
        assertSays("pod/big-0", "{\"node\":\"leme\",\"filter\":\"NodeAffinity\"");
        kubectl.get("label", "node", "--all", "disk=ssd");
        kubectl.get("rollout", "status", "statefulset/big", "--timeout=200s");
        assertEquals("ok", why("sts/big").string("state"));
        kubectl.get("delete", "statefulset", "big");
    }

    @Test
    void deployment_whosePodsAreRefused_isToldWhy() {
        kubectl.get("create", "deployment", "absent", "--image=busybox");
        kubectl.get(
                "patch",
                "deployment",
                "absent",
                "-p",
                "{\"spec\":{\"template\":{\"spec\":{\"serviceAccountName\":\"nobody\"}}}}");
        Await.until(
                "the refusal is told", () -> why("deployment/absent").toString().contains("could not be made"));
        assertEquals("broken", why("deployment/absent").string("state"));
        assertSays("deployment/absent", "nobody");
        kubectl.get("delete", "deployment", "absent");
    }

    @Test
    void thing_unknown_isRefusedAsTheApiRefuses() {
        String absent = kubectl.run("get", "--raw", "/leme/v1/why/pod/none").err();
        assertTrue(absent.contains("pods \"none\" not found"), absent);
        String kind = kubectl.run("get", "--raw", "/leme/v1/why/configmap/x").err();
        assertTrue(kind.contains("nothing is known about a 'configmap'"), kind);
        String other = kubectl.run("get", "--raw", "/leme/v1/why/pod/none", "--as=somebody")
                .err();
        assertTrue(other.contains("forbidden"), other);
    }

    @Test
    void nodeAndService_thatAreWell_areSaidToBe() {
        awaitWell("node/leme");
        kubectl.get("create", "deployment", "well", "--image=nginx");
        kubectl.get("expose", "deployment", "well", "--port=80");
        awaitWell("service/well");
        kubectl.get("delete", "deployment/well", "service/well");
    }
}
