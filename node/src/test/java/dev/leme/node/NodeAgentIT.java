package dev.leme.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.base.stream.ProcessExit;
import dev.leme.base.stream.ProcessStreams;
import dev.leme.base.time.Clock;
import dev.leme.client.DeleteOptions;
import dev.leme.node.logs.LogOptions;
import dev.leme.node.runtime.ContainerRuntime;
import dev.leme.node.runtime.cri.RealContainerd;
import dev.leme.node.streams.NodeStreams;
import dev.leme.testkit.await.Await;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The agent with real containers, in a network namespace of the test's own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NodeAgentIT {
    private static final String IDLE = "trap 'exit 0' TERM; while true; do sleep 1000 & wait $!; done";

    @TempDir
    Path home;

    private RealContainerd real;
    private AgentFixture<ContainerRuntime> node;

    @BeforeAll
    void startContainerd() throws Exception {
        real = new RealContainerd();
    }

    @AfterAll
    void stopContainerd() throws IOException {
        if (real != null) {
            real.close();
        }
    }

    @BeforeEach
    void startAgent() throws Exception {
        node = new AgentFixture<>(real.runtime(), Clock.system(), home, real.settings.cgroupRoot());
    }

    @AfterEach
    void removePods() {
        DeleteOptions now = DeleteOptions.DEFAULT.withGracePeriod(1);
        node.client
                .list(Resources.PODS, "")
                .forEach(pod -> node.client.delete(Resources.PODS, "default", pod.name(), now));
        Await.until("all pods gone", () -> node.agent().pods().isEmpty());
        assertEquals(List.of(), real.runtime().sandboxes());
        node.close();
    }

    private static String shell(String name, String script, String more) {
        return "{\"name\":\"" + name + "\",\"image\":\"busybox:test\",\"imagePullPolicy\":\"IfNotPresent\","
                + "\"command\":[\"sh\",\"-c\",\"" + script + "\"]" + more + "}";
    }

    private String exec(String pod, String... command) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try {
            NodeStreams.Target target = new NodeStreams.Target("default", pod, "");
            ProcessExit exit = node.agent().streams().exec(target, List.of(command), ProcessStreams.of(null, out, err));
            assertEquals(0, exit.exitCode(), exit.message() + out.toString(StandardCharsets.UTF_8));
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError("exec in " + pod, failure);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private String log(String pod, boolean previous) {
        try (InputStream log =
                node.agent().streams().logs(new NodeStreams.Target("default", pod, "c"), previous, LogOptions.ALL)) {
            return new String(log.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new AssertionError("log of " + pod, failure);
        }
    }

    @Test
    void pod_isReadySoon_andFindsWhatItAskedFor() throws Exception {
        node.client.create(Resources.CONFIG_MAPS, ApiObject.of((JsonObject)
                Json.parse("{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":"
                        + "{\"name\":\"cfg\",\"namespace\":\"default\"},\"data\":{\"greeting\":\"hello\"}}")));
        node.pod("warm", "\"containers\":[" + shell("c", IDLE, "") + "]");
        node.awaitReady("warm");

        long began = System.nanoTime();
        ApiObject pod =
                node.pod("web-0", """
                "hostname":"web-0","subdomain":"web","securityContext":{"fsGroup":4242},
                "volumes":[{"name":"cfg","configMap":{"name":"cfg"}},{"name":"data","emptyDir":{}}],
                "containers":[%s]
                """.formatted(shell("c", "echo started; echo $GREETING > /data/f; " + IDLE, """
                                ,"env":[{"name":"GREETING","valueFrom":{"configMapKeyRef":{"name":"cfg","key":"greeting"}}}],
                                 "resources":{"requests":{"cpu":"100m"},"limits":{"memory":"64Mi"}},
                                 "volumeMounts":[{"name":"cfg","mountPath":"/cfg"},{"name":"data","mountPath":"/data"}]
                                """)));
        node.awaitReady("web-0");
        System.out.println("bound to ready after " + (System.nanoTime() - began) / 1_000_000 + " ms");

        assertEquals("web-0\n", exec("web-0", "hostname"));
        Await.equal("the script has written", "hello\n", () -> exec("web-0", "sh", "-c", "cat /data/f || true"));
        assertEquals("hello", exec("web-0", "cat", "/cfg/greeting"));
        String address = node.status("web-0").string("podIP");
        assertTrue(exec("web-0", "cat", "/etc/hosts")
                .contains(address + "\tweb-0.web.default.svc.cluster.local\tweb-0\n"));
        assertEquals(
                "search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.43.0.10\noptions ndots:5\n",
                exec("web-0", "cat", "/etc/resolv.conf"));
        assertTrue(exec("web-0", "id").contains("4242"));
        Await.equal("its log", "started\n", () -> log("web-0", false));
        Path cgroup =
                Path.of("/sys/fs/cgroup/memory" + real.settings.cgroupRoot() + "/kubepods/burstable/pod" + pod.uid());
        assertEquals(
                Files.isDirectory(Path.of("/sys/fs/cgroup/memory")),
                Files.isDirectory(cgroup),
                "the pod's own cgroup: " + cgroup);
        JsonObject container = node.container("web-0", "c");
        assertTrue(container.string("imageID").contains("sha256:"), container.toString());
        assertTrue(container.string("containerID").startsWith("containerd://"), container.toString());

        long deleted = System.nanoTime();
        node.delete("web-0");
        Await.until("gone", () -> node.find("web-0") == null);
        System.out.println("deleted after " + (System.nanoTime() - deleted) / 1_000_000 + " ms");
        Await.until("cgroup gone", () -> !Files.exists(cgroup));
    }

    @Test
    void execProbe_decidesReadiness_andHooksRun() throws Exception {
        node.pod(
                "probed",
                "\"volumes\":[{\"name\":\"d\",\"emptyDir\":{}}],\"containers\":[" + shell("c", IDLE, """
                                ,"volumeMounts":[{"name":"d","mountPath":"/d"}],
                                "lifecycle":{"postStart":{"exec":{"command":["sh","-c","echo hi > /d/post"]}}},
                                "readinessProbe":{"exec":{"command":["cat","/d/post"]},"periodSeconds":1,"timeoutSeconds":5}
                                """) + "]");
        node.awaitReady("probed");
        assertEquals("hi\n", exec("probed", "cat", "/d/post"));
    }

    @Test
    void crash_restartsWithThePreviousLogThere() throws Exception {
        node.pod("bad", "\"containers\":[" + shell("c", "echo run; echo why > /dev/termination-log; exit 3", "") + "]");
        Await.until(
                "back-off",
                () -> node.container("bad", "c")
                        .object("state")
                        .object("waiting")
                        .string("reason")
                        .equals("CrashLoopBackOff"));
        JsonObject last = node.container("bad", "c").object("lastState").object("terminated");
        assertEquals(3, last.number("exitCode", 0));
        assertEquals("why\n", last.string("message"));
        Await.equal("the log of the run before", "run\n", () -> log("bad", true));
    }

    @Test
    void restartedAgent_adoptsTheRunningContainer() throws Exception {
        node.pod("stays", "\"containers\":[" + shell("c", IDLE, "") + "]");
        node.awaitReady("stays");
        String id = node.container("stays", "c").string("containerID");
        node.restart();
        Await.until(
                "adopted",
                () -> node.agent().pods().size() == 1
                        && node.agent().pods().getFirst().seen().isRunning("c"));
        assertEquals(id, node.container("stays", "c").string("containerID"));
        assertFalse(node.condition("stays", "Ready").equals("False"));
        assertEquals("0", Long.toString(node.container("stays", "c").number("restartCount", -1)));
    }

    /** Each container writes what it finds where its termination message is read. */
    @Test
    void containers_findThemselvesAsTheirPodSays() {
        String tell = " > /dev/termination-log";
        node.create("""
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"told","namespace":"default"},
                 "spec":{"nodeName":"leme","restartPolicy":"Never","terminationGracePeriodSeconds":1,
                  "securityContext":{"sysctls":[{"name":"kernel.shm_rmid_forced","value":"1"}]},
                  "hostAliases":[{"ip":"203.0.113.9","hostnames":["one.name","two.names"]}],
                  "containers":[%s]}}
                """.formatted(String.join(
                ",",
                shell("user", "id -u > /dev/own; id -g >> /dev/own", """
                                ,"terminationMessagePath":"/dev/own","securityContext":{"runAsUser":65534,"runAsGroup":65533}"""),
                shell("fixed", "touch /x 2>&1 && echo written" + tell + " || echo refused" + tell, """
                                ,"securityContext":{"readOnlyRootFilesystem":true}"""),
                shell("writable", "touch /x && echo written" + tell, """
                                ,"securityContext":{"readOnlyRootFilesystem":false}"""),
                shell("composed", "echo $(BOTH) '$$(BOTH)'" + tell, """
                                ,"env":[{"name":"ONE","value":"first"},{"name":"BOTH","value":"$(ONE) second"}]"""),
                shell("fails", "echo from its log; exit 3", ",\"terminationMessagePolicy\":\"FallbackToLogsOnError\""),
                shell("silent", "echo unseen", ",\"terminationMessagePolicy\":\"FallbackToLogsOnError\""),
                shell("sysctl", "cat /proc/sys/kernel/shm_rmid_forced" + tell, ""),
                shell("hosts", "grep 203.0.113.9 /etc/hosts" + tell, ""),
                shell("plain", "ip link add d0 type dummy 2>&1 && echo could" + tell + " || echo refused" + tell, """
                                ,"securityContext":{"privileged":false}"""),
                shell("held", "grep NoNewPrivs /proc/self/status" + tell, """
                                ,"securityContext":{"allowPrivilegeEscalation":false}"""),
                shell("limits", "echo $CPUS $NAME" + tell, """
                                ,"env":[{"name":"CPUS","valueFrom":{"resourceFieldRef":{"resource":"limits.cpu","divisor":"1"}}},
                                 {"name":"NAME","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"}}}]"""))));
        Await.equal("all have ended", "Failed", () -> node.status("told").string("phase"));
        assertEquals("65534\n65533\n", message("user"));
        assertEquals("refused\n", message("fixed"));
        assertEquals("written\n", message("writable"));
        assertEquals("first second $(BOTH)\n", message("composed"));
        assertEquals("from its log\n", message("fails"));
        assertEquals(3, ended("fails").number("exitCode", -1));
        assertEquals("Error", ended("fails").string("reason"));
        assertEquals("", message("silent"));
        assertEquals("Completed", ended("silent").string("reason"));
        assertEquals("1\n", message("sysctl"));
        assertEquals("203.0.113.9\tone.name\ttwo.names\n", message("hosts"));
        assertEquals("refused\n", message("plain"));
        assertEquals("NoNewPrivs:\t1\n", message("held"));
        assertEquals(Runtime.getRuntime().availableProcessors() + " told\n", message("limits"));
    }

    private JsonObject ended(String container) {
        return node.container("told", container).object("state").object("terminated");
    }

    private String message(String container) {
        return ended(container).string("message");
    }
}
