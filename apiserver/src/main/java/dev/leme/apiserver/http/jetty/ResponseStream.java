package dev.leme.apiserver.http.jetty;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * An answer's body as a blocking stream: small writes are gathered until a flush, large ones go out as they are, and a
 * client that doesn't read makes the writer wait, for as long as {@code patience} and no longer.
 */
final class ResponseStream extends OutputStream {

    private static final int GATHERED = 8 * 1024;

    private final Response response;
    private final Callback completion;
    private final Duration patience;
    private final Runnable atEnd;
    private byte @Nullable [] gathered;
    private int count;
    private boolean closed;

    /** {@code atEnd} runs before the answer ends. */
    ResponseStream(Response response, Callback completion, Duration patience, Runnable atEnd) {
        this.response = response;
        this.completion = completion;
        this.patience = patience;
        this.atEnd = atEnd;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        requireOpen();
        if (length > GATHERED - count) {
            send();
        }
        if (length >= GATHERED) {
            send(ByteBuffer.wrap(bytes, offset, length));
            return;
        }
        if (gathered == null) {
            gathered = new byte[GATHERED];
        }
        System.arraycopy(bytes, offset, gathered, count, length);
        count += length;
    }

    @Override
    public void flush() throws IOException {
        requireOpen();
        if (count == 0 && !response.isCommitted()) {
            send(ByteBuffer.allocate(0));
        }
        send();
    }

    private void send() throws IOException {
        if (count > 0 && gathered != null) {
            ByteBuffer out = ByteBuffer.wrap(gathered, 0, count);
            count = 0;
            send(out);
        }
    }

    private void send(ByteBuffer bytes) throws IOException {
        try (Blocker.Callback sent = Blocker.callback()) {
            response.write(false, bytes, sent);
            sent.block(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException stuck) {
            abort(stuck);
            throw new IOException("the client does not read", stuck);
        }
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("the answer has ended");
        }
    }

    /** Ends the answer; what was gathered goes out with its end. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        atEnd.run();
        ByteBuffer last = gathered == null || count == 0 ? ByteBuffer.allocate(0) : ByteBuffer.wrap(gathered, 0, count);
        response.write(true, last, completion);
    }

    /** Gives the answer up: the client sees that it is cut short. */
    void abort(Throwable cause) {
        if (!closed) {
            closed = true;
            completion.failed(cause);
        }
    }
}
