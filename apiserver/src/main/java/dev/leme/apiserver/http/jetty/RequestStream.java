package dev.leme.apiserver.http.jetty;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Blocker;
import org.jspecify.annotations.Nullable;

/** A request's body as a blocking stream; a client that sends nothing for as long as {@code patience} is given up. */
final class RequestStream extends InputStream {

    private final Request request;
    private final Duration patience;
    private Content.@Nullable Chunk chunk;
    private boolean ended;

    RequestStream(Request request, Duration patience) {
        this.request = request;
        this.patience = patience;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!ended) {
            Content.Chunk current = chunk == null ? next() : chunk;
            ByteBuffer content = current.getByteBuffer();
            if (content.hasRemaining()) {
                int count = Math.min(length, content.remaining());
                content.get(bytes, offset, count);
                finish(current);
                return count;
            }
            finish(current);
        }
        return -1;
    }

    private void finish(Content.Chunk current) {
        if (!current.getByteBuffer().hasRemaining()) {
            ended = current.isLast();
            current.release();
            chunk = null;
        }
    }

    private Content.Chunk next() throws IOException {
        Content.Chunk read = request.read();
        while (read == null) {
            await();
            read = request.read();
        }
        if (Content.Chunk.isFailure(read)) {
            throw new IOException(
                    "the request's body broke off: " + read.getFailure().getMessage(), read.getFailure());
        }
        chunk = read;
        return read;
    }

    private void await() throws IOException {
        try (Blocker.Runnable readable = Blocker.runnable()) {
            request.demand(readable);
            readable.block(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            request.fail(late);
            throw new IOException("the request's body did not come in time", late);
        }
    }

    /** Whether everything has been read. */
    boolean hasEnded() {
        return ended;
    }

    /** Lets go of what was not read. */
    @Override
    public void close() {
        ended = true;
        if (chunk != null) {
            chunk.release();
            chunk = null;
        }
    }
}
