package dev.leme.node.observed;

import java.time.Duration;
import java.time.Instant;

/**
 * The pod is to end.
 *
 * @param since from when on
 * @param reason for the status, where the node itself decided; else empty
 */
public record Ending(Cause cause, Duration grace, Instant since, String reason, String message) {
    /** Who wants it. */
    public enum Cause {
        /** The API object is being deleted. */
        DELETED,
        /** The API object is gone. */
        GONE,
        /** The node: it may not go on. */
        DECIDED
    }
}
