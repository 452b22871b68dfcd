package dev.leme.node.runtime.simulated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.base.stream.ProcessExit;
import dev.leme.base.stream.ProcessStreams;
import dev.leme.base.time.ManualClock;
import dev.leme.node.runtime.ContainerSpec;
import dev.leme.node.runtime.ContainerState;
import dev.leme.node.runtime.ContainerStatus;
import dev.leme.node.runtime.Mount;
import dev.leme.node.runtime.PodIdentity;
import dev.leme.node.runtime.RuntimeEvent;
import dev.leme.node.runtime.RuntimeEvent.Kind;
import dev.leme.node.runtime.RuntimeFailure;
import dev.leme.node.runtime.SandboxSpec;
import dev.leme.node.runtime.SandboxStatus;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class SimulatedRuntimeTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path directory;

    private final ManualClock clock = new ManualClock(START);
    private final SimulatedRuntime runtime = new SimulatedRuntime(clock, "10.42.0.0/29");
    private final BlockingQueue<RuntimeEvent> events = new LinkedBlockingQueue<>();
    private SandboxSpec spec;
    private SandboxStatus sandbox;

    @BeforeEach
    void runSandbox() {
        runtime.events(events::add);
        spec = SandboxSpec.of(new PodIdentity("default", "web-0", "u1", 0)).withLogDirectory(directory.toString());
        sandbox = runtime.runSandbox(spec);
    }

    @AfterEach
    void check() {
        runtime.checkInvariants();
        runtime.close();
    }

    private String start(String... command) {
        return start(ContainerSpec.named("main", runtime.pullImage("nginx", null))
                .command(List.of(command))
                .logPath("main/0.log")
                .build());
    }

    private String start(ContainerSpec container) {
        String id = runtime.createContainer(sandbox.id(), container, spec);
        runtime.startContainer(id);
        return id;
    }

    private ContainerStatus status(String id) {
        return runtime.container(id).orElseThrow();
    }

    private void awaitEvent(Kind kind, String id) throws InterruptedException {
        List<RuntimeEvent> seen = new ArrayList<>();
        while (!seen.contains(new RuntimeEvent(kind, id))) {
            RuntimeEvent event = events.poll(50, TimeUnit.SECONDS);
            assertTrue(event != null, kind + " never came: " + seen);
            seen.add(event);
        }
    }

    @Test
    void container_withoutCommand_runsUntilStopped() throws Exception {
        String id = start();
        clock.advance(Duration.ofDays(3));
        assertEquals(ContainerState.RUNNING, status(id).state());
        runtime.stopContainer(id, Duration.ofSeconds(30));
        assertEquals(
                List.of(0, "Completed"),
                List.of(status(id).exitCode(), status(id).reason()));
        awaitEvent(Kind.EXITED, id);
    }

    @Test
    void container_withScript_writesItsLogAndExitsByTheClock() throws Exception {
        String id = start("sh", "-c", "echo 'hello world'; sleep 5; echo bye; exit 3");
        clock.advance(Duration.ofMillis(4999));
        assertEquals(ContainerState.RUNNING, status(id).state());
        clock.advance(Duration.ofMillis(1));
        assertEquals(
                List.of(3, "Error"), List.of(status(id).exitCode(), status(id).reason()));
        assertEquals(START.plusSeconds(5), status(id).finishedAt());
        assertEquals(
                "2026-01-01T00:00:00.000000000Z stdout F hello world\n2026-01-01T00:00:05.000000000Z stdout F bye\n",
                Files.readString(directory.resolve("main/0.log")));
    }

    @Test
    void stop_ofAContainerWithATrap_endsAsItSays() throws Exception {
        String id = start("sh", "-c", "trap 'exit 3' TERM; server");
        assertEquals(ContainerState.RUNNING, status(id).state());
        runtime.stopContainer(id, Duration.ofSeconds(30));
        assertEquals(
                List.of(3, "Error"), List.of(status(id).exitCode(), status(id).reason()));
    }

    @Test
    void stop_ofAContainerThatIgnoresIt_killsWhenTheGraceHasPassed() throws Exception {
        runtime.ignoreStopSignals("main");
        String id = start();
        Thread stop = Thread.startVirtualThread(() -> runtime.stopContainer(id, Duration.ofSeconds(10)));
        while (clock.pending().isEmpty()) {
            Thread.onSpinWait();
        }
        clock.advance(Duration.ofSeconds(9));
        assertEquals(ContainerState.RUNNING, status(id).state());
        clock.advance(Duration.ofSeconds(1));
        stop.join();
        assertEquals(137, status(id).exitCode());
    }

    @Test
    void crashes_areToldWithTheirReasons() throws Exception {
        String first = start();
        runtime.crash(first, 2);
        awaitEvent(Kind.EXITED, first);
        assertEquals("Error", status(first).reason());
        String second = start();
        runtime.killForMemory(second);
        awaitEvent(Kind.OUT_OF_MEMORY, second);
        awaitEvent(Kind.EXITED, second);
        assertEquals("OOMKilled", status(second).reason());
        String third = start();
        runtime.crashSandbox(sandbox.id());
        awaitEvent(Kind.EXITED, third);
        awaitEvent(Kind.EXITED, sandbox.id());
        assertFalse(runtime.sandbox(sandbox.id()).orElseThrow().sandbox().ready());
    }

    @Test
    void addresses_areUniqueFreedAndExhaustible() {
        List<SandboxStatus> more = new ArrayList<>();
        for (int i = 1; i < 5; i++) {
            more.add(runtime.runSandbox(SandboxSpec.of(new PodIdentity("default", "p" + i, "p" + i, 0))));
        }
        assertEquals(List.of("10.42.0.2"), sandbox.ips());
        assertEquals(List.of("10.42.0.6"), more.getLast().ips());
        SandboxSpec tooMany = SandboxSpec.of(new PodIdentity("default", "last", "last", 0));
        assertThrows(RuntimeFailure.class, () -> runtime.runSandbox(tooMany));
        runtime.removeSandbox(more.get(1).id());
        assertEquals(List.of("10.42.0.4"), runtime.runSandbox(tooMany).ips());
    }

    @Test
    void failures_asSteered_comeAndGo() throws Exception {
        runtime.failPulls("bad:1", "manifest unknown");
        RuntimeFailure pull = assertThrows(RuntimeFailure.class, () -> runtime.pullImage("bad:1", null));
        assertEquals("manifest unknown", pull.text());
        runtime.failPulls("bad:1", null);
        assertTrue(runtime.image(runtime.pullImage("bad:1", null)).isPresent());
        runtime.failStarts("main", "no such file");
        String id = runtime.createContainer(
                sandbox.id(), ContainerSpec.named("main", "bad:1").build(), spec);
        assertThrows(RuntimeFailure.class, () -> runtime.startContainer(id));
        assertEquals(
                List.of(128, "StartError"),
                List.of(status(id).exitCode(), status(id).reason()));
        runtime.setAvailable(false);
        assertEquals(
                RuntimeFailure.Kind.UNAVAILABLE,
                assertThrows(RuntimeFailure.class, runtime::sandboxes).kind());
        events.clear();
        runtime.setAvailable(true);
        awaitEvent(Kind.RESYNC, "");
    }

    @Test
    void exec_ofTheFewCommands_answers() throws Exception {
        Files.writeString(directory.resolve("index.html"), "<h1>web-0</h1>");
        String id = start(ContainerSpec.named("main", "nginx")
                .mounts(List.of(Mount.of(directory.toString(), "/usr/share/nginx/html", false)))
                .build());
        assertEquals("web-0\n", exec(id, "hostname"));
        assertEquals("a b\n", exec(id, "sh", "-c", "echo a b"));
        assertEquals("<h1>web-0</h1>", exec(id, "cat", "/usr/share/nginx/html/index.html"));
        assertEquals(
                1,
                runtime.execSync(id, List.of("cat", "/tmp/healthy"), Duration.ZERO)
                        .exitCode());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ProcessExit exit = runtime.exec(
                id,
                List.of("cat"),
                ProcessStreams.of(new ByteArrayInputStream("hi".getBytes(StandardCharsets.UTF_8)), out, null));
        assertEquals("hi", out.toString(StandardCharsets.UTF_8));
        assertTrue(exit.succeeded());
        assertFalse(runtime.exec(id, List.of("nginx", "-t"), ProcessStreams.of(null, out, null))
                .succeeded());
    }

    private String exec(String id, String... command) {
        return runtime.execSync(id, List.of(command), Duration.ZERO).stdout();
    }
}
