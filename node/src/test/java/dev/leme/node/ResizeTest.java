package dev.leme.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.resource.Resources;
import dev.leme.base.time.Clock;
import dev.leme.client.PatchType;
import dev.leme.node.runtime.simulated.SimulatedRuntime;
import dev.leme.testkit.await.Await;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Resources that change while the pod runs, as the node shows them. */
class ResizeTest {

    private static final String MILLIS = Long.toString(Runtime.getRuntime().availableProcessors() * 1000L);
    private static final String NEARLY_ALL = Runtime.getRuntime().availableProcessors() * 1000 - 200 + "m";

    @TempDir
    Path home;

    private AgentFixture<SimulatedRuntime> node;

    @BeforeEach
    void aNode() throws InterruptedException {
        node = AgentFixture.simulated(Clock.system(), home);
    }

    @AfterEach
    void close() {
        node.close();
    }

    private void pod(String name, String cpu, String policy) {
        node.pod(name, """
                "containers":[{"name":"c","image":"busybox","resources":{"requests":{"cpu":"%s"},"limits":{"memory":"64Mi"}}%s}]
                """.formatted(cpu, policy));
        node.awaitReady(name);
    }

    /** As the API would: the rest of the container stays as it is. */
    private void resize(String pod, String resources) {
        JsonObject container = Objects.requireNonNull(node.find(pod))
                .spec()
                .array("containers")
                .objects()
                .getFirst();
        JsonObject changes = Json.parseObject(resources.getBytes(StandardCharsets.UTF_8));
        JsonObject changed = container.object("resources");
        for (String part : List.of("requests", "limits")) {
            JsonObject amounts = changed.object(part);
            for (String name : changes.object(part).names()) {
                amounts = amounts.with(name, changes.object(part).string(name));
            }
            changed = changed.with(part, amounts);
        }
        JsonObject spec = JsonObject.of("containers", JsonArray.of(container.with("resources", changed)));
        node.client.patch(Resources.PODS, "default", pod, "", PatchType.STRATEGIC, JsonObject.of("spec", spec));
    }

    private String applied(String pod) {
        JsonObject resources = node.container(pod, "c").object("resources");
        return resources.object("requests").string("cpu") + " "
                + resources.object("limits").string("memory");
    }

    /** The fake API keeps the patch's mark of a condition that is gone; it has no status. */
    private JsonObject pending(String pod) {
        return node.status(pod).array("conditions").objects().stream()
                .filter(condition -> condition.string("type").equals("PodResizePending")
                        && condition.string("status").equals("True"))
                .findFirst()
                .orElse(JsonObject.EMPTY);
    }

    private void awaitSettled(String pod, String resources) {
        Await.until(
                resources,
                () -> applied(pod).equals(resources)
                        && node.condition(pod, "PodResizeInProgress").isEmpty()
                        && pending(pod).isEmpty());
    }

    @Test
    void resize_thatFits_isAppliedWithoutARestart() {
        pod("a", "100m", "");
        resize("a", "{\"requests\":{\"cpu\":\"200m\"},\"limits\":{\"memory\":\"96Mi\"}}");
        awaitSettled("a", "200m 96Mi");
        JsonObject container = node.container("a", "c");
        assertEquals("200m", container.object("allocatedResources").string("cpu"));
        assertEquals(0, container.number("restartCount", -1));
        Await.until("told", () -> !node.events("ResizeCompleted").isEmpty());
        String text = node.events("ResizeCompleted").getFirst();
        assertTrue(
                text.startsWith(
                        "Pod resize completed: {\"containers\":[{\"name\":\"c\",\"resources\":{\"limits\":{\"memory\":"
                                + "\"96Mi\"},\"requests\":{\"cpu\":\"200m\"}}}],\"generation\":"),
                text);
        assertEquals(1, node.events("ResizeStarted").size());
    }

    @Test
    void resize_thatAsksForARestart_restartsOnce() {
        pod("a", "100m", ",\"resizePolicy\":[{\"resourceName\":\"memory\",\"restartPolicy\":\"RestartContainer\"}]");
        resize("a", "{\"requests\":{\"cpu\":\"150m\"}}");
        awaitSettled("a", "150m 64Mi");
        assertEquals(0, node.container("a", "c").number("restartCount", -1));
        resize("a", "{\"limits\":{\"memory\":\"96Mi\"}}");
        awaitSettled("a", "150m 96Mi");
        assertEquals(1, node.container("a", "c").number("restartCount", -1));
        Await.until("told", () -> node.events("Killing").contains("Container c resize requires restart"));
    }

    @Test
    void resize_beyondTheNode_isInfeasibleUntilWithdrawn() {
        pod("a", "100m", "");
        resize("a", "{\"requests\":{\"cpu\":\"1000\"}}");
        Await.until("refused", () -> pending("a").string("reason").equals("Infeasible"));
        assertEquals(
                "Node didn't have enough capacity: cpu, requested: 1000000, capacity: " + MILLIS,
                pending("a").string("message"));
        assertEquals("100m 64Mi", applied("a"));
        Await.until("told", () -> !node.events("ResizeInfeasible").isEmpty());
        resize("a", "{\"requests\":{\"cpu\":\"100m\"}}");
        awaitSettled("a", "100m 64Mi");
        assertEquals(List.of(), node.events("ResizeStarted"));
    }

    @Test
    void resize_withoutRoom_waitsUntilAnotherPodIsGone() {
        pod("a", "100m", "");
        pod("b", "300m", "");
        resize("a", "{\"requests\":{\"cpu\":\"" + NEARLY_ALL + "\"}}");
        Await.until("deferred", () -> pending("a").string("reason").equals("Deferred"));
        assertTrue(
                pending("a").string("message").contains("used: 300, capacity: " + MILLIS),
                pending("a").toString());
        node.delete("b");
        awaitSettled("a", NEARLY_ALL.replaceFirst("000m$", "") + " 64Mi");
    }

    @Test
    void resize_whileTheAgentIsAway_isDoneWhenItComesBack() throws InterruptedException {
        pod("a", "100m", "");
        node.stop();
        resize("a", "{\"requests\":{\"cpu\":\"200m\"}}");
        node.proceed();
        awaitSettled("a", "200m 64Mi");
        assertEquals(0, node.container("a", "c").number("restartCount", -1));
        Await.until("told", () -> node.events("ResizeCompleted").size() == 1);
    }
}
