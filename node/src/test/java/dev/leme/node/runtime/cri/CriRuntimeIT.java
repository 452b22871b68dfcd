package dev.leme.node.runtime.cri;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.base.stream.Duplex;
import dev.leme.base.stream.ProcessExit;
import dev.leme.base.stream.ProcessStreams;
import dev.leme.base.stream.TerminalSize;
import dev.leme.node.runtime.Container;
import dev.leme.node.runtime.ContainerRuntime;
import dev.leme.node.runtime.ContainerSecurity;
import dev.leme.node.runtime.ContainerSpec;
import dev.leme.node.runtime.ContainerState;
import dev.leme.node.runtime.ContainerStats;
import dev.leme.node.runtime.ContainerStatus;
import dev.leme.node.runtime.ExecResult;
import dev.leme.node.runtime.LinuxResources;
import dev.leme.node.runtime.Namespaces;
import dev.leme.node.runtime.RuntimeCondition;
import dev.leme.node.runtime.RuntimeEvent;
import dev.leme.node.runtime.RuntimeFailure;
import dev.leme.node.runtime.Sandbox;
import dev.leme.node.runtime.SandboxSpec;
import dev.leme.node.runtime.SandboxStatus;
import dev.leme.node.runtime.pause.PauseImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A real containerd with real containers, in a network namespace of the test's own. Needs root. */
@Timeout(300)
final class CriRuntimeIT {
    private static RealContainerd real;

    private final BlockingQueue<RuntimeEvent> events = new LinkedBlockingQueue<>();
    private ContainerRuntime runtime;
    private ContainerRuntime.Subscription subscription;

    @BeforeAll
    static void startContainerd() throws Exception {
        real = new RealContainerd();
    }

    @AfterAll
    static void purge() throws Exception {
        if (real != null) {
            real.startIdle("left-behind");
            assertFalse(real.podLinks().isEmpty());
            real.containerd().close();
            try (RealContainerd closing = real) {
                closing.purge();
                closing.assertNothingLeft();
            }
        }
    }

    @BeforeEach
    void listen() throws InterruptedException {
        runtime = real.runtime();
        subscription = runtime.events(events::add);
        awaitEvent(RuntimeEvent.Kind.RESYNC, "");
    }

    @AfterEach
    void removePods() throws InterruptedException {
        subscription.close();
        for (Sandbox sandbox : runtime.sandboxes()) {
            await(sandbox.pod().name() + " is removed", () -> isRemoved(sandbox));
        }
    }

    /** Tried again as the agent does: a container that ends by itself just then makes containerd's kill fail. */
    private boolean isRemoved(Sandbox sandbox) {
        try {
            runtime.stopSandbox(sandbox.id());
            runtime.removeSandbox(sandbox.id());
            return true;
        } catch (RuntimeFailure racing) {
            return false;
        }
    }

