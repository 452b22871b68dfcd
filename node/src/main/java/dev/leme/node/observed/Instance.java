package dev.leme.node.observed;

import dev.leme.node.blueprint.Labels;
import dev.leme.node.runtime.ContainerState;
import dev.leme.node.runtime.ContainerStatus;
import java.time.Instant;

/**
 * One run of a container.
 *
 * @param message the termination message, once it has ended
 */
public record Instance(ContainerStatus status, String sandboxId, String message) {

    public String id() {
        return status.id();
    }

    public boolean isRunning() {
        return status.state() == ContainerState.RUNNING;
    }

    /** Whether it ended, or never came to run and will not. */
    public boolean isDead() {
        return status.state() == ContainerState.EXITED || status.state() == ContainerState.UNKNOWN;
    }

    /** The code it ended with; what the runtime has lost counts as failed. */
    public int exitCode() {
        return status.state() == ContainerState.UNKNOWN ? 137 : status.exitCode();
    }

    public Instant finishedAt() {
        Instant finished = status.finishedAt();
        return finished == null ? status.createdAt() : finished;
    }

    /** The restart count that it was started with. */
    public int attempt() {
        String annotated = status.annotations().getOrDefault(Labels.RESTART_COUNT, "");
        return annotated.isEmpty() ? status.attempt() : Integer.parseInt(annotated);
    }

    public String hash() {
        return status.annotations().getOrDefault(Labels.HASH, "");
    }
}
