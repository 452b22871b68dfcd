package dev.leme.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.testkit.await.Await;
import dev.leme.tests.machine.Kubectl;
import dev.leme.tests.machine.Program;
import dev.leme.tests.machine.Project;
import dev.leme.tests.machine.RealCluster;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The chapter "Day 7" up to its heading "Services", command by command in its order, with the machine's kubectl on real
 * containers; then what its homework asks for. Each method goes on from where the one before it stopped.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ChapterIT {

    private static final String STATEFUL_SET = manifest("nginx-statefulset.yaml");
    private static final String SERVICE = manifest("nginx-headless-service.yaml");
    private static final String READY = "{.metadata.name} {.status.conditions[?(@.type==\"Ready\")].status}{\"\\n\"}";

    private static @Nullable RealCluster cluster;
    private static Kubectl kubectl = new Kubectl(Path.of("kubectl"), Path.of("kubeconfig"));

    private static String manifest(String name) {
        return Project.root().resolve("examples/day-7").resolve(name).toString();
    }

    @BeforeAll
    static void aClusterOnRealContainers() throws IOException, InterruptedException {
        RealCluster started = RealCluster.start("it", "nginx", "busybox");
        cluster = started;
        kubectl = started.kubectl();
    }

    @AfterAll
    static void nothingIsLeft() throws IOException, InterruptedException {
        RealCluster ending = cluster;
        if (ending != null) {
            ending.end();
        }
    }

    @Test
    @Order(1)
    void apply_beforeTheService_warnsAndCreatesPodsInOrder() throws IOException, InterruptedException {
        Process watch = kubectl.start("get", "pods", "--watch", "--request-timeout=300s", "-o", "jsonpath=" + READY);
        try (BufferedReader lines = watch.inputReader()) {
            Program.Result applied = kubectl.run("apply", "-f", STATEFUL_SET);
            assertEquals("statefulset.apps/nginx created\n", applied.succeeded());
            assertTrue(
                    applied.err()
                            .contains("Warning: spec.serviceName: the governing Service \"nginx\" does not exist yet"),
                    applied.toString());
            List<String> seen = linesUntil(lines, "nginx-2 True");
            for (int ordinal = 1; ordinal < 3; ordinal++) {
                String pod = "nginx-" + ordinal;
                int created = firstOf(seen, pod + " ");
                int readied = firstOf(seen, "nginx-" + (ordinal - 1) + " True");
                assertTrue(readied >= 0 && readied < created, pod + " came before its predecessor was ready: " + seen);
            }
        } finally {
            watch.destroy();
            watch.waitFor();
        }
    }

    private static List<String> linesUntil(BufferedReader lines, String last) throws IOException {
        List<String> seen = new ArrayList<>();
        String line = lines.readLine();
        while (line != null && !line.equals(last)) {
            seen.add(line);
            line = lines.readLine();
        }
        assertEquals(last, line, () -> "the watch ended after " + seen);
        return seen;
    }

    private static int firstOf(List<String> lines, String start) {
        for (int index = 0; index < lines.size(); index++) {
            if (lines.get(index).startsWith(start)) {
                return index;
            }
        }
        return -1;
    }

    @Test
    @Order(2)
    void getStatefulSet_ready_showsTheChaptersColumns() {
        kubectl.get("rollout", "status", "statefulset/nginx", "--timeout=200s");
        assertLines(kubectl.get("get", "statefulset"), "NAME +READY +AGE", "nginx +3/3 +\\S+");
    }

    @Test
    @Order(3)
    void describeStatefulSet_ready_showsTheChaptersSectionsAndEvents() {
        String text = kubectl.get("describe", "statefulset", "nginx");
        List<String> sections = List.of(
                "Name: +nginx",
                "Namespace: +default",
                "CreationTimestamp: +\\w{3}, .*",
                "Selector: +app=nginx",
                "Labels: +<none>",
                "Annotations: +<none>",
                "Replicas: +3 desired \\| 3 total",
                "Update Strategy: +RollingUpdate",
                "  Partition: +0",
                "Pods Status: +3 Running / 0 Waiting / 0 Succeeded / 0 Failed",
                "Pod Template:",
                "  Labels: +app=nginx",
                "  Containers:",
                "   nginx:",
                "    Image: +nginx",
                "    Port: +80/TCP.*",
                "    Host Port: +0/TCP.*",
                "    Environment: +<none>",
                "    Mounts:",
                "      /usr/share/nginx/html from www \\(rw\\)",
                "  Volumes: +<none>",
                "Volume Claims:",
                "  Name: +www",
                "  StorageClass: *",
                "  Labels: +<none>",
                "  Annotations: +<none>",
                "  Capacity: +1Gi",
                "  Access Modes: +\\[ReadWriteOnce\\]",
                "Events:");
        assertInOrder(text, sections);
        List<String> events = new ArrayList<>(List.of("  Type +Reason +Age +From +Message"));
        for (int ordinal = 0; ordinal < 3; ordinal++) {
            String start = "  Normal +SuccessfulCreate +\\S+ +statefulset-controller +";
            events.add(start + "create Claim www-nginx-" + ordinal + " Pod nginx-" + ordinal
                    + " in StatefulSet nginx success");
            events.add(start + "create Pod nginx-" + ordinal + " in StatefulSet nginx successful");
        }
        assertInOrder(text.substring(text.indexOf("Events:")), events);
        assertEquals(6, text.split("SuccessfulCreate", -1).length - 1, text);
    }

    @Test
    @Order(4)
    void getPods_ready_showsTheChaptersColumns() {
        assertLines(
                kubectl.get("get", "pods"),
                "NAME +READY +STATUS +RESTARTS +AGE",
                "nginx-0 +1/1 +Running +0 +\\S+",
                "nginx-1 +1/1 +Running +0 +\\S+",
                "nginx-2 +1/1 +Running +0 +\\S+");
    }

    @Test
    @Order(5)
    void headlessService_applied_hasNoAddressAndThePodsAsEndpoints() {
        Program.Result applied = kubectl.run("apply", "-f", SERVICE);
        assertEquals("service/nginx created\n", applied.succeeded());
        assertEquals("", applied.err());
        assertLines(
                kubectl.get("get", "service"),
                "NAME +TYPE +CLUSTER-IP +EXTERNAL-IP +PORT\\(S\\) +AGE",
                "kubernetes +ClusterIP +10.43.0.1 +<none> +443/TCP +\\S+",
                "nginx +ClusterIP +None +<none> +80/TCP +\\S+");
        kubectl.get(
                "wait",
                "endpointslice",
                "-l",
                "kubernetes.io/service-name=nginx",
                "--timeout=200s",
                "--for=jsonpath={.endpoints[2].conditions.ready}=true");
        String text = kubectl.get("describe", "service", "nginx");
        String port = ":80";
        assertInOrder(
                text,
                List.of(
                        "Name: +nginx",
                        "Namespace: +default",
                        "Labels: +app=nginx",
                        "Annotations: +<none>",
                        "Selector: +app=nginx",
                        "Type: +ClusterIP",
                        "IP: +None",
                        "Port: +web +80/TCP",
                        "TargetPort: +80/TCP",
                        "Endpoints: +.*" + Pattern.quote(address("nginx-0") + port) + ".*"));
        assertTrue(text.contains(address("nginx-1") + port) && text.contains(address("nginx-2") + port), text);
    }

    private static String address(String pod) {
        String address = kubectl.get("get", "pod", pod, "-o", "jsonpath={.status.podIP}");
        assertTrue(address.startsWith("10.42."), address);
        return address;
    }

    @Test
    @Order(6)
    void debugPod_inATerminal_findsThePodByNameAndByAddress() {
        String address = address("nginx-0");
        Program.Result shell = kubectl.inTerminal(
                "nslookup nginx-0.nginx\nwget -O- http://" + address + "\nstty size\nexit\n",
                "run",
                "-it",
                "--rm",
                "debug",
                "--image=busybox",
                "--restart=Never",
                "--",
                "sh");
        String screen = shell.succeeded().replace("\r", "");
        assertInOrder(
                screen,
                List.of(
                        "Name:\\s+nginx-0.nginx.default.svc.cluster.local",
                        "Address.*" + Pattern.quote(address) + ".*",
                        connecting(address),
                        "wget: server returned error: HTTP/1.1 403 Forbidden",
                        "pod \"debug\" deleted.*"));
        assertEquals(1, kubectl.run("get", "pod", "debug").exitCode());
    }

    /** The chapter's busybox names the port twice, Debian's once. */
    private static String connecting(String address) {
        return "Connecting to " + address + "(:80)? \\(" + address + ":80\\)";
    }

    @Test
    @Order(7)
    void page_writtenIntoThePod_isWhatWgetShows() {
        kubectl.get("exec", "nginx-0", "--", "sh", "-c", "echo \"Pod 0\" > /usr/share/nginx/html/index.html");
        assertPage("Pod 0", address("nginx-0"), "nginx-0.nginx.default.svc.cluster.local");
        kubectl.get("exec", "nginx-1", "--", "sh", "-c", "echo \"Pod 1\" > /usr/share/nginx/html/index.html");
        assertPage("Pod 1", address("nginx-1"), "nginx-1.nginx");
    }

    /** The debug pod without a terminal, asking by address and by name. */
    private static void assertPage(String page, String address, String name) {
        Program.Result shell = kubectl.reading(
                "wget -O- http://" + address + " 2>&1\nwget -q -O- http://" + name + "\n",
                "run",
                "-i",
                "--rm",
                "--quiet",
                "debug",
                "--image=busybox",
                "--restart=Never",
                "--",
                "sh");
        assertInOrder(shell.succeeded(), List.of(connecting(address), page, ".*written to stdout", page));
    }

    @Test
    @Order(8)
    void deletedPod_returns_withNameClaimAndPage() {
        String claim = kubectl.get("get", "pvc", "www-nginx-0", "-o", "jsonpath={.metadata.uid} {.spec.volumeName}");
        String pod = kubectl.get("get", "pod", "nginx-0", "-o", "jsonpath={.metadata.uid}");
        assertEquals(
                "pod \"nginx-0\" deleted",
                kubectl.get("delete", "pod", "nginx-0").strip().replace(" from default namespace", ""));
        kubectl.awaitSuccessor("nginx-0", pod);
        assertEquals(
                claim, kubectl.get("get", "pvc", "www-nginx-0", "-o", "jsonpath={.metadata.uid} {.spec.volumeName}"));
        assertEquals("nginx-0\n", kubectl.get("exec", "nginx-0", "--", "hostname"));
        assertPage("Pod 0", address("nginx-0"), "nginx-0.nginx");
    }

    @Test
    @Order(9)
    void logs_ofRunningAndRestartedContainers_areRead() {
        String lives = "n=$(cat /mark/n 2>/dev/null || echo 0); echo life $n; echo again; echo $((n+1)) >/mark/n;"
                + " [ $n = 0 ] && exit 3; exec sleep 1000";
        String overrides = """
                {"spec":{"containers":[{"name":"twice","image":"busybox","command":["sh","-c","%s"],
                  "volumeMounts":[{"name":"mark","mountPath":"/mark"}]}],
                 "volumes":[{"name":"mark","emptyDir":{}}]}}
                """.formatted(lives);
        kubectl.get("run", "twice", "--image=busybox", "--overrides=" + overrides);
        kubectl.get(
                "wait", "pod/twice", "--for=jsonpath={.status.containerStatuses[0].restartCount}=1", "--timeout=200s");
        kubectl.get("wait", "pod/twice", "--for=condition=Ready", "--timeout=200s");
        Await.equal("the first life", "life 0\nagain\n", () -> kubectl.get("logs", "twice", "--previous"));
        Await.equal("the second life", "life 1\nagain\n", () -> kubectl.get("logs", "twice"));
        assertEquals("again\n", kubectl.get("logs", "twice", "--tail=1"));
        assertLines(kubectl.get("logs", "twice", "--timestamps"), "\\d{4}-.*T.*Z life 1", "\\d{4}-.*T.*Z again");
        kubectl.get("delete", "pod", "twice", "--now");
    }

    @Test
    @Order(10)
    void followedLogs_ofAPodThatEnds_endWithIt() {
        kubectl.get(
                "run",
                "counts",
                "--image=busybox",
                "--restart=Never",
                "--",
                "sh",
                "-c",
                "for i in 1 2 3; do echo line $i; sleep 0.3; done");
        Await.until(
                "it has begun",
                () -> kubectl.get("get", "pod", "counts", "-o", "jsonpath={.status.phase}")
                        .matches("Running|Succeeded"));
        assertEquals("line 1\nline 2\nline 3\n", kubectl.get("logs", "-f", "counts"));
        kubectl.get("delete", "pod", "counts");
    }

    @Test
    @Order(11)
    void scaleDown_toOne_goesInReverseAndUpAgain() throws IOException, InterruptedException {
        String changes = "{.object.metadata.name} {.type}{\"\\n\"}";
        Process watch = kubectl.start(
                "get",
                "pods",
                "-l",
                "app=nginx",
                "--watch",
                "--output-watch-events",
                "--request-timeout=300s",
                "-o",
                "jsonpath=" + changes);
        try (BufferedReader lines = watch.inputReader()) {
            linesUntil(lines, "nginx-2 ADDED");
            kubectl.get("scale", "statefulset", "nginx", "--replicas=1");
            List<String> seen = linesUntil(lines, "nginx-1 DELETED");
            assertTrue(seen.contains("nginx-2 DELETED"), seen.toString());
            int second = firstOf(seen, "nginx-1 MODIFIED");
            assertTrue(second < 0 || second > seen.indexOf("nginx-2 DELETED"), seen.toString());
        } finally {
            watch.destroy();
            watch.waitFor();
        }
        kubectl.get("scale", "statefulset", "nginx", "--replicas=3");
        kubectl.get("rollout", "status", "statefulset/nginx", "--timeout=200s");
        assertPage("Pod 1", address("nginx-1"), "nginx-1.nginx");
    }

    @Test
    @Order(12)
    void deleteStatefulSet_byNameAndByFile_takesPodsAndLeavesClaims() {
        assertTrue(kubectl.get("delete", "statefulset", "nginx").startsWith("statefulset.apps \"nginx\" deleted"));
        kubectl.get("wait", "pod", "-l", "app=nginx", "--for=delete", "--timeout=200s");
        kubectl.get("apply", "-f", STATEFUL_SET);
        assertTrue(kubectl.get("delete", "-f", STATEFUL_SET).startsWith("statefulset.apps \"nginx\" deleted"));
        kubectl.get("wait", "pod", "-l", "app=nginx", "--for=delete", "--timeout=200s");
        assertLines(
                kubectl.get("get", "pvc"),
                "NAME +STATUS +VOLUME +CAPACITY +ACCESS MODES +STORAGECLASS.* +AGE",
                "www-nginx-0 +Bound +pvc-\\S+ +1Gi +RWO +local .*",
                "www-nginx-1 +Bound +pvc-\\S+ +1Gi +RWO +local .*",
                "www-nginx-2 +Bound +pvc-\\S+ +1Gi +RWO +local .*");
    }

    @Test
    @Order(13)
    void deleteService_byNameAndByFile_removesIt() {
        assertTrue(kubectl.get("delete", "service", "nginx").startsWith("service \"nginx\" deleted"));
        kubectl.get("apply", "-f", SERVICE);
        assertTrue(kubectl.get("delete", "-f", SERVICE).startsWith("service \"nginx\" deleted"));
        assertEquals(1, kubectl.run("get", "service", "nginx").exitCode());
    }

    @Test
    @Order(14)
    void deleteClaim_byTheChaptersWrongName_failsWithTheRightOne() {
        Program.Result wrong = kubectl.run("delete", "pvc", "www-0");
        assertEquals(1, wrong.exitCode());
        assertTrue(wrong.err().contains("Warning: ") && wrong.err().contains("\"www-nginx-0\""), wrong.toString());
        assertTrue(
                wrong.err().contains("Error from server (NotFound): persistentvolumeclaims \"www-0\" not found"),
                wrong.toString());
    }

    @Test
    @Order(15)
    void deleteClaims_byTheirNames_takesTheirVolumes() {
        kubectl.get("delete", "pvc", "www-nginx-0", "www-nginx-1", "www-nginx-2", "--timeout=200s");
        kubectl.run("wait", "pv", "--all", "--for=delete", "--timeout=200s");
        Await.equal("no volume is left", "", () -> kubectl.get("get", "pv", "-o", "name"));
    }

    private static void assertLines(String text, String... patterns) {
        List<String> lines = text.lines().toList();
        assertEquals(patterns.length, lines.size(), text);
        for (int index = 0; index < patterns.length; index++) {
            assertTrue(lines.get(index).matches(patterns[index] + " *"), "not " + patterns[index] + " in:\n" + text);
        }
    }

    /** Each pattern matches a line after the line of the one before it. */
    private static void assertInOrder(String text, List<String> patterns) {
        List<String> lines = text.lines().toList();
        int next = 0;
        for (String pattern : patterns) {
            int from = next;
            while (next < lines.size() && !lines.get(next).matches(pattern + " *")) {
                next++;
            }
            assertTrue(next < lines.size(), () -> "no line '" + pattern + "' after line " + from + " of:\n" + text);
            next++;
        }
    }
}
