package dev.leme.dns;

import dev.leme.base.life.TaskGroup;
import dev.leme.dns.Responder.Outcome;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Queries over UDP. What memory answers is answered on the thread that received it, a platform thread a processor, for handing
 * over would cost more than the answer; what has to be waited for gets a virtual thread, of which there are so many and no more.
 */
final class UdpListener implements AutoCloseable {

    private static final Logger LOG = System.getLogger(UdpListener.class.getName());
    private static final int MOST_WAITING = 1000;
    private static final int MOST_THREADS = 4;
    private static final int SOCKET_BUFFER = 1 << 20;

    private final DatagramChannel channel;
    private final Responder responder;
    private final List<Thread> receivers = new ArrayList<>();
    private final TaskGroup tasks = new TaskGroup("dns-udp");
    private final Semaphore waiting = new Semaphore(MOST_WAITING);

    UdpListener(InetSocketAddress address, Responder responder) throws IOException {
        this.responder = responder;
        this.channel = DatagramChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER);
            channel.bind(address);
        } catch (IOException taken) {
            channel.close();
            throw taken;
        }
    }

    void start() {
        int threads = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
        for (int i = 0; i < threads; i++) {
            receivers.add(Thread.ofPlatform().name("dns-udp-" + i).daemon().start(this::receive));
        }
    }

    int port() {
        return channel.socket().getLocalPort();
    }

    private void receive() {
        ByteBuffer in = ByteBuffer.allocateDirect(Responder.MOST);
        while (channel.isOpen()) {
            try {
                in.clear();
                SocketAddress asker = channel.receive(in);
                byte[] query = new byte[in.flip().remaining()];
                in.get(query);
                answer(query, asker);
            } catch (ClosedChannelException ended) {
                return;
            } catch (IOException | RuntimeException broken) {
                // One packet's trouble (its asker unreachable, or a bug) must not end the others' service.
                LOG.log(Level.WARNING, "DNS over UDP: " + broken.getMessage(), broken);
            }
        }
    }

    private void answer(byte[] query, SocketAddress asker) throws IOException {
        switch (responder.respond(query, true)) {
            case Outcome.Silence() -> {}
            case Outcome.Packet(ByteBuffer bytes) -> channel.send(bytes, asker);
            case Outcome.Later(Supplier<ByteBuffer> bytes) -> {
                if (waiting.tryAcquire()) {
                    tasks.start("query", () -> answerLater(bytes, asker));
                } else {
                    channel.send(responder.overloaded(query), asker);
                }
            }
        }
    }

    private void answerLater(Supplier<ByteBuffer> bytes, SocketAddress asker) {
        try {
            channel.send(bytes.get(), asker);
        } catch (IOException gone) {
            LOG.log(Level.DEBUG, "the asker has gone", gone);
        } finally {
            waiting.release();
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException ignored) {
            LOG.log(Level.DEBUG, "closing", ignored);
        }
        tasks.close();
    }
}
