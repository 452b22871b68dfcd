package dev.leme.node.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import dev.leme.node.images.ImageOutcome;
import dev.leme.node.manifest.PodManifest;
import dev.leme.node.observed.CrashBackoff;
import dev.leme.node.observed.Ending;
import dev.leme.node.observed.Scene;
import dev.leme.node.probes.ProbeVerdicts;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodStatusComputerTest {
    private static final PodStatusComputer COMPUTER = new PodStatusComputer("containerd", List.of("192.168.7.1"));
    private static final PodManifest SIMPLE = Scene.pod("\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]");

    private static JsonObject compute(PodManifest pod, Scene scene) {
        return COMPUTER.compute(pod, scene.observation(), JsonObject.EMPTY, Scene.NOW);
    }

    private static JsonObject container(JsonObject status) {
        return status.array("containerStatuses").objects().getFirst();
    }

    private static JsonObject condition(JsonObject status, String type) {
        return status.array("conditions").objects().stream()
                .filter(condition -> condition.string("type").equals(type))
                .findFirst()
                .orElse(JsonObject.EMPTY);
    }

    @Test
    void newPod_isPendingAndCreating() {
        JsonObject status = compute(SIMPLE, new Scene());
        assertEquals("Pending", status.string("phase"));
        assertEquals(Json.parse("""
                        {"name":"c","state":{"waiting":{"reason":"ContainerCreating"}},"lastState":{},"ready":false,
                         "restartCount":0,"image":"i","imageID":"","started":false,"resources":{}}
                        """), container(status));
        assertEquals("False", condition(status, "PodReadyToStartContainers").string("status"));
        assertEquals("ContainersNotReady", condition(status, "Ready").string("reason"));
        assertEquals(
                "containers with unready status: [c]",
                condition(status, "Ready").string("message"));
        assertEquals("True", condition(status, "Initialized").string("status"));
        assertEquals("2025-12-31T23:58:20Z", status.string("startTime"));
    }

    @Test
    void runningPod_isReadyWithIds() {
        JsonObject status = compute(SIMPLE, new Scene().volumes().sandbox("s").running("c", "s", 2));
        assertEquals("Running", status.string("phase"));
        assertEquals("10.42.0.5", status.string("podIP"));
        assertEquals("True", condition(status, "Ready").string("status"));
        JsonObject container = container(status);
        assertEquals("containerd://c-2", container.string("containerID"));
        assertEquals("docker.io/library/i@sha256:1", container.string("imageID"));
        assertEquals(2, container.number("restartCount", -1));
        assertEquals(
                "2025-12-31T23:59:00Z",
                container.object("state").object("running").string("startedAt"));
    }

    @Test
    void crashing_showsTheWaitAndTheLastRun() {
        Scene scene = new Scene()
                .volumes()
                .sandbox("s")
                .exited("c", "s", 1, 3)
                .crash("c", new CrashBackoff(Duration.ofSeconds(10), Scene.NOW));
        JsonObject container = container(compute(SIMPLE, scene));
        JsonObject waiting = container.object("state").object("waiting");
        assertEquals("CrashLoopBackOff", waiting.string("reason"));
        assertEquals("back-off 10s restarting failed container=c pod=p_default(u)", waiting.string("message"));
        JsonObject last = container.object("lastState").object("terminated");
        assertEquals(3, last.number("exitCode", -1));
        assertEquals("Error", last.string("reason"));
        assertEquals("Running", compute(SIMPLE, scene).string("phase"));
    }

    @Test
    void pullFailure_becomesBackOffAfterAMoment() {
        ImageOutcome.Missing missing =
                new ImageOutcome.Missing("ErrImagePull", "no such image", 1, Scene.NOW, Scene.NOW.plusSeconds(10));
        Scene scene = new Scene().image("c", missing);
        JsonObject fresh = container(compute(SIMPLE, scene)).object("state").object("waiting");
        assertEquals("ErrImagePull", fresh.string("reason"));
        assertEquals("no such image", fresh.string("message"));
        JsonObject later = container(
                        COMPUTER.compute(SIMPLE, scene.observation(), JsonObject.EMPTY, Scene.NOW.plusSeconds(4)))
                .object("state")
                .object("waiting");
        assertEquals("ImagePullBackOff", later.string("reason"));
        assertEquals("Back-off pulling image \"i\": ErrImagePull: no such image", later.string("message"));
    }

    @ParameterizedTest
    @CsvSource({
        "Always,0,false,Running",
        "Always,1,false,Running",
        "OnFailure,0,false,Succeeded",
        "OnFailure,1,false,Running",
        "Never,0,false,Succeeded",
        "Never,1,false,Failed",
        "Always,0,true,Succeeded",
        "Always,143,true,Failed",
    })
    void phase_ofEndedContainer_followsPolicy(String policy, int code, boolean deleted, String phase) {
        PodManifest pod =
                Scene.pod("\"restartPolicy\":\"" + policy + "\",\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]");
        Scene scene = new Scene().volumes().sandbox("s").exited("c", "s", 0, code);
        if (deleted) {
            scene.ending(Ending.Cause.DELETED, Duration.ofSeconds(30));
        }
        assertEquals(phase, compute(pod, scene).string("phase"));
    }

    @Test
    void initContainerRunning_podIsInitializing() {
        PodManifest pod = Scene.pod("""
                "initContainers":[{"name":"a","image":"i"},{"name":"b","image":"i"}],
                "containers":[{"name":"c","image":"i"}]
                """);
        JsonObject status = compute(
                pod, new Scene().volumes().sandbox("s").exited("a", "s", 0, 0).running("b", "s", 0));
        assertEquals("Pending", status.string("phase"));
        assertEquals(
                "PodInitializing",
                container(status).object("state").object("waiting").string("reason"));
        assertEquals(
                "ContainersNotInitialized", condition(status, "Initialized").string("reason"));
        assertEquals(
                "containers with incomplete status: [b]",
                condition(status, "Initialized").string("message"));
        assertTrue(status.array("initContainerStatuses").objects().getFirst().bool("ready"));
    }

    @Test
    void readinessGate_missing_podIsNotReadyThoughContainersAre() {
        PodManifest pod = Scene.pod(
                "\"readinessGates\":[{\"conditionType\":\"x/y\"}],\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]");
        JsonObject status = compute(pod, new Scene().volumes().sandbox("s").running("c", "s", 0));
        assertEquals("True", condition(status, "ContainersReady").string("status"));
        assertEquals("ReadinessGatesNotReady", condition(status, "Ready").string("reason"));
        assertEquals(
                "corresponding condition of pod readiness gate \"x/y\" does not exist.",
                condition(status, "Ready").string("message"));
    }

    @Test
    void unreadyContainer_isRunningButNotReady() {
        Scene scene = new Scene()
                .volumes()
                .sandbox("s")
                .verdicts("c-0", new ProbeVerdicts(true, false, false, false))
                .running("c", "s", 0);
        JsonObject container = container(compute(SIMPLE, scene));
        assertTrue(container.bool("started"));
        assertFalse(container.bool("ready"));
    }

    @Test
    void deadline_passed_podFailsOnceNothingRuns() {
        Scene scene = new Scene().volumes().sandbox("s").running("c", "s", 0).decided("DeadlineExceeded", "too long");
        assertEquals("Running", compute(SIMPLE, scene).string("phase"));
        JsonObject failed = compute(SIMPLE, scene.exited("c", "s", 0, 137));
        assertEquals("Failed", failed.string("phase"));
        assertEquals("DeadlineExceeded", failed.string("reason"));
    }

    @Test
    void startFailure_isShownAsWaiting() {
        Scene scene = new Scene().startFailure("c", "CreateContainerConfigError", "configmap \"x\" not found");
        JsonObject waiting = container(compute(SIMPLE, scene)).object("state").object("waiting");
        assertEquals("CreateContainerConfigError", waiting.string("reason"));
        assertEquals("configmap \"x\" not found", waiting.string("message"));
    }

    @Test
    void condition_unchanged_keepsItsTime() {
        Scene scene = new Scene().volumes().sandbox("s").running("c", "s", 0);
        JsonObject first = compute(SIMPLE, scene);
        JsonObject second = COMPUTER.compute(SIMPLE, scene.observation(), first, Scene.NOW.plusSeconds(60));
        assertEquals(first, second);
        assertEquals(Optional.empty(), StatusPatch.of("u", first, second));
    }

    @Test
    void patch_ofLostReasonAndOldAddress_removesThem() {
        JsonObject before = compute(SIMPLE, new Scene());
        JsonObject after = compute(SIMPLE, new Scene().volumes().sandbox("s").running("c", "s", 0));
        JsonObject patch = StatusPatch.of("u", before, after).orElseThrow();
        assertEquals("u", patch.object("metadata").string("uid"));
        JsonObject ready = condition(patch.object("status"), "Ready");
        assertTrue(ready.get("reason") instanceof dev.leme.api.json.JsonNull, ready.toString());
        assertFalse(patch.object("status").has("startTime"));
        JsonObject moved = after.with("podIPs", Json.parse("[{\"ip\":\"10.42.0.9\"}]"));
        assertEquals(
                Json.parse("[{\"ip\":\"10.42.0.9\"},{\"ip\":\"10.42.0.5\",\"$patch\":\"delete\"}]"),
                StatusPatch.of("u", after, moved).orElseThrow().object("status").get("podIPs"));
    }
}
