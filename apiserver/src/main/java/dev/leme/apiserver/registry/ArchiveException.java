package dev.leme.apiserver.registry;

import java.io.IOException;

/** An image archive that is damaged, incomplete or not one; the message is for the person who gave it. */
public final class ArchiveException extends IOException {
    private static final long serialVersionUID = 1;

    /** With what is wrong. */
    public ArchiveException(String message) {
        super(message);
    }

    /** With what is wrong and what showed it. */
    public ArchiveException(String message, Throwable cause) {
        super(message, cause);
    }
}
