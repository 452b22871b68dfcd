package dev.leme.client;

import org.jspecify.annotations.Nullable;

/** The server could not be reached or the connection broke: a fault of the world, to be tried again later. */
public final class TransportException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public TransportException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
