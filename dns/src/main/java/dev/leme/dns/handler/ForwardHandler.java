package dev.leme.dns.handler;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SimpleResolver;

/** Asks the node's resolvers, one after the other until one answers. */
public final class ForwardHandler implements QueryHandler {

    private static final Logger LOG = System.getLogger(ForwardHandler.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final List<SimpleResolver> resolvers;

    /** Asks these addresses; without any, every name of others fails at once. */
    public ForwardHandler(List<String> addresses) {
        this.resolvers = new ArrayList<>();
        for (String address : addresses) {
            resolvers.add(resolver(address));
        }
    }

    private static SimpleResolver resolver(String address) {
        try {
            SimpleResolver resolver = new SimpleResolver(address);
            resolver.setTimeout(PATIENCE);
            return resolver;
        } catch (UnknownHostException notAnAddress) {
            throw new IllegalArgumentException("not an address: " + address, notAnAddress);
        }
    }

    @Override
    public Message answer(Message query) {
        for (SimpleResolver resolver : resolvers) {
            try {
                Message found = resolver.send(query);
                found.getHeader().setID(query.getHeader().getID());
                return found;
            } catch (IOException silent) {
                LOG.log(Level.DEBUG, () -> "no answer from " + resolver.getAddress() + ": " + silent.getMessage());
            }
        }
        return Answers.failure(query, Rcode.SERVFAIL);
    }
}
