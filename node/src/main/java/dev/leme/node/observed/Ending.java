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
    /** The reason of an end by which the node frees what it needs for others. */
    public static final String EVICTED = "Evicted";

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
