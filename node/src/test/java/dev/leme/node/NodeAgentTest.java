package dev.leme.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.base.time.Clock;
import dev.leme.base.time.ManualClock;
import dev.leme.client.PatchType;
import dev.leme.node.logs.LogOptions;
import dev.leme.node.pods.PodPlan;
import dev.leme.node.pods.PodWorker;
import dev.leme.node.runtime.simulated.SimulatedRuntime;
import dev.leme.node.streams.NodeStreams;
import dev.leme.testkit.await.Await;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeAgentTest {
    private static final String NGINX = "\"containers\":[{\"name\":\"nginx\",\"image\":\"nginx\"}]";
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path home;

    @Test
    void pod_bound_becomesRunningAndReadyWithAddressesAndEvents() throws Exception {
        try (AgentFixture<SimulatedRuntime> node = AgentFixture.simulated(Clock.system(), home)) {
            node.pod("web", NGINX);
            node.awaitReady("web");

            JsonObject status = node.status("web");
            assertEquals("Running", status.string("phase"));
            assertEquals("BestEffort", status.string("qosClass"));
            assertEquals("192.168.7.1", status.string("hostIP"));
            assertTrue(status.string("podIP").startsWith("10.42.0."), status.toString());
            assertEquals("True", node.condition("web", "PodReadyToStartContainers"));
            JsonObject nginx = node.container("web", "nginx");
            assertTrue(nginx.bool("ready") && nginx.bool("started"), nginx.toString());
            assertEquals(0, nginx.number("restartCount", -1));
            Await.until("events", () -> !node.events("Started").isEmpty());
            assertEquals(List.of("Pulling image \"nginx\""), node.events("Pulling"));
            assertEquals(List.of("Container created"), node.events("Created"));
            assertEquals(List.of("Container started"), node.events("Started"));
        }
    }

    @Test
    void status_ofReadyPod_isWrittenFewTimes() throws Exception {
        try (AgentFixture<SimulatedRuntime> node = AgentFixture.simulated(Clock.system(), home)) {
            node.pod("web", NGINX);
            node.awaitReady("web");
            PodWorker worker = node.agent().pods().getFirst();
            Await.until("settled", () -> worker.plan().steps().isEmpty());
            String settled = version(node);
            Set<PodPlan> before = Collections.newSetFromMap(new IdentityHashMap<>());
            before.add(worker.plan());
            worker.wake();
            Await.until("woken", () -> before.add(worker.plan()));
            Await.until("settled again", () -> worker.plan().steps().isEmpty());
            assertEquals(settled, version(node), "nothing changed, nothing is written");
        }
    }

    /** As the node's controller does when it hears nothing from the node. */
    @Test
    void condition_thatOthersChange_isWrittenAnew() throws Exception {
        try (AgentFixture<SimulatedRuntime> node = AgentFixture.simulated(Clock.system(), home)) {
            node.pod("web", NGINX);
            node.awaitReady("web");
            node.client.patch(
                    Resources.PODS,
                    "default",
                    "web",
                    "status",
                    PatchType.MERGE,
                    Json.parse("{\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"False\"}]}}"));
            node.awaitReady("web");
        }
    }

    private static String version(AgentFixture<SimulatedRuntime> node) {
        return node.client.get(Resources.PODS, "default", "web").resourceVersion();
    }

    @Test
    void crashingContainer_restartsAtOnceThenBacksOff() throws Exception {
        ManualClock clock = new ManualClock(BEGIN);
        try (AgentFixture<SimulatedRuntime> node = AgentFixture.simulated(clock, home)) {
            node.pod("bad", "\"containers\":[{\"name\":\"c\",\"image\":\"busybox\",\"command\":[\"false\"]}]");
            Await.until(
                    "back-off",
                    () -> node.container("bad", "c")
                            .object("state")
                            .object("waiting")
                            .string("reason")
                            .equals("CrashLoopBackOff"));
            assertEquals(1, node.container("bad", "c").number("restartCount", -1));
            String message =
                    node.container("bad", "c").object("state").object("waiting").string("message");
            assertTrue(message.startsWith("back-off 10s restarting failed container=c pod=bad_default("), message);
            assertEquals(
                    1,
                    node.container("bad", "c")
                            .object("lastState")
                            .object("terminated")
                            .number("exitCode", -1));
            clock.advance(Duration.ofSeconds(9));
            assertEquals(1, node.container("bad", "c").number("restartCount", -1));
            clock.advance(Duration.ofSeconds(2));
            Await.until("third run", () -> node.container("bad", "c").number("restartCount", -1) == 2);
            Await.until(
                    "longer back-off",
                    () -> node.container("bad", "c")
                            .object("state")
                            .object("waiting")
                            .string("message")
                            .startsWith("back-off 20s"));
            Await.until("event", () -> !node.events("BackOff").isEmpty());
            assertTrue(
                    node.events("BackOff").getFirst().startsWith("Back-off restarting failed container c in pod bad_"));
        }
    }

    @Test
    void deletion_graceful_endsContainersAndRemovesEverything() throws Exception {
        try (AgentFixture<SimulatedRuntime> node = AgentFixture.simulated(Clock.system(), home)) {
            ApiObject pod = node.pod("web", NGINX);
            node.awaitReady("web");
            Path directory = home.resolve("node/pods").resolve(pod.uid());
            assertTrue(Files.isDirectory(directory));

            node.delete("web");

            Await.until("object gone", () -> node.find("web") == null);
            Await.until("sandbox gone", () -> node.runtime.sandboxes().isEmpty());
            Await.until("directory gone", () -> !Files.exists(directory));
            Await.until("worker gone", () -> node.agent().pods().isEmpty());
            Await.until("event", () -> node.events("Killing").equals(List.of("Stopping container nginx")));
        }
    }

    @Test
    void initContainers_runInOrderBeforeMain() throws Exception {
        try (AgentFixture<SimulatedRuntime> node = AgentFixture.simulated(Clock.system(), home)) {
            node.pod("init", """
                    "initContainers":[{"name":"one","image":"busybox","command":["true"]},
                      {"name":"side","image":"busybox","restartPolicy":"Always"},
                      {"name":"two","image":"busybox","command":["true"]}],
                    """ + NGINX);
            node.awaitReady("init");
            assertEquals(
                    "Completed",
                    node.container("init", "one")
                            .object("state")
                            .object("terminated")
                            .string("reason"));
            assertTrue(node.container("init", "side").object("state").has("running"));
            assertEquals("True", node.condition("init", "Initialized"));
            node.delete("init");
            Await.until("object gone", () -> node.find("init") == null);
        }
    }

    @Test
    void restartPolicyNever_allDone_podSucceedsAndKeepsItsLog() throws Exception {
        try (AgentFixture<SimulatedRuntime> node = AgentFixture.simulated(Clock.system(), home)) {
            node.create("""
                    {"apiVersion":"v1","kind":"Pod","metadata":{"name":"job","namespace":"default"},
                     "spec":{"nodeName":"leme","restartPolicy":"Never","containers":[
                       {"name":"c","image":"busybox","command":["sh","-c","echo hello; echo again"]}]}}
                    """);
            Await.until("succeeded", () -> node.status("job").string("phase").equals("Succeeded"));
            try (InputStream log =
                    node.agent().streams().logs(new NodeStreams.Target("default", "job", ""), false, LogOptions.ALL)) {
                assertEquals("hello\nagain\n", new String(log.readAllBytes(), StandardCharsets.UTF_8));
            }
            assertEquals("False", node.condition("job", "Ready"));
            node.delete("job");
            Await.until("object gone", () -> node.find("job") == null);
            Await.until("sandbox gone", () -> node.runtime.sandboxes().isEmpty());
        }
    }

    @Test
    void failingPull_isTriedAgainWithBackoff() throws Exception {
        ManualClock clock = new ManualClock(BEGIN);
        try (AgentFixture<SimulatedRuntime> node = AgentFixture.simulated(clock, home)) {
            node.runtime.failPulls("nginx:latest", "not found");
            node.pod("web", NGINX);
            Await.until("error", () -> waiting(node, "web", "nginx").equals("ErrImagePull"));
            clock.advance(Duration.ofSeconds(4));
            Await.until("back-off", () -> waiting(node, "web", "nginx").equals("ImagePullBackOff"));
            node.runtime.failPulls("nginx:latest", null);
            clock.advance(Duration.ofSeconds(7));
            node.awaitReady("web");
        }
    }

    private static String waiting(AgentFixture<SimulatedRuntime> node, String pod, String container) {
        return node.container(pod, container).object("state").object("waiting").string("reason");
    }

    @Test
    void configMap_missingThenCreated_containerStartsAtOnceAndFilesFollow() throws Exception {
        try (AgentFixture<SimulatedRuntime> node = AgentFixture.simulated(Clock.system(), home)) {
            ApiObject pod = node.pod("web", """
                    "volumes":[{"name":"cfg","configMap":{"name":"cfg"}}],
                    "containers":[{"name":"nginx","image":"nginx","env":[
                       {"name":"K","valueFrom":{"configMapKeyRef":{"name":"cfg","key":"k"}}}],
                       "volumeMounts":[{"name":"cfg","mountPath":"/cfg"}]}]
                    """);
            Await.until("failure told", () -> !node.events("FailedMount").isEmpty());
            assertEquals(
                    "MountVolume.SetUp failed for volume \"cfg\" : configmap \"cfg\" not found",
                    node.events("FailedMount").getFirst());
            ApiObject map = ApiObject.of(
                    (JsonObject)
                            Json.parse(
                                    "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"cfg\",\"namespace\":\"default\"},\"data\":{\"k\":\"one\"}}"));
            node.client.create(Resources.CONFIG_MAPS, map);
            node.awaitReady("web");
            Path file = home.resolve("node/pods/" + pod.uid() + "/volumes/kubernetes.io~configmap/cfg/k");
            assertEquals("one", Files.readString(file));
            node.client.patch(
                    Resources.CONFIG_MAPS, "default", "cfg", PatchType.MERGE, Json.parse("{\"data\":{\"k\":\"two\"}}"));
            Await.until("file follows", () -> read(file).equals("two"));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (java.io.IOException absent) {
            return "";
        }
    }

    @Test
    void restart_ofTheAgent_adoptsRunningAndRemovesWhatIsGone() throws Exception {
        try (AgentFixture<SimulatedRuntime> node = AgentFixture.simulated(Clock.system(), home)) {
            node.pod("stays", NGINX);
            node.pod("goes", NGINX);
            node.awaitReady("stays");
            node.awaitReady("goes");
            String container = node.container("stays", "nginx").string("containerID");
            node.stop();
            node.client.delete(
                    Resources.PODS, "default", "goes", dev.leme.client.DeleteOptions.DEFAULT.withGracePeriod(0));
            node.proceed();
            Await.until("orphan gone", () -> node.runtime.sandboxes().size() == 1);
            Await.until(
                    "adopted",
                    () -> !node.agent().pods().isEmpty()
                            && node.agent().pods().getFirst().seen().isRunning("nginx"));
            assertEquals(container, node.container("stays", "nginx").string("containerID"));
            assertEquals("True", node.condition("stays", "Ready"));
            Await.until(
                    "the other's container is gone",
                    () -> node.runtime.containers().size() == 1);
        }
    }

    @Test
    void deadSandbox_isReplacedAndContainersRunAgain() throws Exception {
        try (AgentFixture<SimulatedRuntime> node = AgentFixture.simulated(Clock.system(), home)) {
            node.pod("web", NGINX);
            node.awaitReady("web");
            String old = node.runtime.sandboxes().getFirst().id();
            node.runtime.crashSandbox(old);
            Await.until("restarted", () -> node.container("web", "nginx").number("restartCount", -1) == 1);
            node.awaitReady("web");
        }
    }

    @Test
    void activeDeadline_passed_podFails() throws Exception {
        ManualClock clock = new ManualClock(BEGIN);
        try (AgentFixture<SimulatedRuntime> node = AgentFixture.simulated(clock, home)) {
            node.pod("short", "\"activeDeadlineSeconds\":60," + NGINX);
            node.awaitReady("short");
            clock.advance(Duration.ofSeconds(61));
            Await.until("failed", () -> node.status("short").string("phase").equals("Failed"));
            assertEquals("DeadlineExceeded", node.status("short").string("reason"));
            assertNotNull(node.find("short"));
        }
    }

    @Test
    void readinessProbe_failing_keepsThePodUnreadyUntilItSucceeds() throws Exception {
        ManualClock clock = new ManualClock(BEGIN);
        try (AgentFixture<SimulatedRuntime> node = AgentFixture.simulated(clock, home)) {
            node.pod("probed", """
                    "containers":[{"name":"c","image":"busybox","readinessProbe":{"exec":{"command":["false"]},
                      "periodSeconds":5,"failureThreshold":1,"successThreshold":1,"timeoutSeconds":1}}]
                    """);
            Await.until("running", () -> node.status("probed").string("phase").equals("Running"));
            Await.until("probe waits", () -> {
                clock.advance(Duration.ofMillis(200));
                return !node.events("Unhealthy").isEmpty();
            });
            assertFalse(node.container("probed", "c").bool("ready"));
            assertTrue(node.events("Unhealthy").getFirst().startsWith("Readiness probe failed: "));
        }
    }

    @Test
    void node_started_isRegisteredReadyWithLease() throws Exception {
        try (AgentFixture<SimulatedRuntime> node = AgentFixture.simulated(Clock.system(), home)) {
            ApiObject object = Await.value("node", () -> node.client.find(Resources.NODES, "", "leme"));
            Await.until("lease", () -> node.client.find(Resources.LEASES, "kube-node-lease", "leme") != null);
            assertEquals("leme", object.labels().get("kubernetes.io/hostname"));
            JsonObject status = Await.value("ready", () -> {
                ApiObject now = node.client.find(Resources.NODES, "", "leme");
                return now == null || now.status().isEmpty() ? null : now.status();
            });
            assertEquals("v1.36.2+leme", status.object("nodeInfo").string("kubeletVersion"));
            assertEquals("110", status.object("allocatable").string("pods"));
        }
    }

    @Test
    void pod_withASysctlOfTheWholeNode_isRejected() throws Exception {
        try (AgentFixture<SimulatedRuntime> node = AgentFixture.simulated(Clock.system(), home)) {
            node.pod(
                    "safe",
                    "\"securityContext\":{\"sysctls\":[{\"name\":\"kernel/shm_rmid_forced\",\"value\":\"1\"}]},"
                            + NGINX);
            node.awaitReady("safe");
            node.pod(
                    "unsafe",
                    "\"securityContext\":{\"sysctls\":[{\"name\":\"kernel.msgmax\",\"value\":\"1\"}]}," + NGINX);
            Await.until("rejected", () -> node.status("unsafe").string("phase").equals("Failed"));
            assertEquals("SysctlForbidden", node.status("unsafe").string("reason"));
            assertTrue(node.status("unsafe").array("containerStatuses").isEmpty(), "its containers are not waited for");
            assertEquals(
                    "Pod was rejected: forbidden sysctl: \"kernel.msgmax\" not allowlisted",
                    node.status("unsafe").string("message"));
            assertEquals(1, node.runtime.containers().size());
        }
    }

    @Test
    void pod_ofARuntimeClass_runsWithItsHandler() throws Exception {
        try (AgentFixture<SimulatedRuntime> node = AgentFixture.simulated(Clock.system(), home)) {
            node.pod("early", "\"runtimeClassName\":\"mine\"," + NGINX);
            Await.until(
                    "told",
                    () -> node.events("FailedCreatePodSandBox")
                            .contains("Failed to create pod sandbox: RuntimeClass \"mine\" not found"));
            node.client.create(
                    Resources.RUNTIME_CLASSES, ApiObject.of(Json.parseObject("""
                            {"apiVersion":"node.k8s.io/v1","kind":"RuntimeClass","metadata":{"name":"mine"},"handler":"runc"}""".getBytes(StandardCharsets.UTF_8))));
            node.awaitReady("early");
        }
    }

    @Test
    void pod_thatFillsItsEmptyDirectory_isEvicted() throws Exception {
        ManualClock clock = new ManualClock(BEGIN);
        try (AgentFixture<SimulatedRuntime> node = AgentFixture.simulated(clock, home)) {
            node.pod("full", "\"volumes\":[{\"name\":\"v\",\"emptyDir\":{\"sizeLimit\":\"1Ki\"}}]," + NGINX);
            node.awaitReady("full");
            String uid = Objects.requireNonNull(node.find("full")).uid();
            Path volume = home.resolve("node/pods").resolve(uid).resolve("volumes/kubernetes.io~empty-dir/v");
            Files.write(volume.resolve("small"), new byte[1024]);
            clock.advance(Duration.ofSeconds(10));
            assertEquals("Running", node.status("full").string("phase"));
            Files.write(volume.resolve("more"), new byte[1]);
            clock.advance(Duration.ofSeconds(10));
            Await.until("evicted", () -> node.status("full").string("phase").equals("Failed"));
            assertEquals("Evicted", node.status("full").string("reason"));
            assertEquals(
                    "Usage of EmptyDir volume \"v\" exceeds the limit \"1Ki\". ",
                    node.status("full").string("message"));
            assertEquals("True", node.condition("full", "DisruptionTarget"));
            Await.until("told", () -> node.events("Evicted").size() == 1);
        }
    }
}
