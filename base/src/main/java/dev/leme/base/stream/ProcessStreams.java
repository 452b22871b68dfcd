package dev.leme.base.stream;

import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The near side's ends of a process's streams: what the person or program behind it types, and where the process's
 * output goes. Whoever holds the client's connection (WebSocket, SPDY, a test) implements it; whoever runs the process
 * drives it with blocking reads and writes.
 *
 * <p>Rules: a stream that was not asked for is null. End of {@code stdin} means half-close: the process sees its input
 * end and goes on. An {@link java.io.IOException} from any stream means that the client is gone, and ends the session.
 * The driver never closes these streams; it may leave a thread blocked in {@code stdin.read} or {@link #nextResize},
 * so the owner must close its connection after the session, which makes both return.
 */
public interface ProcessStreams {
    @Nullable InputStream stdin();

    @Nullable OutputStream stdout();

    /** Null also with a terminal, where both outputs come on {@link #stdout}. */
    @Nullable OutputStream stderr();

    /** Whether the process has a terminal. */
    boolean tty();

    /** Waits for the terminal's next size; null when no further one will come. */
    default @Nullable TerminalSize nextResize() throws InterruptedException {
        return null;
    }

    /** Streams over plain ends, without resizing. */
    static ProcessStreams of(
            @Nullable InputStream stdin, @Nullable OutputStream stdout, @Nullable OutputStream stderr) {
        return new PlainStreams(stdin, stdout, stderr);
    }
}
