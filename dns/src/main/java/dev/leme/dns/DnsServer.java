package dev.leme.dns;

import dev.leme.dns.handler.QueryHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** Listens on UDP and TCP of one address and asks its handlers, in order, for each query's answer. */
public final class DnsServer implements AutoCloseable {

    private final UdpListener udp;
    private final TcpListener tcp;

    /** Binds both sockets; nothing is answered before {@link #start}. Port 0 takes a free one. */
    public DnsServer(InetAddress address, int port, List<QueryHandler> handlers) throws IOException {
        Responder responder = new Responder(handlers);
        this.udp = new UdpListener(new InetSocketAddress(address, port), responder);
        try {
            this.tcp = new TcpListener(new InetSocketAddress(address, udp.port()), responder);
        } catch (IOException taken) {
            udp.close();
            throw taken;
        }
    }

    /** Begins to answer. */
    public DnsServer start() {
        udp.start();
        tcp.start();
        return this;
    }

    /** The port of both sockets. */
    public int port() {
        return udp.port();
    }

    @Override
    public void close() {
        udp.close();
        tcp.close();
    }
}
