package dev.leme.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.leme.testkit.await.Await;
import dev.leme.tests.machine.Kubectl;
import dev.leme.tests.machine.Program;
import dev.leme.tests.machine.RealCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Files that go into a container, sizes of local volumes, and what survives a killed server. One method goes on from the other. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class VolumesIT {

    private static final int LARGE = 50 << 20;
    private static final String WRITER = """
            {"apiVersion":"apps/v1","kind":"StatefulSet","metadata":{"name":"w"},
             "spec":{"serviceName":"w","selector":{"matchLabels":{"app":"w"}},
              "template":{"metadata":{"labels":{"app":"w"}},
               "spec":{"terminationGracePeriodSeconds":1,
                "containers":[{"name":"c","image":"busybox","imagePullPolicy":"IfNotPresent",
                  "command":["sleep","100000"],"volumeMounts":[{"name":"d","mountPath":"/d"}]}]}},
              "volumeClaimTemplates":[{"metadata":{"name":"d"},
                "spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"16Mi"}}}}]}}
            """;

    private static @Nullable RealCluster cluster;
    private static Kubectl kubectl = new Kubectl(Path.of("kubectl"), Path.of("kubeconfig"));

    @BeforeAll
    static void aPodWithAVolume() throws IOException, InterruptedException {
        RealCluster started = RealCluster.start("vo", "busybox");
        cluster = started;
        kubectl = started.kubectl();
        kubectl.reading(WRITER, "apply", "-f", "-").succeeded();
        ready();
    }

    private static void ready() {
        Await.until(
                "the pod is ready",
                () -> kubectl.run("exec", "w-0", "--", "true").exitCode() == 0);
    }

    @AfterAll
    static void nothingIsLeft() throws IOException, InterruptedException {
        RealCluster ending = cluster;
        if (ending != null) {
            ending.end();
            assertEquals("", devices(ending.name()), "loop devices are left");
        }
    }

    private static String devices(String name) {
        return Program.run("sh", "-c", "cat /sys/block/loop*/loop/backing_file 2>/dev/null | grep /" + name + "/")
                .out();
    }

    private static long mebibytes() {
        String[] lines =
                kubectl.get("exec", "w-0", "--", "df", "-Pm", "/d").strip().split("\n", -1);
        return Long.parseLong(lines[1].split("\\s+", -1)[1]);
    }

    private static String claim(String path) {
        return kubectl.get("get", "pvc", "d-w-0", "-o", "jsonpath=" + path);
    }

    @Test
    @Order(0)
    void files_goIntoAContainerAndBackWhole() throws IOException {
        Path large = Files.createTempFile("leme-copy", ".bin");
        Path back = large.resolveSibling(large.getFileName() + ".back");
        try {
            byte[] content = new byte[LARGE];
            new Random(11).nextBytes(content);
            Files.write(large, content);
            kubectl.get("cp", large.toString(), "w-0:/tmp/copied");
            kubectl.get("cp", "w-0:/tmp/copied", back.toString());
            assertEquals(-1, Files.mismatch(large, back), "kubectl cp there and back");
            piped(large, "w-0", "cat > /tmp/piped");
            assertEquals("", kubectl.get("exec", "w-0", "--", "cmp", "/tmp/copied", "/tmp/piped"));
            kubectl.get("exec", "w-0", "--", "rm", "/tmp/copied", "/tmp/piped");
        } finally {
            Files.deleteIfExists(large);
            Files.deleteIfExists(back);
        }
    }

    private static void piped(Path file, String pod, String script) {
        String line = "exec \"$0\" exec -i \"$2\" -- sh -c \"$3\" < \"$1\"";
        Program.run(
                        List.of("sh", "-c", line, kubectl.program().toString(), file.toString(), pod, script),
                        "",
                        Map.of("KUBECONFIG", kubectl.kubeconfig().toString()))
                .succeeded();
    }

    @Test
    @Order(1)
    void write_pastTheClaimsSize_findsNoSpace() {
        String enforced =
                kubectl.get("get", "sc", "local", "-o", "jsonpath={.metadata.annotations.leme\\.dev/volume-size}");
        assumeTrue(enforced.startsWith("enforced"), enforced);
        assertTrue(mebibytes() <= 16, "df tells the claim's size");
        Program.Result written =
                kubectl.run("exec", "w-0", "--", "dd", "if=/dev/zero", "of=/d/big", "bs=1M", "count=32");
        assertNotEquals(0, written.exitCode());
        assertTrue(written.err().contains("No space left on device"), written.toString());
        kubectl.get("exec", "w-0", "--", "sh", "-c", "rm /d/big; echo kept > /d/file");
    }

    /** In use where the kernel allows it to this machine's root; else with the pod's next start, as the claim says. */
    @Test
    @Order(2)
    void claim_raised_grows_andKeepsWhatIsInIt() {
        kubectl.get("patch", "pvc", "d-w-0", "-p", "{\"spec\":{\"resources\":{\"requests\":{\"storage\":\"64Mi\"}}}}");
        Await.until("it has grown, or waits for its pod", () -> {
            String condition = claim("{.status.conditions[*].type}");
            return claim("{.status.capacity.storage}").equals("64Mi") || condition.equals("FileSystemResizePending");
        });
        kubectl.get("delete", "pod", "w-0");
        Await.until("it has grown", () -> claim("{.status.capacity.storage}").equals("64Mi"));
        Await.equal("no condition is left", "", () -> claim("{.status.conditions}"));
        ready();
        assertTrue(mebibytes() > 40, "df tells the new size");
        assertEquals("kept\n", kubectl.get("exec", "w-0", "--", "cat", "/d/file"));
        Program.Result shrunk = kubectl.run(
                "patch", "pvc", "d-w-0", "-p", "{\"spec\":{\"resources\":{\"requests\":{\"storage\":\"32Mi\"}}}}");
        assertTrue(shrunk.err().contains("field can not be less than status.capacity"), shrunk.toString());
    }

    @Test
    @Order(3)
    void serverKilled_goesOnWithTheVolume() throws IOException, InterruptedException {
        RealCluster running = cluster;
        if (running == null) {
            throw new AssertionError("no cluster");
        }
        running.server().kill();
        running.server().start();
        ready();
        assertEquals("kept\n", kubectl.get("exec", "w-0", "--", "cat", "/d/file"));
        kubectl.get("delete", "statefulset", "w", "--cascade=foreground");
        kubectl.get("delete", "pvc", "d-w-0");
        Await.until(
                "the volume is gone",
                () -> kubectl.get("get", "pv", "-o", "name").isEmpty());
        Await.equal("no loop device is left", "", () -> devices(running.name()));
        Path volumes = running.server().kubeconfig().resolveSibling("volumes");
        Await.equal(
                "no directory is left",
                "",
                () -> Program.run("ls", volumes.toString()).succeeded());
    }

    /** containerd ends a session's input with its first output: the shell's stderr ends as soon as it is redirected. */
    @Test
    @Order(4)
    void runWithInput_whereStderrEndsFirst_showsAllOutput() {
        Program.Result result = kubectl.reading(
                "echo hi; echo err >&2; echo bye\n",
                "run",
                "-i",
                "--rm",
                "-q",
                "x",
                "--image=busybox",
                "--restart=Never",
                "--",
                "sh",
                "-c",
                "sh 2>&1");
        assertEquals("hi\nerr\nbye\n", result.succeeded());
    }
}
