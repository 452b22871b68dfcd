package dev.leme.apiserver.http.jetty;

import dev.leme.apiserver.http.MessageChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket as whole messages. One message is read ahead of the receiver and no more, so a slow receiver slows the
 * sender down; pings in between are answered here.
 */
final class WebSocketChannel implements FrameHandler, MessageChannel {

    /** The largest message; the streams that clients send are cut into far smaller ones. */
    static final int MAX_MESSAGE = 32 << 20;

    private static final long OPENING_SECONDS = 30;

    /** No more messages, which a failure may explain. */
    private record End(@Nullable Throwable failure) {}

    private final CountDownLatch opened = new CountDownLatch(1);
    /** Messages as byte arrays, then an {@link End}. */
    private final LinkedBlockingQueue<Object> arrivals = new LinkedBlockingQueue<>();

    private final ReentrantLock sending = new ReentrantLock();
    private final ByteArrayOutputStream fragments = new ByteArrayOutputStream();
    private volatile @Nullable CoreSession session;

    private CoreSession session() throws IOException {
        CoreSession known = session;
        if (known == null) {
            throw new IOException("the WebSocket has not been opened");
        }
        return known;
    }

    /** Waits until the handshake is over. */
    void awaitOpen() throws IOException {
        try {
            if (!opened.await(OPENING_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("the WebSocket's handshake did not end");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted in a WebSocket's handshake", stopped);
        }
    }

    @Override
    public byte @Nullable [] receive() throws IOException, InterruptedException {
        Object arrival = arrivals.take();
        if (arrival instanceof byte[] message) {
            session().demand();
            return message;
        }
        arrivals.add(arrival);
        if (arrival instanceof End(Throwable failure) && failure != null) {
            throw new IOException("the WebSocket broke: " + failure.getMessage(), failure);
        }
        return null;
    }

    @Override
    public void send(byte[] message) throws IOException {
        sending.lock();
        try (Blocker.Callback sent = Blocker.callback()) {
            session().sendFrame(new Frame(OpCode.BINARY, ByteBuffer.wrap(message)), sent, false);
            sent.block();
        } finally {
            sending.unlock();
        }
    }

    @Override
    public void close(int code, String reason) {
        CoreSession known = session;
        if (known != null) {
            known.close(code, reason, Callback.NOOP);
        }
    }

    @Override
    public void onOpen(CoreSession core, Callback callback) {
        session = core;
        callback.succeeded();
        opened.countDown();
        core.demand();
    }

    @Override
    public void onFrame(Frame frame, Callback callback) {
        CoreSession core = session;
        if (core == null) {
            callback.failed(new IllegalStateException("a frame before the opening"));
            return;
        }
        switch (frame.getOpCode()) {
            case OpCode.PING -> pong(core, frame, callback);
            case OpCode.PONG -> {
                callback.succeeded();
                core.demand();
            }
            case OpCode.CLOSE -> {
                arrivals.add(new End(null));
                callback.succeeded();
            }
            default -> data(core, frame, callback);
        }
    }

    private static void pong(CoreSession core, Frame frame, Callback callback) {
        ByteBuffer payload = ByteBuffer.allocate(frame.getPayloadLength());
        if (frame.hasPayload()) {
            payload.put(frame.getPayload().slice());
        }
        callback.succeeded();
        core.sendFrame(
                new Frame(OpCode.PONG, payload.flip()), Callback.from(core::demand, failure -> core.abort()), false);
    }

    private void data(CoreSession core, Frame frame, Callback callback) {
        if (fragments.size() + frame.getPayloadLength() > MAX_MESSAGE) {
            callback.succeeded();
            core.close(CloseStatus.MESSAGE_TOO_LARGE, "message too large", Callback.NOOP);
            return;
        }
        boolean whole = frame.isFin() && fragments.size() == 0;
        byte[] payload = new byte[frame.getPayloadLength()];
        if (frame.hasPayload()) {
            frame.getPayload().get(payload);
        }
        callback.succeeded();
        if (whole) {
            arrivals.add(payload);
            return;
        }
        fragments.writeBytes(payload);
        if (frame.isFin()) {
            arrivals.add(fragments.toByteArray());
            fragments.reset();
        } else {
            core.demand();
        }
    }

    @Override
    public void onError(Throwable cause, Callback callback) {
        arrivals.add(new End(cause));
        callback.succeeded();
    }

    @Override
    public void onClosed(CloseStatus status, Callback callback) {
        arrivals.add(new End(null));
        callback.succeeded();
    }
}
