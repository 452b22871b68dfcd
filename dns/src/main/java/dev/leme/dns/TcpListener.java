package dev.leme.dns;

import dev.leme.base.life.TaskGroup;
import dev.leme.dns.Responder.Outcome;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;

/** Queries over TCP, one after the other on each connection. */
final class TcpListener implements AutoCloseable {

    private static final Logger LOG = System.getLogger(TcpListener.class.getName());
    private static final int IDLE_MILLIS = 10_000;
    private static final int BACKLOG = 128;
    private static final int MOST_CONNECTIONS = 1000;
    private static final int LENGTH = 2;

    private final ServerSocket listener = new ServerSocket();
    private final Responder responder;
    private final TaskGroup tasks = new TaskGroup("dns-tcp");
    private final Semaphore connections = new Semaphore(MOST_CONNECTIONS);

    TcpListener(InetSocketAddress address, Responder responder) throws IOException {
        this.responder = responder;
        try {
            listener.setReuseAddress(true);
            listener.bind(address, BACKLOG);
        } catch (IOException taken) {
            listener.close();
            throw taken;
        }
    }

    void start() {
        tasks.start("accept", this::accept);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                if (connections.tryAcquire()) {
                    tasks.start("connection", () -> serve(socket));
                } else {
                    socket.close();
                }
            } catch (IOException broken) {
                if (!listener.isClosed()) {
                    LOG.log(Level.WARNING, "DNS over TCP: " + broken.getMessage());
                }
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setSoTimeout(IDLE_MILLIS);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            while (answer(in, out)) {
                // The next query of this connection.
            }
        } catch (EOFException | SocketException gone) {
            LOG.log(Level.TRACE, "a connection has ended", gone);
        } catch (IOException idle) {
            LOG.log(Level.DEBUG, "a connection was idle", idle);
        } finally {
            connections.release();
        }
    }

    /** Whether there may be more to come. */
    private boolean answer(DataInputStream in, DataOutputStream out) throws IOException {
        byte[] query = new byte[in.readUnsignedShort()];
        in.readFully(query);
        ByteBuffer answer = switch (responder.respond(query, false)) {
            case Outcome.Silence() -> ByteBuffer.allocate(0);
            case Outcome.Packet(ByteBuffer bytes) -> bytes;
            case Outcome.Later later -> later.bytes().get();
        };
        int length = answer.remaining();
        if (length > 0) {
            out.write(ByteBuffer.allocate(LENGTH + length)
                    .putShort((short) length)
                    .put(answer)
                    .array());
        }
        return length > 0;
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException ignored) {
            LOG.log(Level.DEBUG, "closing", ignored);
        }
        tasks.close();
    }
}