    private void awaitEvent(RuntimeEvent.Kind kind, String id) throws InterruptedException {
        RuntimeEvent wanted = new RuntimeEvent(kind, id);
        while (true) {
            RuntimeEvent event = events.poll(60, TimeUnit.SECONDS);
            assertNotNull(event, "no event " + wanted);
            if (event.equals(wanted)) {
                return;
            }
        }
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "never: " + what);
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }

    @Test
    void version_andConditions_areContainerdsOwn() {
        assertEquals("containerd", runtime.version().name());
        assertEquals(
                List.of(true, true),
                runtime.conditions().stream().map(RuntimeCondition::holds).toList());
    }

    @Test
    void images_pulledFromTheEmbeddedRegistry_areListedWithTheirNames() {
        List<String> tags =
                runtime.images().stream().flatMap(each -> each.tags().stream()).toList();
        assertTrue(tags.contains(RealContainerd.IMAGE), tags.toString());
        assertTrue(tags.contains(PauseImage.NAME), tags.toString());
        assertTrue(runtime.image("busybox:test").isPresent());
        assertEquals(Optional.empty(), runtime.image("nothing:here"));
        assertFalse(runtime.imageFilesystems().isEmpty());
    }

    @Test
    void pull_ofAnUnknownImage_failsWithTheRuntimesText() {
        RuntimeFailure failure = assertThrows(
                RuntimeFailure.class, () -> runtime.pullImage("registry.leme.invalid/no/such:image", null));
        assertTrue(failure.text().startsWith("rpc error: code = "), failure.text());
        assertTrue(failure.text().contains("failed to pull and unpack image"), failure.text());
    }

    @Test
    void container_thatExits_isToldByAnEventWithItsStatusThere() throws Exception {
        SandboxSpec spec = real.sandboxSpec("exits");
        long began = System.nanoTime();
        SandboxStatus sandbox = runtime.runSandbox(spec);
        RealContainerd.say("sandbox runs", began);
        assertTrue(
                sandbox.ips().getFirst().startsWith("10.142.7."), sandbox.ips().toString());
        String id = real.start(sandbox.id(), real.shell("exits", "echo out; echo err >&2; read line; exit 7"), spec);
        RealContainerd.say("container started", began);
        awaitEvent(RuntimeEvent.Kind.STARTED, id);
        awaitEvent(RuntimeEvent.Kind.EXITED, id);
        RealContainerd.say("exit told", began);
        ContainerStatus status = runtime.container(id).orElseThrow();
        assertEquals(ContainerState.EXITED, status.state());
        assertEquals(7, status.exitCode());
        assertEquals("Error", status.reason());
        assertEquals("busybox:test", status.image());
        assertNotNull(status.startedAt());
        assertNotNull(status.finishedAt());
        await("both lines in the log", () -> {
            String log = read(real.logs.resolve("exits.log"));
            return log.matches("(?s).*\\S+Z stdout F out\n.*") && log.contains(" stderr F err\n");
        });
        Container listed = runtime.containers().getFirst();
        assertEquals(List.of(sandbox.id(), "exits"), List.of(listed.sandboxId(), listed.name()));
        runtime.removeContainer(id);
        awaitEvent(RuntimeEvent.Kind.DELETED, id);
        assertEquals(Optional.empty(), runtime.container(id));
        runtime.removeContainer(id);
    }

    @Test
    void sandbox_stopped_isNotReadyAndToldByAnEvent() throws Exception {
        SandboxStatus sandbox = runtime.runSandbox(real.sandboxSpec("stopped"));
        assertTrue(sandbox.sandbox().ready());
        runtime.stopSandbox(sandbox.id());
        awaitEvent(RuntimeEvent.Kind.EXITED, sandbox.id());
        assertFalse(runtime.sandbox(sandbox.id()).orElseThrow().sandbox().ready());
        runtime.removeSandbox(sandbox.id());
        assertEquals(Optional.empty(), runtime.sandbox(sandbox.id()));
        runtime.stopSandbox(sandbox.id());
        runtime.removeSandbox(sandbox.id());
    }

    @Test
    void stop_withGrace_letsTheProcessEndItselfAndKillsAStubbornOne() throws Exception {
        String polite = real.startIdle("polite");
        runtime.stopContainer(polite, Duration.ofSeconds(30));
        assertEquals(0, runtime.container(polite).orElseThrow().exitCode());
        SandboxSpec spec = real.sandboxSpec("stubborn");
        String stubborn = real.start(
                runtime.runSandbox(spec).id(),
                real.shell("stubborn", "trap '' TERM; while true; do sleep 1; done"),
                spec);
        runtime.stopContainer(stubborn, Duration.ofSeconds(1));
        assertEquals(137, runtime.container(stubborn).orElseThrow().exitCode());
    }

    @Test
    void memory_aboveTheLimit_endsAsOomKilled() throws Exception {
        SandboxSpec spec = real.sandboxSpec("hungry");
        ContainerSpec hungry = ContainerSpec.named("hungry", real.image())
                .command(List.of("sh", "-c", "x=abcdefgh; while true; do x=$x$x; done"))
                .resources(LinuxResources.of(0, 0, 0, 16 << 20))
                .build();
        String id = real.start(runtime.runSandbox(spec).id(), hungry, spec);
        awaitEvent(RuntimeEvent.Kind.EXITED, id);
        await(
                "reason OOMKilled",
                () -> runtime.container(id).orElseThrow().reason().equals("OOMKilled"));
        assertEquals(137, runtime.container(id).orElseThrow().exitCode());
    }

    @Test
    void execSync_collectsOutputAndExitCode() {
        String id = real.startIdle("execsync");
        ExecResult result =
                runtime.execSync(id, List.of("sh", "-c", "echo hello; echo bad >&2; exit 3"), Duration.ofSeconds(60));
        assertEquals("hello\n", result.stdout());
        assertEquals("bad\n", result.stderr());
        assertEquals(3, result.exitCode());
        RuntimeFailure late = assertThrows(
                RuntimeFailure.class, () -> runtime.execSync(id, List.of("sleep", "60"), Duration.ofSeconds(1)));
        assertEquals(RuntimeFailure.Kind.TIMEOUT, late.kind(), late.text());
    }

    @Test
    void exec_withInputThatEnds_endsWithAllOutput() throws Exception {
        String id = real.startIdle("halfclose");
        byte[] input = "hi there\n".repeat(100_000).getBytes(UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ProcessExit exit = runtime.exec(
                id,
                List.of("cat"),
                ProcessStreams.of(new ByteArrayInputStream(input), out, OutputStream.nullOutputStream()));
        assertEquals(0, exit.exitCode());
        assertEquals(new String(input, UTF_8), out.toString(UTF_8));
    }

    @Test
    void exec_thatFails_givesCodeMessageAndBothOutputs() throws Exception {
        String id = real.startIdle("fails");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        ProcessExit exit =
                runtime.exec(id, List.of("sh", "-c", "echo a; echo b >&2; exit 42"), ProcessStreams.of(null, out, err));
        assertEquals(42, exit.exitCode());
        assertEquals("a\n", out.toString(UTF_8));
        assertEquals("b\n", err.toString(UTF_8));
        assertTrue(exit.message().startsWith("command terminated with non-zero exit code: "), exit.message());
        assertTrue(exit.raw().contains("NonZeroExitCode"), exit.raw());
    }

    @Test
    void exec_ofWhatIsNotThere_tellsWhy() throws Exception {
        String id = real.startIdle("missing");
        ProcessExit exit =
                runtime.exec(id, List.of("/no/such"), ProcessStreams.of(null, OutputStream.nullOutputStream(), null));
        assertFalse(exit.succeeded());
        assertTrue(exit.message().contains("no such file or directory"), exit.message());
    }

    @Test
    void exec_withTerminal_hasASizeThatFollows() throws Exception {
        String id = real.startIdle("terminal");
        Terminal terminal = new Terminal();
        terminal.sizes.add(new TerminalSize(120, 40));
        Thread session = Thread.startVirtualThread(() -> {
            try {
                terminal.exit = runtime.exec(id, List.of("sh"), terminal);
            } catch (IOException | InterruptedException failure) {
                throw new IllegalStateException(failure);
            }
        });
        await("first size", () -> {
            terminal.type("tty; stty size\n");
            return terminal.shown().contains("40 120");
        });
        assertTrue(terminal.shown().contains("/dev/pts/"), terminal.shown());
        terminal.sizes.add(new TerminalSize(99, 33));
        await("second size", () -> {
            terminal.type("stty size\n");
            return terminal.shown().contains("33 99");
        });
        terminal.type("exit 5\n");
        session.join();
        assertEquals(5, terminal.exit.exitCode());
    }

    @Test
    void exec_interrupted_endsTheSession() throws Exception {
        String id = real.startIdle("interrupted");
        AtomicReference<Object> outcome = new AtomicReference<>();
        Thread session = Thread.ofVirtual().start(() -> {
            try {
                outcome.set(runtime.exec(
                        id, List.of("sleep", "1001"), ProcessStreams.of(null, OutputStream.nullOutputStream(), null)));
            } catch (IOException | InterruptedException | RuntimeException failure) {
                outcome.set(failure);
            }
        });
        await(
                "the command to run",
                () -> runtime.execSync(id, List.of("ps"), Duration.ofSeconds(60))
                        .stdout()
                        .contains("sleep 1001"));
        session.interrupt();
        assertTrue(session.join(Duration.ofSeconds(60)));
        assertInstanceOf(InterruptedException.class, outcome.get(), () -> "exec ended with " + outcome.get());
    }

    @Test
    void attach_toAContainerWithInput_talksToItsFirstProcess() throws Exception {
        SandboxSpec sandbox = real.sandboxSpec("attached");
        ContainerSpec spec = ContainerSpec.named("attached", real.image())
                .command(List.of("sh", "-c", "read name; echo hello $name; exit 4"))
                .stdin(true, true)
                .build();
        String id = real.start(runtime.runSandbox(sandbox).id(), spec, sandbox);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ProcessExit exit = runtime.attach(
                id,
                ProcessStreams.of(
                        new ByteArrayInputStream("world\n".getBytes(UTF_8)), out, OutputStream.nullOutputStream()));
        assertTrue(exit.succeeded());
        assertEquals("hello world\n", out.toString(UTF_8));
        awaitEvent(RuntimeEvent.Kind.EXITED, id);
        assertEquals(4, runtime.container(id).orElseThrow().exitCode());
    }

    @Test
    void attach_whereStderrEndsFirst_stillCarriesTheInput() throws Exception {
        SandboxSpec sandbox = real.sandboxSpec("half-open");
        ContainerSpec spec = ContainerSpec.named("half-open", real.image())
                .command(List.of("sh", "-c", "echo ready >&2; exec cat 2>&1"))
                .stdin(true, true)
                .build();
        String id = real.start(runtime.runSandbox(sandbox).id(), spec, sandbox);
        // Once the output is in the log the process is about to give up its stderr, or has.
        await(
                "stderr's end",
                () -> !runtime.execSync(
                                id,
                                List.of("sh", "-c", "readlink /proc/1/fd/1 /proc/1/fd/2 | uniq | wc -l"),
                                Duration.ofSeconds(60))
                        .stdout()
                        .contains("2"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String typed = "a line\n".repeat(20_000);
        ProcessExit exit = runtime.attach(
                id,
                ProcessStreams.of(
                        new ByteArrayInputStream(typed.getBytes(UTF_8)), out, OutputStream.nullOutputStream()));
        assertTrue(exit.succeeded());
        assertEquals(typed, out.toString(UTF_8));
    }

    @Test
    void portForward_toAListeningPort_carriesBothDirections() throws Exception {
        SandboxSpec spec = real.sandboxSpec("forward");
        SandboxStatus sandbox = runtime.runSandbox(spec);
        String id = real.start(sandbox.id(), real.shell("forward", "nc -l -p 8080 -e cat"), spec);
        await(
                "the port",
                () -> runtime.execSync(id, List.of("cat", "/proc/net/tcp", "/proc/net/tcp6"), Duration.ofSeconds(60))
                        .stdout()
                        .contains(":1F90 "));
        ByteArrayOutputStream back = new ByteArrayOutputStream();
        runtime.portForward(sandbox.id(), 8080, duplex(new ByteArrayInputStream("ping".getBytes(UTF_8)), back));
        assertEquals("ping", back.toString(UTF_8));
        RuntimeFailure refused = assertThrows(
                RuntimeFailure.class,
                () -> runtime.portForward(sandbox.id(), 81, duplex(InputStream.nullInputStream(), back)));
        assertTrue(refused.text().contains("connection refused"), refused.text());
    }

    private static Duplex duplex(InputStream in, OutputStream out) {
        return new Duplex() {
            @Override
            public InputStream in() {
                return in;
            }

            @Override
            public OutputStream out() {
                return out;
            }

            @Override
            public void close() {}
        };
    }

    @Test
    void orphan_inASharedProcessNamespace_isReapedByThePauseProgram() throws Exception {
        Namespaces shared = new Namespaces(false, false, Namespaces.Pid.POD, "");
        SandboxSpec spec = real.sandboxSpec("shared").withNamespaces(shared);
        ContainerSpec container = ContainerSpec.named("shared", real.image())
                .command(List.of("sh", "-c", "(sleep 0.2 & echo $! > /tmp/pid); exec sleep 1000"))
                .security(ContainerSecurity.DEFAULT.withNamespaces(shared))
                .build();
        String id = real.start(runtime.runSandbox(spec).id(), container, spec);
        await("the orphan to be gone, not a zombie", () -> {
            List<String> gone = List.of("sh", "-c", "test -s /tmp/pid && ! test -d /proc/$(cat /tmp/pid)");
            return runtime.execSync(id, gone, Duration.ofSeconds(60)).exitCode() == 0;
        });
        String processes =
                runtime.execSync(id, List.of("ps"), Duration.ofSeconds(60)).stdout();
        assertTrue(processes.contains("/pause"), processes);
    }

    @Test
    void stats_ofARunningContainer_areThere() {
        String id = real.startIdle("measured");
        ContainerStats stats = runtime.stats(id).orElseThrow();
        assertTrue(stats.memoryUsageBytes() > 0 && stats.cpuNanos() > 0, stats.toString());
        assertEquals(
                List.of(id), runtime.stats().stream().map(ContainerStats::id).toList());
        runtime.updateResources(id, LinuxResources.of(100_000, 50_000, 512, 64 << 20));
        assertEquals(Optional.empty(), runtime.stats("nothing"));
    }

    @Test
    void log_reopenedAfterRename_goesOnInANewFile() throws Exception {
        SandboxSpec spec = real.sandboxSpec("rotated");
        String id = real.start(
                runtime.runSandbox(spec).id(),
                real.shell("rotated", "trap 'echo again' USR1; echo first; while true; do sleep 0.05; done"),
                spec);
        Path log = real.logs.resolve("rotated.log");
        await("first line", () -> read(log).contains("first"));
        Files.move(log, real.logs.resolve("rotated.log.1"));
        runtime.reopenLog(id);
        runtime.execSync(id, List.of("kill", "-USR1", "1"), Duration.ofSeconds(60));
        await("second line", () -> Files.exists(log) && read(log).contains("again"));
        assertFalse(read(log).contains("first"));
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Test
    void containers_afterOurRestartAndContainerds_goOnUntouched() throws Exception {
        String id = real.startIdle("adopted");
        long first = real.containerd().pid();
        real.containerd().close();
        real.startAgain();
        assertEquals(first, real.containerd().pid(), "the living containerd is adopted");
        assertEquals(
                ContainerState.RUNNING,
                real.runtime().container(id).orElseThrow().state());
        real.containerd().stop();
        real.startAgain();
        assertTrue(first != real.containerd().pid());
        runtime = real.runtime();
        ContainerStatus after = runtime.container(id).orElseThrow();
        assertEquals(ContainerState.RUNNING, after.state());
        assertEquals(
                "hi\n",
                runtime.execSync(id, List.of("echo", "hi"), Duration.ofSeconds(60))
                        .stdout());
        subscription = runtime.events(events::add);
    }

    @Test
    void containerd_killed_isStartedAgainAndEventsGoOn() throws Exception {
        String id = real.startIdle("survivor");
        long before = real.containerd().pid();
        events.clear();
        ProcessHandle.of(before).orElseThrow().destroyForcibly();
        awaitEvent(RuntimeEvent.Kind.RESYNC, "");
        assertTrue(real.containerd().pid() != before);
        assertEquals(ContainerState.RUNNING, runtime.container(id).orElseThrow().state());
        runtime.stopContainer(id, Duration.ofSeconds(60));
        awaitEvent(RuntimeEvent.Kind.EXITED, id);
    }

    /** A person at a terminal. */
    private static final class Terminal implements ProcessStreams {
        final BlockingQueue<TerminalSize> sizes = new LinkedBlockingQueue<>();
        private final PipedOutputStream keyboard = new PipedOutputStream();
        private final PipedInputStream typed;
        private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
        volatile ProcessExit exit = new ProcessExit(-1, "", "");

        Terminal() throws IOException {
            typed = new PipedInputStream(keyboard);
        }

        void type(String text) {
            try {
                keyboard.write(text.getBytes(UTF_8));
                keyboard.flush();
            } catch (IOException failure) {
                throw new IllegalStateException(failure);
            }
        }

        String shown() {
            return screen.toString(UTF_8);
        }

        @Override
        public InputStream stdin() {
            return typed;
        }

        @Override
        public OutputStream stdout() {
            return screen;
        }

        @Override
        public @Nullable OutputStream stderr() {
            return null;
        }

        @Override
        public boolean tty() {
            return true;
        }

        @Override
        public TerminalSize nextResize() throws InterruptedException {
            return sizes.take();
        }
    }
}
