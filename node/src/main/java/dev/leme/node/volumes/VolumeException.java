package dev.leme.node.volumes;

import org.jspecify.annotations.Nullable;

/** A volume could not be set up; the message is fit for a {@code FailedMount} event. Tried again later. */
public final class VolumeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public VolumeException(String message) {
        this(message, null);
    }

    public VolumeException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The message, never null. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
