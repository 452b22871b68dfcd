package dev.leme.base.spdy;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A SPDY/3.1 connection over a pair of streams that an HTTP upgrade has left behind. One virtual thread reads; writing
 * happens on the caller's thread. The connection owns {@code transport} and closes it at its end, also when the far side
 * has gone.
 */
public final class SpdyConnection implements AutoCloseable {
    /** Streams that one far side may have open: kubectl uses at most five, port-forward two a connection. */
    private static final int MOST_STREAMS = 1000;

    private final Closeable transport;
    private final HeaderCodec codec = new HeaderCodec();
    private final FrameReader reader;
    private final FrameWriter writer;
    private final boolean client;
    private final AtomicInteger nextId;
    private final Map<Integer, Entry> streams = new ConcurrentHashMap<>();
    private final BlockingQueue<Accepted> incoming = new LinkedBlockingQueue<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Thread thread;
    private volatile int lastAccepted;

    /** Which side of the upgrade we are. */
    public enum Role {
        CLIENT,
        SERVER
    }

    private static final class Entry {
        final SpdyStream stream;
        volatile boolean inEnded;

        Entry(SpdyStream stream) {
            this.stream = stream;
        }
    }

    /** What {@link #accept} takes: a stream, or with null the end. */
    private record Accepted(@Nullable SpdyStream stream) {}

    private SpdyConnection(InputStream in, OutputStream out, Closeable transport, Role role) {
        this.transport = transport;
        this.reader = new FrameReader(new BufferedInputStream(in, 16 * 1024), codec);
        this.writer = new FrameWriter(out, codec);
        this.client = role == Role.CLIENT;
        this.nextId = new AtomicInteger(client ? 1 : 2);
        this.thread = Thread.ofVirtual().name("spdy-reader").unstarted(this::readAll);
    }

    public static SpdyConnection start(InputStream in, OutputStream out, Closeable transport, Role role) {
        SpdyConnection connection = new SpdyConnection(in, out, transport, role);
        connection.thread.start();
        return connection;
    }

    /**
     * Opens a stream. Kubernetes' servers drop what is written to it before they have replied: wait for that with
     * {@link SpdyStream#awaitReply}.
     */
    public SpdyStream open(Map<String, String> headers) throws IOException {
        // Ids must rise on the wire, so taking one and sending it is one step.
        synchronized (nextId) {
            if (closed.get()) {
                throw new IOException("SPDY connection is closed");
            }
            int id = nextId.getAndAdd(2);
            SpdyStream stream = new SpdyStream(this, id, headers);
            streams.put(id, new Entry(stream));
            writer.synStream(id, false, headers);
            return stream;
        }
    }

    /**
     * The next stream that the far side has opened, not yet replied to; null when the connection has ended.
     */
    public @Nullable SpdyStream accept() throws InterruptedException {
        return accepted(incoming.take());
    }

    /** As {@link #accept()}, but null also when {@code millis} have passed. */
    public @Nullable SpdyStream accept(long millis) throws InterruptedException {
        Accepted accepted = incoming.poll(millis, TimeUnit.MILLISECONDS);
        return accepted == null ? null : accepted(accepted);
    }

    private @Nullable SpdyStream accepted(Accepted accepted) {
        if (accepted.stream() == null) {
            incoming.add(accepted);
        }
        return accepted.stream();
    }

    public boolean isClosed() {
        return closed.get();
    }

    private void readAll() {
        IOException cause = new IOException("SPDY connection has ended");
        try {
            for (Frame frame = reader.read(); frame != null; frame = reader.read()) {
                take(frame);
            }
        } catch (IOException failure) {
            cause = failure;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            finish(cause);
        }
    }

    private void take(Frame frame) throws IOException, InterruptedException {
        switch (frame) {
            case Frame.Data data -> data(data);
            case Frame.SynStream syn -> opened(syn);
            case Frame.SynReply reply -> replied(reply.streamId(), reply.fin());
            case Frame.Headers headers -> replied(headers.streamId(), headers.fin());
            case Frame.Reset reset -> reset(reset);
            case Frame.Ping ping -> ping(ping);
            case Frame.GoAway _, Frame.Other _ -> {
                // After a go-away the streams that are open go on; settings and windows have no meaning here.
            }
        }
    }

    private void data(Frame.Data data) throws IOException, InterruptedException {
        Entry entry = streams.get(data.streamId);
        if (entry == null) {
            return;
        }
        entry.stream.received(data.bytes);
        if (data.fin) {
            ended(entry);
        }
    }

    private void opened(Frame.SynStream syn) throws IOException {
        boolean ours = syn.streamId() % 2 == (client ? 1 : 0);
        if (ours || syn.streamId() <= lastAccepted) {
            writer.reset(syn.streamId(), ResetCode.PROTOCOL_ERROR);
        } else if (streams.size() >= MOST_STREAMS) {
            writer.reset(syn.streamId(), ResetCode.REFUSED_STREAM);
        } else {
            lastAccepted = syn.streamId();
            Entry entry = new Entry(new SpdyStream(this, syn.streamId(), syn.headers()));
            streams.put(syn.streamId(), entry);
            if (syn.fin()) {
                ended(entry);
            }
            incoming.add(new Accepted(entry.stream));
        }
    }

    private void replied(int streamId, boolean fin) {
        Entry entry = streams.get(streamId);
        if (entry != null) {
            entry.stream.receivedReply();
            if (fin) {
                ended(entry);
            }
        }
    }

    private void ended(Entry entry) {
        entry.inEnded = true;
        entry.stream.receivedEnd();
    }

    private void reset(Frame.Reset reset) {
        Entry entry = streams.remove(reset.streamId());
        if (entry != null) {
            entry.stream.wasReset();
        }
    }

    private void ping(Frame.Ping ping) throws IOException {
        boolean theirs = ping.id() % 2 == (client ? 0 : 1);
        if (theirs) {
            writer.ping(ping.id());
        }
    }

    FrameWriter writer() {
        return writer;
    }

    void forget(SpdyStream stream) {
        streams.remove(stream.id());
    }

    void forgetWhenDone(SpdyStream stream) {
        Entry entry = streams.get(stream.id());
        if (entry != null && entry.inEnded && stream.outClosed()) {
            streams.remove(stream.id());
        }
    }

    private void finish(IOException cause) {
        closed.set(true);
        streams.values().forEach(entry -> entry.stream.failed(cause));
        streams.clear();
        incoming.add(new Accepted(null));
        closeTransport();
        codec.endDecoding();
        writer.close();
    }

    private void closeTransport() {
        try {
            transport.close();
        } catch (IOException ignored) {
            // It is gone either way.
        }
    }

    /** Ends every stream and the transport. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            try {
                writer.tryGoAway(lastAccepted);
            } catch (IOException ignored) {
                // The far side has gone before us.
            }
        }
        streams.values().forEach(entry -> entry.stream.failed(new IOException("SPDY connection is closed")));
        closeTransport();
        thread.interrupt();
    }
}
