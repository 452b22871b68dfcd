package dev.leme.apiserver.http;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Whole messages in both directions, blocking: a WebSocket as its user sees it. Any thread may send; one receives. */
public interface MessageChannel extends AutoCloseable {

    /** The next binary or text message, or null when the other side has closed. */
    byte @Nullable [] receive() throws IOException, InterruptedException;

    /** Sends one binary message and waits until it is taken. */
    void send(byte[] message) throws IOException;

    /** Closes with a code (1000 is normal) and a short reason. */
    void close(int code, String reason);

    @Override
    default void close() {
        close(1000, "");
    }
}
