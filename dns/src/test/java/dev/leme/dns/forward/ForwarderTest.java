package dev.leme.dns.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.base.time.Clock;
import dev.leme.base.time.ManualClock;
import dev.leme.dns.DnsServer;
import dev.leme.dns.handler.Answers;
import dev.leme.dns.handler.Query;
import dev.leme.dns.handler.QueryHandler;
import dev.leme.dns.handler.Reply;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class ForwarderTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    /** With one who answers. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** Where one is silent, and whoever answers has as much time. */
    private static final Duration SHORT = Duration.ofSeconds(2);

    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private final AtomicInteger asked = new AtomicInteger();
    private final List<AutoCloseable> toClose = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : toClose) {
            one.close();
        }
    }

    /** A resolver of others, on a port of its own. */
    private InetSocketAddress resolver(QueryHandler handler) throws IOException {
        DnsServer server = new DnsServer(LOOPBACK, 0, List.of(query -> {
                    asked.incrementAndGet();
                    return handler.handle(query);
                }))
                .start();
        toClose.add(server);
        return new InetSocketAddress(LOOPBACK, server.port());
    }

    private static Reply found(Query query, int addresses) {
        Message answer = Answers.to(query.message());
        for (int i = 1; i <= addresses; i++) {
            answer.addRecord(record(query.owner(), "192.0.2." + i), Section.ANSWER);
        }
        return new Reply.Ready(answer);
    }

    private static Record record(Name owner, String ip) {
        try {
            return Record.fromString(owner, Type.A, DClass.IN, 20, ip, Name.root);
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private Forwarder forwarder(InetSocketAddress... resolvers) {
        return forwarder(PATIENCE, resolvers);
    }

    private Forwarder forwarder(Duration patience, InetSocketAddress... resolvers) {
        return new Forwarder(new Upstreams(() -> List.of(resolvers), Set.of(), patience), clock);
    }

    private static Message ask(Forwarder forwarder, String name) throws IOException {
        Message query = Message.newQuery(Record.newRecord(Name.fromString(name), Type.A, DClass.IN));
        return switch (forwarder.handle(Query.of(query))) {
            case Reply.Ready(Message answer) -> answer;
            case Reply.Waiting waiting -> waiting.answer().get();
        };
    }

    @Test
    void name_askedTwice_isAskedOutsideOnceAndItsTimeRunsDown() throws IOException {
        Forwarder forwarder = forwarder(resolver(query -> found(query, 1)));
        assertEquals(
                20,
                ask(forwarder, "example.org.")
                        .getSection(Section.ANSWER)
                        .getFirst()
                        .getTTL());
        clock.advance(Duration.ofSeconds(15));
        Message again = ask(forwarder, "EXAMPLE.org.");
        assertEquals(5, again.getSection(Section.ANSWER).getFirst().getTTL());
        assertEquals(
                "EXAMPLE.org.",
                new Message(again.toWire())
                        .getSection(Section.ANSWER)
                        .getFirst()
                        .getName()
                        .toString());
        assertEquals(1, asked.get());
        clock.advance(Duration.ofSeconds(5));
        ask(forwarder, "example.org.");
        assertEquals(2, asked.get());
    }

    @Test
    void manyAddresses_cutOverUdp_areGotOverTcp() throws IOException {
        Forwarder forwarder = forwarder(resolver(query -> found(query, 200)));
        assertEquals(
                200, ask(forwarder, "example.org.").getSection(Section.ANSWER).size());
    }

    @Test
    void sameQuestion_askedByManyAtOnce_isAskedOutsideOnce() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        Forwarder forwarder = forwarder(resolver(query -> new Reply.Waiting(() -> {
            await(go);
            return ((Reply.Ready) found(query, 1)).answer();
        })));
        AtomicInteger answered = new AtomicInteger();
        List<Thread> askers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            Message query = Message.newQuery(Record.newRecord(Name.fromString("example.org."), Type.A, DClass.IN));
            Reply.Waiting waiting = assertInstanceOf(Reply.Waiting.class, forwarder.handle(Query.of(query)));
            askers.add(Thread.startVirtualThread(() -> {
                if (waiting.answer().get().getSection(Section.ANSWER).size() == 1) {
                    answered.incrementAndGet();
                }
            }));
        }
        go.countDown();
        for (Thread asker : askers) {
            asker.join();
        }
        assertEquals(50, answered.get());
        assertEquals(1, asked.get());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void resolver_thatIsSilentOrFails_isFollowedByTheNextWhichIsAskedFirstFromThenOn() throws IOException {
        try (DatagramSocket silent = new DatagramSocket(0, LOOPBACK)) {
            InetSocketAddress failing =
                    resolver(query -> new Reply.Ready(Answers.failure(query.message(), Rcode.SERVFAIL)));
            InetSocketAddress good = resolver(query -> found(query, 1));
            Forwarder forwarder =
                    forwarder(SHORT, new InetSocketAddress(LOOPBACK, silent.getLocalPort()), failing, good);
            assertEquals(Rcode.NOERROR, ask(forwarder, "example.org.").getRcode());
            assertEquals(2, asked.get());
            assertEquals(Rcode.NOERROR, ask(forwarder, "example.net.").getRcode());
            assertEquals(3, asked.get());
        }
    }

    @Test
    void denial_withSoa_isToldWithItAndKept() throws IOException {
        Forwarder forwarder = forwarder(resolver(query -> {
            Message answer = Answers.failure(query.message(), Rcode.NXDOMAIN);
            answer.addRecord(soa(), Section.AUTHORITY);
            return new Reply.Ready(answer);
        }));
        for (int i = 0; i < 2; i++) {
            Message answer = ask(forwarder, "nobody.example.org.");
            assertEquals(Rcode.NXDOMAIN, answer.getRcode());
            assertEquals(
                    Type.SOA, answer.getSection(Section.AUTHORITY).getFirst().getType());
        }
        assertEquals(1, asked.get());
    }

    private static Record soa() {
        try {
            return Record.fromString(Name.fromString("org."), Type.SOA, DClass.IN, 60, "a. b. 1 2 3 4 60", Name.root);
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    @Test
    void noResolver_orOnlyOurselves_failsAtOnce() throws IOException {
        assertEquals(Rcode.SERVFAIL, ask(forwarder(), "example.org.").getRcode());
        InetSocketAddress own = new InetSocketAddress(LOOPBACK, 53);
        Upstreams circle = new Upstreams(() -> List.of(own), Set.of(own), PATIENCE);
        assertEquals(
                Rcode.SERVFAIL,
                ask(new Forwarder(circle, clock), "example.org.").getRcode());
    }

    @Test
    void resolver_thatAsksUsBack_isFoundOutAndAskedNoMore() throws IOException {
        InetSocketAddress[] first = new InetSocketAddress[1];
        Forwarder ours = new Forwarder(new Upstreams(() -> List.of(first[0]), Set.of(), SHORT), Clock.system());
        InetSocketAddress us = resolver(ours);
        Forwarder theirs =
                new Forwarder(new Upstreams(() -> List.of(us), Set.of(), SHORT.multipliedBy(3)), Clock.system());
        first[0] = resolver(theirs);
        assertEquals(Rcode.SERVFAIL, ask(ours, "example.org.").getRcode());
        int then = asked.get();
        assertTrue(then < 20, "a circle must not turn: " + then);
        assertEquals(Rcode.SERVFAIL, ask(ours, "example.net.").getRcode());
        assertEquals(then, asked.get(), "the resolver that asks us was asked again");
    }

    @Test
    void answer_ofOthers_isNotAuthoritative() throws IOException {
        Forwarder forwarder = forwarder(resolver(query -> {
            Reply.Ready reply = (Reply.Ready) found(query, 1);
            reply.answer().getHeader().setFlag(Flags.AA);
            return reply;
        }));
        Message answer = ask(forwarder, "example.org.");
        assertTrue(answer.getHeader().getFlag(Flags.RA));
        assertEquals(false, answer.getHeader().getFlag(Flags.AA));
    }
}
