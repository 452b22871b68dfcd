package dev.leme.node.runtime;

import org.jspecify.annotations.Nullable;

/** A call to the container runtime failed. The message is the runtime's own, fit for an event or a status. */
public final class RuntimeFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** What a caller may want to tell apart. */
    public enum Kind {
        NOT_FOUND,
        ALREADY_EXISTS,
        INVALID,
        /** The runtime does not answer; the call may or may not have happened. */
        UNAVAILABLE,
        TIMEOUT,
        UNSUPPORTED,
        FAILED
    }

    public RuntimeFailure(Kind kind, String message) {
        this(kind, message, null);
    }

    public RuntimeFailure(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** The message, never null. */
    public String text() {
        String message = getMessage();
        return message == null ? kind.name() : message;
    }
}
