package dev.leme.node.runtime;

/**
 * Something happened to a container or a sandbox; the status tells the rest.
 *
 * @param id the container's or the sandbox's id; empty with {@code RESYNC}
 */
public record RuntimeEvent(Kind kind, String id) {
    public static final RuntimeEvent RESYNC = new RuntimeEvent(Kind.RESYNC, "");

    /** What happened. */
    public enum Kind {
        CREATED,
        STARTED,
        EXITED,
        OUT_OF_MEMORY,
        DELETED,
        /** Events may have been missed: look at everything. */
        RESYNC
    }
}
