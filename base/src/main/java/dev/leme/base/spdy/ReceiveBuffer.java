package dev.leme.base.spdy;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What a stream has received and nobody has read yet. SPDY as Kubernetes speaks it has no flow control, so a full
 * buffer makes the connection's reader wait, and with it the far side through TCP.
 */
final class ReceiveBuffer extends InputStream {
    private static final int MOST_BYTES = 256 * 1024;

    private final Deque<byte[]> pieces = new ArrayDeque<>();
    private int headOffset;
    private int held;
    private boolean ended;
    private boolean discarding;
    private @Nullable IOException failure;

    /** Takes a piece, waiting for room; drops it when nobody will read it. */
    synchronized void offer(byte[] piece) throws InterruptedException {
        while (held >= MOST_BYTES && !discarding && failure == null) {
            wait();
        }
        if (piece.length > 0 && !discarding && !ended) {
            pieces.add(piece);
            held += piece.length;
            notifyAll();
        }
    }

    /** No more will come; what is held can still be read. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** The stream broke: what is held can still be read, then reading fails. */
    synchronized void fail(IOException cause) {
        if (!ended && failure == null) {
            failure = cause;
        }
        notifyAll();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public synchronized int read(byte[] into, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        byte[] head;
        while ((head = pieces.peek()) == null) {
            if (failure != null) {
                throw new IOException(failure.getMessage(), failure);
            }
            if (ended || discarding) {
                return -1;
            }
            await();
        }
        return take(head, into, from, length);
    }

    private int take(byte[] head, byte[] into, int from, int length) {
        int count = Math.min(length, head.length - headOffset);
        System.arraycopy(head, headOffset, into, from, count);
        headOffset += count;
        held -= count;
        if (headOffset == head.length) {
            pieces.remove();
            headOffset = 0;
        }
        notifyAll();
        return count;
    }

    @SuppressWarnings("WaitNotInLoop") // The loop is the only caller's.
    private void await() throws IOException {
        try {
            wait();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for a SPDY stream");
        }
    }

    @Override
    public synchronized int available() {
        return held;
    }

    /** Reads no more; what still comes is dropped. */
    @Override
    public synchronized void close() {
        discarding = true;
        pieces.clear();
        held = 0;
        headOffset = 0;
        notifyAll();
    }
}
