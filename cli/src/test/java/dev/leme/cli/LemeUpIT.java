package dev.leme.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.leme.cli.process.Program;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster with real containers, brought up and down as a person does it, in processes of their own. */
class LemeUpIT {
    private static final String NAME =
            "up" + Long.toString(ProcessHandle.current().pid(), 36);

    @TempDir
    Path directory;

    @BeforeEach
    void aLauncher() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
        for (String program : List.of("containerd", "runc", "ip", "nft", "nsenter", "kubectl")) {
            assumeTrue(Program.find(program).isPresent(), "needs " + program);
        }
        String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Files.writeString(
                launcher(),
                "#!/bin/sh\nexport LEME_LAUNCHER=" + launcher() + " LEME_HOME=" + directory.resolve("home")
                        + " KUBECONFIG=" + kubeconfig() + "\nexec " + java
                        + " -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED"
                        + " --sun-misc-unsafe-memory-access=allow -cp '" + classes + "' dev.leme.cli.Leme \"$@\"\n");
        Files.setPosixFilePermissions(launcher(), PosixFilePermissions.fromString("rwx------"));
    }

    private Path launcher() {
        return directory.resolve("leme");
    }

    private Path kubeconfig() {
        return directory.resolve("kubeconfig");
    }

    @AfterEach
    void noCluster() {
        if (Files.exists(launcher())) {
            leme("down", "--name", NAME, "--purge");
        }
    }

    private Program.Result leme(String... words) {
        List<String> command = new ArrayList<>(List.of(launcher().toString()));
        command.addAll(List.of(words));
        return Program.run(command);
    }

    private String require(String... words) {
        Program.Result result = leme(words);
        assertEquals(0, result.exitCode(), () -> String.join(" ", words) + ": " + result.text());
        return result.text();
    }

    private void requireReady() {
        String nodes = require("kubectl", "--name", NAME, "get", "nodes", "--no-headers");
        assertTrue(nodes.matches("(?s)leme-" + NAME + " +Ready.*"), nodes);
    }

    @Test
    void up_againCrashedStoppedAndPurged_comesBackAndThenLeavesNothing() throws IOException {
        Files.writeString(
                kubeconfig(), "apiVersion: v1\nclusters: []\ncurrent-context: other\nkind: Config\nusers: []\n");
        require("up", "--name", NAME);
        requireReady();
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(kubeconfig())));
        assertTrue(traces().stream().anyMatch(trace -> trace.startsWith("table")), traces()::toString);
        require("kubectl", "--name", NAME, "create", "configmap", "kept", "--from-literal=a=b");

        assertTrue(require("up", "--name", NAME).contains("already running"));
        Program.Result other = leme("up", "--name", NAME, "--offline");
        assertEquals(1, other.exitCode());
        assertTrue(other.text().contains("down"), other.text());

        crash();
        assertEquals(1, leme("status", "--name", NAME).exitCode());
        require("up", "--name", NAME);
        requireReady();

        require("down", "--name", NAME);
        assertEquals(List.of(), traces());
        require("up", "--name", NAME, "--offline");
        assertFalse(traces().stream().anyMatch(trace -> trace.startsWith("table")), traces()::toString);
        assertTrue(require("kubectl", "--name", NAME, "get", "configmap", "kept", "-o", "jsonpath={.data.a}")
                .contains("b"));

        require("down", "--name", NAME, "--purge");
        assertEquals(List.of(), traces());
        assertFalse(Files.exists(directory.resolve("home")));
        assertFalse(Files.readString(kubeconfig()).contains("leme"), "the kubeconfig's entry is gone");
    }

    @Test
    void up_twoAtOnce_bothSucceedWithOneServer() throws InterruptedException {
        List<Program.Result> results = new ArrayList<>();
        List<Thread> ups = Stream.generate(() -> Thread.ofVirtual().unstarted(() -> {
                    Program.Result result = leme("up", "--name", NAME, "--offline", "--runtime", "simulated");
                    synchronized (results) {
                        results.add(result);
                    }
                }))
                .limit(2)
                .toList();
        ups.forEach(Thread::start);
        for (Thread up : ups) {
            up.join();
        }
        assertEquals(
                List.of(0, 0), results.stream().map(Program.Result::exitCode).toList(), results::toString);
        assertEquals(
                1,
                results.stream()
                        .filter(result -> result.text().contains("already running"))
                        .count(),
                results::toString);
    }

    @Test
    void server_inTheForeground_endsOnTermWithZero() throws IOException, InterruptedException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Process server = new ProcessBuilder(
                        launcher().toString(), "server", "--name", NAME, "--runtime", "simulated", "--port", "" + port)
                .redirectErrorStream(true)
                .start();
        try (BufferedReader lines = server.inputReader()) {
            String line = lines.readLine();
            while (line != null && !line.contains("is Ready")) {
                line = lines.readLine();
            }
            assertEquals("leme: node leme-" + NAME + " is Ready", line);
            server.toHandle().destroy(); // Process.destroy would close the stream that we read
            assertEquals("leme: stopping", lines.readLine());
            assertEquals(0, server.waitFor());
        } finally {
            server.destroyForcibly();
        }
    }

    private void crash() throws IOException {
        String pid = Files.readString(directory.resolve("home").resolve(NAME).resolve("server.pid"))
                .split(" ", -1)[0];
        ProcessHandle server = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
        server.destroyForcibly();
        server.onExit().join();
    }

    /** What on this machine bears the cluster's name or lies in its directory. */
    private List<String> traces() {
        List<String> traces = new ArrayList<>();
        String home = directory.resolve("home").toString();
        traces.addAll(with(
                "mount", Program.run(List.of("cat", "/proc/self/mountinfo")).out(), home));
        traces.addAll(with("namespace", Program.run(List.of("ip", "netns")).out(), NAME));
        traces.addAll(with("link", Program.run(List.of("ip", "-brief", "link")).out(), NAME));
        traces.addAll(with("route", Program.run(List.of("ip", "route")).out(), NAME));
        traces.addAll(
                with("table", Program.run(List.of("nft", "list", "tables")).out(), NAME));
        traces.addAll(with(
                "cgroup",
                Program.run(List.of("find", "/sys/fs/cgroup", "-maxdepth", "2", "-name", "leme-" + NAME))
                        .out(),
                NAME));
        traces.addAll(
                with("process", Program.run(List.of("ps", "-eo", "pid,args")).out(), home + "/" + NAME));
        traces.addAll(with("memory", Program.run(List.of("ls", "/run/leme")).out(), NAME));
        traces.addAll(with(
                "address", Program.run(List.of("ls", "/var/lib/cni/results")).out(), NAME));
        return traces;
    }

    private static List<String> with(String kind, String lines, String part) {
        return lines.lines()
                .filter(line -> line.contains(part))
                .map(line -> kind + ": " + line)
                .toList();
    }
}
