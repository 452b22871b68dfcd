package dev.leme.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.testkit.await.Await;
import dev.leme.tests.machine.Kubectl;
import dev.leme.tests.machine.Program;
import dev.leme.tests.machine.RealCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What Kubernetes' conformance tests ask of volumes that the node makes itself, read from inside real containers. */
class VolumeConformanceIT {

    private static @Nullable RealCluster cluster;
    private static Kubectl kubectl = new Kubectl(Path.of("kubectl"), Path.of("kubeconfig"));

    @BeforeAll
    static void allPods() throws IOException, InterruptedException {
        RealCluster started = RealCluster.start("vc", "busybox");
        cluster = started;
        kubectl = started.kubectl();
        kubectl.get("apply", "-f", "src/test/resources/dev/leme/tests/volumes.yaml");
        for (String pod : List.of("reader", "plain", "scratch", "watcher")) {
            kubectl.get("wait", "pod/" + pod, "--for=condition=Ready", "--timeout=120s");
        }
    }

    @AfterAll
    static void nothingIsLeft() throws IOException, InterruptedException {
        RealCluster ending = cluster;
        if (ending != null) {
            ending.end();
        }
    }

    /** What a shell says in a container of a pod, {@code POD/CONTAINER}. */
    private static String in(String where, String script) {
        return inQuietly(where, script).succeeded();
    }

    private static Program.Result inQuietly(String where, String script) {
        String[] parts = where.split("/", -1);
        return kubectl.run("exec", parts[0], "-c", parts[1], "--", "sh", "-c", script);
    }

    /** Each file's mode and content. */
    private static String show(String where, String... files) {
        return in(
                where, "for f in " + String.join(" ", files) + "; do echo \"$(stat -L -c %a $f) $f $(cat $f)\"; done");
    }

    @Test
    void configMap_asAVolume_hasItsKeysModesAndPaths() {
        assertEquals(
                """
                644 /cm/data-1 value-1
                644 /cm/data-2 value-2
                400 /cm400/data-1 value-1
                644 /cmitems/path/to/data-2 value-2
                400 /cmitems/own value-1
                """,
                show(
                        "reader/c",
                        "/cm/data-1",
                        "/cm/data-2",
                        "/cm400/data-1",
                        "/cmitems/path/to/data-2",
                        "/cmitems/own"));
        assertEquals("3q2+7w==\n", in("reader/c", "base64 /cm/dump.bin"));
        assertEquals("own\npath\n", in("reader/c", "ls /cmitems"));
    }

    @Test
    void secret_asAVolume_isItsNamespacesOwn() {
        assertEquals("""
                644 /sec/data-1 hidden-1
                400 /sec400/data-2 hidden-2
                400 /secitems/new/path hidden-1
                """, show("reader/c", "/sec/data-1", "/sec400/data-2", "/secitems/new/path"));
    }

    private static String allocatable(String resource) {
        return kubectl.get("get", "nodes", "-o", "jsonpath={.items[0].status.allocatable." + resource + "}");
    }

    /** In thousandths of a core; the node has whole ones. */
    private static String nodeCpu() {
        String cpu = allocatable("cpu");
        return cpu.endsWith("m") ? cpu.substring(0, cpu.length() - 1) : cpu + "000";
    }

    /** In bytes; the node tells Kibibytes. */
    private static String nodeMemory() {
        String memory = allocatable("memory");
        assertTrue(memory.endsWith("Ki"), memory);
        return Long.toString(Long.parseLong(memory.substring(0, memory.length() - 2)) * 1024);
    }

    @Test
    void downwardApi_asAVolume_tellsNameAndAmounts() {
        assertEquals(
                """
                644 /down/podname reader
                400 /down/own reader
                400 /down400/podname reader
                644 /down/cpu-limit 2
                644 /down/cpu-request 250
                644 /down/memory-limit 67108864
                644 /down/memory-request 32
                644 /down/node-cpu %s
                644 /down/node-memory %s
                """.formatted(nodeCpu(), nodeMemory()),
                show(
                        "reader/c",
                        Stream.of(
                                        "down/podname",
                                        "down/own",
                                        "down400/podname",
                                        "down/cpu-limit",
                                        "down/cpu-request",
                                        "down/memory-limit",
                                        "down/memory-request",
                                        "down/node-cpu",
                                        "down/node-memory")
                                .map(file -> "/" + file)
                                .toArray(String[]::new)));
    }

    @Test
    void projected_asAVolume_joinsThem() {
        assertEquals(
                """
                644 /proj/from/config value-1
                644 /proj/from/secret hidden-1
                400 /proj/own hidden-2
                644 /proj/podname reader
                644 /proj/cpu-limit 2
                644 /proj/cpu-request 250
                644 /proj/memory-limit 67108864
                644 /proj/memory-request 33554432
                644 /proj/node-cpu %s
                644 /proj/node-memory %s
                400 /proj400/data-1 value-1
                400 /proj400/secret hidden-1
                400 /proj400/podname reader
                644 /projagain/data-1 hidden-1
                """.formatted(nodeCpu(), nodeMemory()),
                show(
                        "reader/c",
                        "/proj/from/config",
                        "/proj/from/secret",
                        "/proj/own",
                        "/proj/podname",
                        "/proj/cpu-limit",
                        "/proj/cpu-request",
                        "/proj/memory-limit",
                        "/proj/memory-request",
                        "/proj/node-cpu",
                        "/proj/node-memory",
                        "/proj400/data-1",
                        "/proj400/secret",
                        "/proj400/podname",
                        "/projagain/data-1"));
    }

