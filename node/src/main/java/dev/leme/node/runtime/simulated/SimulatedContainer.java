package dev.leme.node.runtime.simulated;

import dev.leme.base.time.Clock;
import dev.leme.node.runtime.Container;
import dev.leme.node.runtime.ContainerSpec;
import dev.leme.node.runtime.ContainerState;
import dev.leme.node.runtime.ContainerStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A container's state; all access under the runtime's lock. */
final class SimulatedContainer {
    final String id;
    final String sandboxId;
    final String hostname;
    final ContainerSpec spec;
    final String imageRef;
    final String logFile;
    final Instant createdAt;
    /** What it wrote, for those who attach. */
    final List<String> lines = new ArrayList<>();

    /** Open until it has ended. */
    final CountDownLatch ended = new CountDownLatch(1);

    ContainerState state = ContainerState.CREATED;

    @Nullable Instant startedAt;

    @Nullable Instant finishedAt;

    /** What it ends with when it is asked to stop. */
    int stopCode;

    int exitCode;
    String reason = "";
    String message = "";
    Clock.@Nullable Timer nextStep;

    SimulatedContainer(
            String id,
            String sandboxId,
            String hostname,
            ContainerSpec spec,
            String imageRef,
            String logFile,
            Instant createdAt) {
        this.id = id;
        this.sandboxId = sandboxId;
        this.hostname = hostname;
        this.spec = spec;
        this.imageRef = imageRef;
        this.logFile = logFile;
        this.createdAt = createdAt;
    }

    boolean isRunning() {
        return state == ContainerState.RUNNING;
    }

    void ended(Instant at, int code, String why, String text) {
        state = ContainerState.EXITED;
        finishedAt = at;
        exitCode = code;
        reason = why;
        message = text;
        if (nextStep != null) {
            nextStep.cancel();
        }
        ended.countDown();
    }

    Container listed() {
        return new Container(
                id,
                sandboxId,
                spec.name(),
                spec.attempt(),
                image(),
                imageRef,
                state,
                createdAt,
                Map.copyOf(spec.labels()),
                Map.copyOf(spec.annotations()));
    }

    ContainerStatus status() {
        return new ContainerStatus(
                id,
                spec.name(),
                spec.attempt(),
                state,
                createdAt,
                startedAt,
                finishedAt,
                exitCode,
                reason,
                message,
                image(),
                imageRef,
                logFile,
                Map.copyOf(spec.labels()),
                Map.copyOf(spec.annotations()));
    }

    private String image() {
        return spec.requestedImage().isEmpty() ? spec.image() : spec.requestedImage();
    }
}
