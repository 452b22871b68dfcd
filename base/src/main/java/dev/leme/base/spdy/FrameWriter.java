package dev.leme.base.spdy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** Writes frames, each at once and whole; any number of threads. Fails with an IOException once closed. */
final class FrameWriter {
    private final OutputStream out;
    private final HeaderCodec headers;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean closed;

    FrameWriter(OutputStream out, HeaderCodec headers) {
        this.out = out;
        this.headers = headers;
    }

    void synStream(int streamId, boolean fin, Map<String, String> values) throws IOException {
        // Stream, associated stream (none), priority and slot (0), headers.
        control(Frame.SYN_STREAM, fin, body -> {
            body.writeInt(streamId);
            body.writeInt(0);
            body.writeShort(0);
            body.write(headers.encode(values));
        });
    }

    void synReply(int streamId, boolean fin, Map<String, String> values) throws IOException {
        control(Frame.SYN_REPLY, fin, body -> {
            body.writeInt(streamId);
            body.write(headers.encode(values));
        });
    }

    void reset(int streamId, ResetCode code) throws IOException {
        control(Frame.RST_STREAM, false, body -> {
            body.writeInt(streamId);
            body.writeInt(code.number());
        });
    }

    void ping(int id) throws IOException {
        control(Frame.PING, false, body -> body.writeInt(id));
    }

    /** Says goodbye, unless another thread is writing: that one may be stuck on a far side that does not read. */
    void tryGoAway(int lastStreamId) throws IOException {
        if (lock.tryLock()) {
            try {
                control(Frame.GOAWAY, false, body -> {
                    body.writeInt(lastStreamId);
                    body.writeInt(0);
                });
            } finally {
                lock.unlock();
            }
        }
    }

    void data(int streamId, boolean fin, byte[] bytes, int from, int length) throws IOException {
        byte[] frame = new byte[8 + length];
        System.arraycopy(bytes, from, frame, 8, length);
        putInt(frame, 0, streamId);
        send(fin, frame);
    }

    private interface Body {
        void write(DataOutputStream out) throws IOException;
    }

    private void control(int type, boolean fin, Body body) throws IOException {
        lock.lock();
        try {
            requireOpen();
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.writeBytes(new byte[8]);
            body.write(new DataOutputStream(bytes));
            byte[] frame = bytes.toByteArray();
            putInt(frame, 0, 0x80000000 | Frame.VERSION << 16 | type);
            send(fin, frame);
        } finally {
            lock.unlock();
        }
    }

    private void send(boolean fin, byte[] frame) throws IOException {
        putInt(frame, 4, (fin ? Frame.FLAG_FIN << 24 : 0) | frame.length - 8);
        lock.lock();
        try {
            requireOpen();
            out.write(frame);
            out.flush();
        } finally {
            lock.unlock();
        }
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("SPDY connection is closed");
        }
    }

    /** Call after the transport has been closed, so that no writer is stuck. */
    void close() {
        lock.lock();
        try {
            closed = true;
            headers.endEncoding();
        } finally {
            lock.unlock();
        }
    }

    private static void putInt(byte[] into, int at, int value) {
        into[at] = (byte) (value >>> 24);
        into[at + 1] = (byte) (value >>> 16);
        into[at + 2] = (byte) (value >>> 8);
        into[at + 3] = (byte) value;
    }
}
