package dev.leme.apiserver.http.jetty;

import dev.leme.apiserver.http.ByteChannelPair;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Blocker;
import org.jspecify.annotations.Nullable;

/** What is left of an HTTP connection after a switch of protocols: bytes, read and written by blocking threads. */
final class RawConnection extends AbstractConnection implements Connection.UpgradeTo, ByteChannelPair {

    private static final long OPENING_SECONDS = 30;

    private final CountDownLatch open = new CountDownLatch(1);
    private final Input input = new Input();
    private final Output output = new Output();

    RawConnection(EndPoint endPoint, Executor executor) {
        super(endPoint, executor);
    }

    /** Waits until HTTP has let go of the connection. */
    void awaitOpen() throws IOException {
        try {
            if (!open.await(OPENING_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("the protocol switch did not happen");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while switching protocols", stopped);
        }
    }

    @Override
    public void onUpgradeTo(@Nullable ByteBuffer early) {
        if (early != null && early.hasRemaining()) {
            byte[] bytes = new byte[early.remaining()];
            early.get(bytes);
            input.early = ByteBuffer.wrap(bytes);
        }
    }

    @Override
    public void onOpen() {
        super.onOpen();
        getEndPoint().setIdleTimeout(0);
        open.countDown();
    }

    @Override
    public void onFillable() {
        // Readers wait for themselves, each with a callback of its own.
    }

    @Override
    public InputStream input() {
        return input;
    }

    @Override
    public OutputStream output() {
        return output;
    }

    /** Reads from the end point straight into the reader's array. */
    private final class Input extends InputStream {
        private final ReentrantLock lock = new ReentrantLock();
        private volatile @Nullable ByteBuffer early;

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
            lock.lock();
            try {
                ByteBuffer first = early;
                return first != null ? takeEarly(first, bytes, offset, length) : fill(bytes, offset, length);
            } finally {
                lock.unlock();
            }
        }

        private int takeEarly(ByteBuffer first, byte[] bytes, int offset, int length) {
            int count = Math.min(length, first.remaining());
            first.get(bytes, offset, count);
            early = first.hasRemaining() ? first : null;
            return count;
        }

        private int fill(byte[] bytes, int offset, int length) throws IOException {
            while (true) {
                if (!getEndPoint().isOpen()) {
                    return -1;
                }
                // Jetty fills behind the limit, so an empty buffer has its limit at 0.
                ByteBuffer space =
                        ByteBuffer.wrap(bytes, offset, length).slice().limit(0);
                int count = getEndPoint().fill(space);
                if (count != 0) {
                    return count;
                }
                try (Blocker.Callback readable = Blocker.callback()) {
                    getEndPoint().fillInterested(readable);
                    readable.block();
                }
            }
        }
    }

    /** Writes and waits until the bytes are taken. */
    private final class Output extends OutputStream {
        private final ReentrantLock lock = new ReentrantLock();

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            lock.lock();
            try (Blocker.Callback written = Blocker.callback()) {
                getEndPoint().write(written, ByteBuffer.wrap(bytes, offset, length));
                written.block();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            getEndPoint().shutdownOutput();
        }
    }
}
