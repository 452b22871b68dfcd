package dev.leme.dns.forward;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.xbill.DNS.Message;
import org.xbill.DNS.SimpleResolver;

/** One resolver of others: asked over UDP from a port of chance, and again over TCP where the answer was cut. */
final class Upstream {

    private final InetSocketAddress address;
    private final SimpleResolver resolver;
    private volatile boolean circular;

    Upstream(InetSocketAddress address, Duration patience) {
        this.address = address;
        this.resolver = new SimpleResolver(address);
        resolver.setTimeout(patience);
    }

    InetSocketAddress address() {
        return address;
    }

    /** Whether what is asked of it comes back to us. */
    boolean isCircular() {
        return circular;
    }

    void markCircular() {
        circular = true;
    }

    /** Its answer; an IOException where none came in time. */
    Message ask(Message query) throws IOException {
        return resolver.send(query);
    }
}
