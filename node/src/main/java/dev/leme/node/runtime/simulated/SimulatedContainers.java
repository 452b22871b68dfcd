package dev.leme.node.runtime.simulated;

import dev.leme.base.time.Clock;
import dev.leme.node.runtime.ContainerState;
import dev.leme.node.runtime.RuntimeEvent;
import dev.leme.node.runtime.RuntimeFailure;
import dev.leme.node.runtime.simulated.SimulatedProgram.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** The containers and what they do as time passes. All calls under {@code lock}; timers take it themselves. */
final class SimulatedContainers {
    static final int KILLED = 137;
    private static final int START_FAILED = 128;
    private static final DateTimeFormatter LOG_TIME =
            new DateTimeFormatterBuilder().appendInstant(9).toFormatter();

    private final Clock clock;
    private final EventFan events;
    private final Object lock;
    private final Map<String, SimulatedContainer> containers = new LinkedHashMap<>();
    private final Map<String, String> startFailures = new HashMap<>();
    private final Set<String> ignoringStop = new HashSet<>();

    SimulatedContainers(Clock clock, EventFan events, Object lock) {
        this.clock = clock;
        this.events = events;
        this.lock = lock;
    }

    void failStarts(String name, @Nullable String message) {
        if (message == null) {
            startFailures.remove(name);
        } else {
            startFailures.put(name, message);
        }
    }

    void ignoreStopSignals(String name) {
        ignoringStop.add(name);
    }

    List<SimulatedContainer> all() {
        return List.copyOf(containers.values());
    }

    List<SimulatedContainer> in(String sandboxId) {
        return containers.values().stream()
                .filter(each -> each.sandboxId.equals(sandboxId))
                .toList();
    }

    Optional<SimulatedContainer> find(String id) {
        return Optional.ofNullable(containers.get(id));
    }

    SimulatedContainer existing(String id) {
        return find(id).orElseThrow(() -> SimulatedRuntime.notFound("container", id));
    }

    void add(SimulatedContainer container) {
        containers.put(container.id, container);
        tell(RuntimeEvent.Kind.CREATED, container);
    }

    void remove(SimulatedContainer container) {
        end(container, KILLED, "Error");
        containers.remove(container.id);
        tell(RuntimeEvent.Kind.DELETED, container);
    }

    private void tell(RuntimeEvent.Kind kind, SimulatedContainer container) {
        events.tell(new RuntimeEvent(kind, container.id));
    }

    void start(SimulatedContainer container) {
        String failure = startFailures.get(container.spec.name());
        if (failure != null) {
            container.ended(clock.now(), START_FAILED, "StartError", failure);
            throw new RuntimeFailure(RuntimeFailure.Kind.FAILED, failure);
        }
        container.state = ContainerState.RUNNING;
        container.startedAt = clock.now();
        openLog(container);
        tell(RuntimeEvent.Kind.STARTED, container);
        List<Step> steps = SimulatedProgram.of(container.spec.command(), container.spec.args())
                .steps();
        advance(container, steps, 0);
    }

    private void advance(SimulatedContainer container, List<Step> steps, int from) {
        for (int at = from; at < steps.size(); at++) {
            switch (steps.get(at)) {
                case Step.Echo echo -> write(container, echo.text());
                case Step.Trap trap -> container.stopCode = trap.code();
                case Step.Run _ -> {
                    return;
                }
                case Step.Exit exit -> {
                    end(container, exit.code());
                    return;
                }
                case Step.Sleep sleep -> {
                    int next = at + 1;
                    container.nextStep = clock.schedule(sleep.time(), () -> resume(container, steps, next));
                    return;
                }
            }
        }
        end(container, 0, "Completed");
    }

    private void resume(SimulatedContainer container, List<Step> steps, int from) {
        synchronized (lock) {
            if (container.isRunning()) {
                advance(container, steps, from);
            }
        }
    }

    private void end(SimulatedContainer container, int code) {
        end(container, code, code == 0 ? "Completed" : "Error");
    }

    /** Ends it if it runs. */
    void end(SimulatedContainer container, int code, String reason) {
        if (container.isRunning()) {
            container.ended(clock.now(), code, reason, "");
            tell(RuntimeEvent.Kind.EXITED, container);
        }
    }

    /** Begins to stop it; what it returns is open until it has ended. */
    CountDownLatch stop(SimulatedContainer container, Duration grace) {
        if (!ignoringStop.contains(container.spec.name())) {
            end(container, container.stopCode);
        } else if (container.isRunning()) {
            clock.schedule(grace, () -> kill(container));
        }
        return container.ended;
    }

    private void kill(SimulatedContainer container) {
        synchronized (lock) {
            end(container, KILLED, "Error");
        }
    }

    /** Makes sure that there is a log file, if there is to be one. */
    void openLog(SimulatedContainer container) {
        append(container.logFile, "");
    }

    /** In CRI's format: time, stream, "full line", text. */
    private void write(SimulatedContainer container, String line) {
        container.lines.add(line);
        append(container.logFile, LOG_TIME.format(clock.now()) + " stdout F " + line + "\n");
    }

    private static void append(String file, String text) {
        if (file.isEmpty()) {
            return;
        }
        try {
            Path path = Path.of(file);
            Path directory = path.getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            Files.writeString(path, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException failure) {
            throw new RuntimeFailure(RuntimeFailure.Kind.FAILED, "log file: " + failure.getMessage(), failure);
        }
    }
}