    @Test
    void subPath_ofEachKind_isTheFileOrDirectory() {
        assertEquals("""
                644 /sub/cm value-1
                644 /etc/resolv.conf value-2
                644 /sub/sec hidden-1
                644 /sub/down reader
                644 /sub/proj/config value-1
                """, show("reader/c", "/sub/cm", "/etc/resolv.conf", "/sub/sec", "/sub/down", "/sub/proj/config"));
        in("scratch/root", "echo there > /expanded/file");
        assertEquals("there\n", in("scratch/root", "cat /disk/of-scratch/file"));
    }

    @Test
    void podWithoutRoot_readsByItsGroup() {
        assertEquals(
                """
                644 /cm/path/to/data-2 value-2
                440 /sec440/data-1 hidden-1
                440 /proj440/data-1 value-1
                440 /proj440/data-2 value-2
                """, show("plain/c", "/cm/path/to/data-2", "/sec440/data-1", "/proj440/data-1", "/proj440/data-2"));
        assertEquals("1000 0 1001\n", in("plain/c", "echo $(id -u) $(stat -L -c '%u %g' /sec440/data-1)"));
    }

    @Test
    void emptyDir_ofEachMedium_isEverybodysAndKeepsModes() {
        assertEquals("777\n777\n", in("scratch/root", "stat -c %a /disk /memory"));
        assertEquals("tmpfs\n", in("scratch/root", "awk '$2 == \"/memory\" {print $3}' /proc/mounts"));
        String write = "for m in 644 666 777; do for v in disk memory; do f=/$v/$(id -u)-$m; echo content > $f;"
                + " chmod $m $f; echo $(stat -c %a $f) $v $(cat $f); done; done";
        for (String container : List.of("root", "plain")) {
            assertEquals("""
                    644 disk content
                    644 memory content
                    666 disk content
                    666 memory content
                    777 disk content
                    777 memory content
                    """, in("scratch/" + container, write));
        }
        assertEquals("content\n", in("scratch/root", "cat /disk/1001-644"), "volumes are shared between containers");
        assertEquals("value-1hidden-1", in("scratch/root", "cat /wrapped/cm/data-1 /wrapped/sec/data-1"));
    }

    private static void awaitFiles(String files, String expected) {
        String script = Arrays.stream(files.split(" ", -1))
                .map(file -> "echo \"$(cat " + file + " 2>/dev/null)\"")
                .reduce("", (all, one) -> all + one + ";");
        Await.equal(
                files,
                expected,
                () -> inQuietly("watcher/c", script).out().replace("\n", " ").trim());
    }

    private static final String CHANGING = "/cm-upd/data-1 /sec-upd/data-1 /proj/cm-upd /proj/sec-upd";
    private static final String COMING = "/cm-new/data-1 /sec-new/data-1 /proj/cm-new /proj/sec-new";
    private static final String GOING = "/cm-del/data-1 /sec-del/data-1 /proj/cm-del /proj/sec-del";

    /** All at first as it was, then each change shows. */
    @Test
    void sources_changedMadeAndDeleted_showInTheVolume() {
        awaitFiles(CHANGING, "before before before before");
        awaitFiles(GOING, "deleted deleted deleted deleted");
        awaitFiles(COMING, "");
        kubectl.get("patch", "cm", "cm-upd", "-p", "{\"data\":{\"data-1\":\"after\",\"gone\":null}}");
        kubectl.get("patch", "secret", "sec-upd", "-p", "{\"stringData\":{\"data-1\":\"after\"}}");
        kubectl.get("create", "cm", "cm-new", "--from-literal=data-1=made");
        kubectl.get("create", "secret", "generic", "sec-new", "--from-literal=data-1=made");
        kubectl.get("delete", "cm/cm-del", "secret/sec-del");
        awaitFiles(CHANGING, "after after after after");
        awaitFiles(COMING, "made made made made");
        awaitFiles(GOING, "");
        awaitFiles("/cm-upd/gone", "");
    }

    @Test
    void labelsAndAnnotations_changed_showInTheVolume() {
        awaitFiles("/down/labels /proj/labels", "key=\"before\" key=\"before\"");
        kubectl.get("label", "pod", "watcher", "key=after", "--overwrite");
        kubectl.get("annotate", "pod", "watcher", "key=after", "--overwrite");
        awaitFiles("/down/labels /proj/labels", "key=\"after\" key=\"after\"");
        Await.until(
                "both annotations",
                () -> in("watcher/c", "grep -h ^key= /down/annotations /proj/annotations")
                        .equals("key=\"after\"\nkey=\"after\"\n"));
    }
}
