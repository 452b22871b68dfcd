package dev.leme.node.pods;

import dev.leme.node.blueprint.Labels;
import dev.leme.node.logs.LogRotation;
import dev.leme.node.logs.LogSignals;
import dev.leme.node.observed.Instance;
import dev.leme.node.observed.Observation;
import dev.leme.node.runtime.ContainerRuntime;
import dev.leme.node.runtime.ContainerState;
import dev.leme.node.runtime.ContainerStatus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Asks the runtime about a container, and reads the message that it left when it ended. */
record ContainerObserver(ContainerRuntime runtime, LogSignals logs) {
    private static final int MOST_MESSAGE_BYTES = 4096;
    private static final int MOST_LOG_LINES = 80;
    private static final int MOST_LOG_BYTES = 2048;

    /** The container as it is now; empty when it is gone. */
    Optional<Instance> observe(String id, String sandboxId) {
        Optional<ContainerStatus> found = runtime.container(id);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        ContainerStatus status = found.get();
        boolean ended = status.state() == ContainerState.EXITED;
        return Optional.of(new Instance(status, sandboxId, ended ? message(status) : ""));
    }

    /** Wakes who follows the log of a container that has ended; {@code seen} must be what they will look at. */
    void wakeFollowers(Observation seen) {
        seen.instances().values().stream()
                .flatMap(List::stream)
                .filter(Instance::isDead)
                .map(instance -> instance.status().logPath())
                .filter(log -> !log.isEmpty())
                .map(log -> Path.of(log).getParent())
                .filter(Objects::nonNull)
                .forEach(logs::touch);
    }

    private static String message(ContainerStatus status) {
        String file = status.annotations().getOrDefault(Labels.TERMINATION_MESSAGE_FILE, "");
        String message = file.isEmpty() ? "" : read(Path.of(file));
        boolean fallBack = status.annotations()
                .getOrDefault(Labels.TERMINATION_MESSAGE_POLICY, "")
                .equals("FallbackToLogsOnError");
        if (message.isEmpty()
                && fallBack
                && status.exitCode() != 0
                && !status.logPath().isEmpty()) {
            return LogRotation.tail(Path.of(status.logPath()), MOST_LOG_LINES, MOST_LOG_BYTES);
        }
        return message;
    }

    private static String read(Path file) {
        if (!Files.exists(file)) {
            return "";
        }
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MOST_MESSAGE_BYTES), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            return "Error on reading termination log " + file + ": " + unreadable.getMessage();
        }
    }
}
