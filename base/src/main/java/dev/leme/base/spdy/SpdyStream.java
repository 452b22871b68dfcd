package dev.leme.base.spdy;

import dev.leme.base.stream.Duplex;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * One stream of a {@link SpdyConnection}. The two directions end separately: closing {@link #out} is the half-close that
 * the far side reads as end of input.
 */
public final class SpdyStream implements Duplex {
    private static final int MOST_FRAME_BYTES = 32 * 1024;

    private final SpdyConnection connection;
    private final int id;
    private final Map<String, String> headers;
    private final ReceiveBuffer in = new ReceiveBuffer();
    private final Out out = new Out();
    private final CountDownLatch replied = new CountDownLatch(1);

    SpdyStream(SpdyConnection connection, int id, Map<String, String> headers) {
        this.connection = connection;
        this.id = id;
        this.headers = Map.copyOf(headers);
    }

    public int id() {
        return id;
    }

    /** The headers that it was opened with, names in lower case. */
    public Map<String, String> headers() {
        return headers;
    }

    @Override
    public InputStream in() {
        return in;
    }

    /** Closing it ends this direction only. */
    @Override
    public OutputStream out() {
        return out;
    }

    /** Waits until the far side has accepted the stream, or it has failed. */
    public void awaitReply() throws InterruptedException {
        replied.await();
    }

    /** Accepts a stream that the far side opened. */
    public void reply(Map<String, String> values) throws IOException {
        connection.writer().synReply(id, false, values);
    }

    /** Ends both directions at once. */
    public void reset(ResetCode code) throws IOException {
        out.markClosed();
        in.close();
        connection.forget(this);
        connection.writer().reset(id, code);
    }

    /** Half-closes our direction if it is open, and drops what still comes. */
    @Override
    public void close() throws IOException {
        in.close();
        out.close();
    }

    void received(byte[] bytes) throws InterruptedException {
        in.offer(bytes);
    }

    void receivedEnd() {
        in.end();
        replied.countDown();
        connection.forgetWhenDone(this);
    }

    void receivedReply() {
        replied.countDown();
    }

    /** Kubernetes' servers end finished streams by resetting them: to a reader that is an ordinary end. */
    void wasReset() {
        in.end();
        out.markClosed();
        replied.countDown();
    }

    void failed(IOException cause) {
        in.fail(cause);
        out.markClosed();
        replied.countDown();
    }

    boolean outClosed() {
        return out.closed;
    }

    /** Our direction. */
    private final class Out extends OutputStream {
        private volatile boolean closed;

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            int done = 0;
            while (done < length) {
                if (closed) {
                    throw new IOException("SPDY stream " + id + " is closed");
                }
                int count = Math.min(MOST_FRAME_BYTES, length - done);
                connection.writer().data(id, false, bytes, from + done, count);
                done += count;
            }
        }

        @Override
        public void close() throws IOException {
            if (markClosed()) {
                connection.writer().data(id, true, new byte[0], 0, 0);
                connection.forgetWhenDone(SpdyStream.this);
            }
        }

        synchronized boolean markClosed() {
            boolean wasOpen = !closed;
            closed = true;
            return wasOpen;
        }
    }
}
