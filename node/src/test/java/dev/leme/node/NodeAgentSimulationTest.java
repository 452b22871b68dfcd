package dev.leme.node;

import static org.junit.jupiter.api.Assertions.fail;

import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.base.time.ManualClock;
import dev.leme.client.DeleteOptions;
import dev.leme.client.TransportException;
import dev.leme.node.runtime.Container;
import dev.leme.node.runtime.ContainerState;
import dev.leme.node.runtime.RuntimeFailure;
import dev.leme.node.runtime.Sandbox;
import dev.leme.node.runtime.simulated.SimulatedRuntime;
import dev.leme.testkit.api.Faults;
import dev.leme.testkit.await.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever happens, in whatever order, once it has stopped happening every pod of the API runs exactly once and nothing
 * else is left on the node. {@code -Dseed=N} repeats a run.
 */
class NodeAgentSimulationTest {
    private static final int EVENTS = 60;
    private static final List<String> SPECS = List.of(
            "\"containers\":[{\"name\":\"c\",\"image\":\"nginx\"}]",
            "\"initContainers\":[{\"name\":\"i\",\"image\":\"b\",\"command\":[\"true\"]}],"
                    + "\"containers\":[{\"name\":\"c\",\"image\":\"nginx\"}]",
            "\"initContainers\":[{\"name\":\"s\",\"image\":\"b\",\"restartPolicy\":\"Always\"}],"
                    + "\"volumes\":[{\"name\":\"e\",\"emptyDir\":{}}],\"containers\":[{\"name\":\"c\",\"image\":\"nginx\","
                    + "\"volumeMounts\":[{\"name\":\"e\",\"mountPath\":\"/e\"}]}]");

    @TempDir
    Path home;

    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void anything_thenPeace_everyPodRunsOnceAndNothingElse(long number) throws Exception {
        long seed = Long.getLong("seed", number);
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        SimulatedRuntime runtime = new SimulatedRuntime(clock, "10.42.0.0/24");
        Faults faults = seed % 2 == 0 ? Faults.NONE : Faults.some(seed);
        try (AgentFixture<SimulatedRuntime> node =
                whileTimePasses(() -> new AgentFixture<>(runtime, clock, home, "", faults))) {
            for (int i = 0; i < EVENTS; i++) {
                happen(node, random);
                LockSupport.parkNanos(random.nextInt(3_000_000));
            }
            runtime.setAvailable(true);
            settle(node, seed);
        }
    }

    private void happen(AgentFixture<SimulatedRuntime> node, Random random) throws Exception {
        String pod = "p" + random.nextInt(4);
        try {
            switch (random.nextInt(12)) {
                case 0, 1, 2 -> node.pod(pod, SPECS.get(random.nextInt(SPECS.size())));
                case 3 -> node.delete(pod);
                case 4 ->
                    node.client.delete(
                            Resources.PODS, "default", pod, DeleteOptions.DEFAULT.withGracePeriod(random.nextInt(2)));
                case 5, 6 -> crashContainer(node.runtime, random);
                case 7 -> crashSandbox(node.runtime, random);
                case 8 -> node.runtime.setAvailable(random.nextBoolean());
                case 9 -> node.api.endWatches();
                case 10 -> restart(node);
                default -> clock.advance(Duration.ofSeconds(random.nextInt(20)));
            }
        } catch (ApiException | TransportException | RuntimeFailure expected) {
            clock.advance(Duration.ofMillis(100));
        }
    }

    /** An agent is only made while the runtime answers: so it is with the real one. */
    private void restart(AgentFixture<SimulatedRuntime> node) throws Exception {
        node.runtime.setAvailable(true);
        whileTimePasses(() -> {
            node.restart();
            return node;
        });
    }

    /** What waits for an answer that was lost needs time to go on. */
    private <T> T whileTimePasses(Callable<T> action) throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        Thread time = Thread.ofVirtual().start(() -> {
            while (!done.get()) {
                clock.advance(Duration.ofMillis(50));
                LockSupport.parkNanos(1_000_000);
            }
        });
        try {
            return action.call();
        } finally {
            done.set(true);
            time.join();
        }
    }

    private static void crashContainer(SimulatedRuntime runtime, Random random) {
        List<Container> running = runtime.containers().stream()
                .filter(container -> container.state() == ContainerState.RUNNING)
                .toList();
        if (!running.isEmpty()) {
            runtime.crash(running.get(random.nextInt(running.size())).id(), random.nextInt(3));
        }
    }

    private static void crashSandbox(SimulatedRuntime runtime, Random random) {
        List<Sandbox> ready =
                runtime.sandboxes().stream().filter(Sandbox::ready).toList();
        if (!ready.isEmpty()) {
            runtime.crashSandbox(ready.get(random.nextInt(ready.size())).id());
        }
    }

    private void settle(AgentFixture<SimulatedRuntime> node, long seed) {
        try {
            Await.until("settled (seed " + seed + ")", () -> {
                clock.advance(Duration.ofSeconds(2));
                return isSettled(node) && isTidy(node);
            });
        } catch (AssertionError failure) {
            String pods = node.agent().pods().stream()
                    .map(worker -> worker.pod().fullName() + " " + worker.plan() + "\n  " + worker.seen())
                    .collect(Collectors.joining("\n"));
            List<String> shown = list(node).stream()
                    .map(pod -> pod.name() + " " + pod.uid() + (pod.isDeleting() ? " deleting " : " ") + pod.status())
                    .toList();
            fail(failure.getMessage() + ":\n" + pods + "\nin the API: " + shown + "\ndirectories: " + directories()
                    + "\nsandboxes: " + node.runtime.sandboxes());
        }
    }

    private static List<ApiObject> list(AgentFixture<SimulatedRuntime> node) {
        while (true) {
            try {
                return node.client.list(Resources.PODS, "");
            } catch (TransportException lost) {
                Thread.onSpinWait();
            }
        }
    }

    private static boolean isSettled(AgentFixture<SimulatedRuntime> node) {
        List<ApiObject> pods = list(node);
        boolean ready = pods.stream().allMatch(pod -> !pod.isDeleting() && isReady(pod));
        return ready
                && node.agent().pods().size() == pods.size()
                && node.runtime.sandboxes().stream().filter(Sandbox::ready).count() == pods.size()
                && running(node) == pods.size()
                && uids(pods).equals(inRuntime(node));
    }

    private static long running(AgentFixture<SimulatedRuntime> node) {
        return node.runtime.containers().stream()
                .filter(container -> container.name().equals("c") && container.state() == ContainerState.RUNNING)
                .count();
    }

    private static Set<String> uids(List<ApiObject> pods) {
        return pods.stream().map(ApiObject::uid).collect(Collectors.toSet());
    }

    private static Set<String> inRuntime(AgentFixture<SimulatedRuntime> node) {
        return node.runtime.sandboxes().stream()
                .map(sandbox -> sandbox.pod().uid())
                .collect(Collectors.toSet());
    }

    private static boolean isReady(ApiObject pod) {
        return pod.status().array("conditions").objects().stream()
                .anyMatch(condition -> condition.string("type").equals("Ready")
                        && condition.string("status").equals("True"));
    }

    /** Whether there is a directory for each pod, and no other. */
    private boolean isTidy(AgentFixture<SimulatedRuntime> node) {
        return uids(list(node)).equals(directories());
    }

    private Set<String> directories() {
        try (Stream<Path> directories = Files.list(home.resolve("node/pods"))) {
            return directories.map(path -> path.getFileName().toString()).collect(Collectors.toSet());
        } catch (IOException | UncheckedIOException goingOn) {
            return Set.of();
        }
    }
}
