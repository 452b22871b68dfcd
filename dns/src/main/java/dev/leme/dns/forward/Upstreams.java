package dev.leme.dns.forward;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * The machine's resolvers, asked one after the other, first the one that answered last. One that is silent while the very question
 * comes in again may be asking us: it is sent a name that only we know, and if that arrives here, it isn't asked any more.
 */
public final class Upstreams {

    private static final Logger LOG = System.getLogger(Upstreams.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int ROUNDS = 2;
    private static final int PROBE_BYTES = 16;
    private static final String PROBE_DOMAIN = ".leme-loop-probe";

    private final Supplier<List<InetSocketAddress>> addresses;
    private final Set<InetSocketAddress> own;
    private final Duration patience;
    private final SecureRandom random = new SecureRandom();
    private final Set<String> probes = ConcurrentHashMap.newKeySet();
    private List<InetSocketAddress> known = List.of();
    private List<Upstream> upstreams = List.of();

    /**
     * Asks those that {@code addresses} names at the moment; without any, every name of others fails at once.
     *
     * @param own where we answer ourselves, so nobody to ask
     */
    public Upstreams(Supplier<List<InetSocketAddress>> addresses, Set<InetSocketAddress> own) {
        this(addresses, own, PATIENCE);
    }

    Upstreams(Supplier<List<InetSocketAddress>> addresses, Set<InetSocketAddress> own, Duration patience) {
        this.addresses = addresses;
        this.own = Set.copyOf(own);
        this.patience = patience;
    }

    /** Whether a question is one of ours that came back. */
    boolean isOwnProbe(String name) {
        return name.endsWith(PROBE_DOMAIN) && probes.remove(name);
    }

    /**
     * The first answer that is one, or the last failure that a resolver reported; nothing where all were silent.
     *
     * @param askedAgain whether the same question has come in since
     */
    Optional<Message> ask(Message query, BooleanSupplier askedAgain) {
        Optional<Message> failure = Optional.empty();
        for (int round = 0; round < ROUNDS && failure.isEmpty(); round++) {
            for (Upstream upstream : current()) {
                Optional<Message> answer = ask(upstream, query, askedAgain);
                if (answer.filter(Upstreams::isAnswer).isPresent()) {
                    prefer(upstream);
                    return answer;
                }
                failure = answer.isPresent() ? answer : failure;
            }
        }
        return failure;
    }

    private Optional<Message> ask(Upstream upstream, Message query, BooleanSupplier askedAgain) {
        if (upstream.isCircular()) {
            return Optional.empty();
        }
        try {
            return Optional.of(upstream.ask(query));
        } catch (IOException silent) {
            LOG.log(Level.DEBUG, () -> "no answer from " + upstream.address() + ": " + silent.getMessage());
            if (askedAgain.getAsBoolean()) {
                probe(upstream);
            }
            return Optional.empty();
        }
    }

    private static boolean isAnswer(Message answer) {
        int code = answer.getHeader().getRcode();
        return code == Rcode.NOERROR || code == Rcode.NXDOMAIN;
    }

    /** Sends a name that nobody else can know; whether it came back is seen by {@link #isOwnProbe}. */
    private void probe(Upstream upstream) {
        byte[] bytes = new byte[PROBE_BYTES];
        random.nextBytes(bytes);
        String name = HexFormat.of().formatHex(bytes) + PROBE_DOMAIN;
        probes.add(name);
        try {
            upstream.ask(Message.newQuery(Record.newRecord(Name.fromString(name, Name.root), Type.TXT, DClass.IN)));
        } catch (TextParseException impossible) {
            throw new IllegalStateException(impossible);
        } catch (IOException silent) {
            LOG.log(Level.DEBUG, () -> "no answer to the probe of " + upstream.address());
        }
        if (!probes.remove(name)) {
            upstream.markCircular();
            LOG.log(
                    Level.WARNING,
                    () -> "the resolver " + upstream.address() + " asks us what we ask it: it is not asked any more."
                            + " Put another nameserver into the machine's resolv.conf");
        }
    }

    private synchronized List<Upstream> current() {
        List<InetSocketAddress> now = addresses.get();
        if (!now.equals(known)) {
            known = now;
            List<Upstream> fresh = new ArrayList<>();
            for (InetSocketAddress address : now) {
                if (!own.contains(address)) {
                    fresh.add(new Upstream(address, patience));
                }
            }
            upstreams = List.copyOf(fresh);
        }
        return upstreams;
    }

    private synchronized void prefer(Upstream good) {
        if (upstreams.contains(good) && !upstreams.getFirst().equals(good)) {
            List<Upstream> order = new ArrayList<>(upstreams);
            order.remove(good);
            order.addFirst(good);
            upstreams = List.copyOf(order);
        }
    }
}
