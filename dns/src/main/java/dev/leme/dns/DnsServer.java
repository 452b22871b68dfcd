package dev.leme.dns;

import dev.leme.base.life.TaskGroup;
import dev.leme.dns.handler.Answers;
import dev.leme.dns.handler.QueryHandler;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;

/** Listens on UDP and TCP of one address and asks its handlers, in order, for each query's answer. */
public final class DnsServer implements AutoCloseable {

    private static final Logger LOG = System.getLogger(DnsServer.class.getName());
    private static final int MOST = 65_535;
    private static final int PLAIN_UDP = 512;
    private static final int OUR_UDP = 1232;
    private static final int IDLE_MILLIS = 10_000;

    private final List<QueryHandler> handlers;
    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final TaskGroup tasks = new TaskGroup("dns");

    /** Binds both sockets; nothing is answered before {@link #start}. */
    public DnsServer(InetAddress address, int port, List<QueryHandler> handlers) throws IOException {
        this.handlers = List.copyOf(handlers);
        this.udp = new DatagramSocket(new InetSocketAddress(address, port));
        this.tcp = new ServerSocket();
        try {
            tcp.setReuseAddress(true);
            tcp.bind(new InetSocketAddress(address, udp.getLocalPort()), 128);
        } catch (IOException taken) {
            udp.close();
            throw taken;
        }
    }

    /** Begins to answer. */
    public DnsServer start() {
        tasks.start("udp", this::serveUdp);
        tasks.start("tcp", this::serveTcp);
        return this;
    }

    /** The port of both sockets. */
    public int port() {
        return udp.getLocalPort();
    }

    private void serveUdp() {
        byte[] buffer = new byte[MOST];
        while (!udp.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                udp.receive(packet);
                byte[] query = java.util.Arrays.copyOf(buffer, packet.getLength());
                tasks.start("query", () -> answerUdp(query, packet.getSocketAddress()));
            } catch (IOException broken) {
                logUnlessClosed(udp.isClosed(), broken);
            }
        }
    }

    private void answerUdp(byte[] bytes, java.net.SocketAddress from) {
        try {
            byte[] answer = answer(bytes, true);
            if (answer != null) {
                udp.send(new DatagramPacket(answer, answer.length, from));
            }
        } catch (IOException gone) {
            logUnlessClosed(udp.isClosed(), gone);
        }
    }

    private void serveTcp() {
        while (!tcp.isClosed()) {
            try {
                Socket socket = tcp.accept();
                tasks.start("connection", () -> serve(socket));
            } catch (IOException broken) {
                logUnlessClosed(tcp.isClosed(), broken);
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setSoTimeout(IDLE_MILLIS);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            while (!socket.isClosed()) {
                byte[] answer = answer(in.readNBytes(in.readUnsignedShort()), false);
                if (answer == null) {
                    return;
                }
                byte[] framed = new byte[answer.length + 2];
                framed[0] = (byte) (answer.length >> 8);
                framed[1] = (byte) answer.length;
                System.arraycopy(answer, 0, framed, 2, answer.length);
                out.write(framed);
            }
        } catch (EOFException over) {
            return;
        } catch (IOException gone) {
            LOG.log(Level.DEBUG, "a DNS client over TCP has gone", gone);
        }
    }

    /** The answer in wire form; null for what isn't a query. */
    private byte @Nullable [] answer(byte[] bytes, boolean overUdp) {
        Message query;
        try {
            query = new Message(bytes);
        } catch (IOException broken) {
            return null;
        }
        if (query.getHeader().getFlag(Flags.QR)) {
            return null;
        }
        Message answer = answer(query);
        OPTRecord theirs = query.getOPT();
        int room = overUdp ? PLAIN_UDP : MOST;
        if (theirs != null) {
            room = overUdp ? Math.max(PLAIN_UDP, Math.min(theirs.getPayloadSize(), OUR_UDP)) : MOST;
            if (answer.getOPT() == null) {
                answer.addRecord(new OPTRecord(OUR_UDP, 0, 0), Section.ADDITIONAL);
            }
        }
        return answer.toWire(room);
    }

    private Message answer(Message query) {
        if (query.getHeader().getOpcode() != Opcode.QUERY) {
            return Answers.failure(query, Rcode.NOTIMP);
        }
        if (query.getQuestion() == null) {
            return Answers.failure(query, Rcode.FORMERR);
        }
        try {
            for (QueryHandler handler : handlers) {
                Message answer = handler.answer(query);
                if (answer != null) {
                    return answer;
                }
            }
        } catch (RuntimeException bug) {
            LOG.log(Level.ERROR, () -> "bug in answering " + query.getQuestion(), bug);
            return Answers.failure(query, Rcode.SERVFAIL);
        }
        return Answers.failure(query, Rcode.REFUSED);
    }

    private static void logUnlessClosed(boolean closed, IOException broken) {
        if (!closed) {
            LOG.log(Level.WARNING, "DNS socket: " + broken.getMessage());
        }
    }

    @Override
    public void close() {
        udp.close();
        try {
            tcp.close();
        } catch (IOException ignored) {
            LOG.log(Level.DEBUG, "closing", ignored);
        }
        tasks.close();
    }
}
