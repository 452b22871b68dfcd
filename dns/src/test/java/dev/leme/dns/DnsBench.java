package dev.leme.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leme.base.time.Clock;
import dev.leme.dns.handler.ZoneHandler;
import dev.leme.dns.zone.Answer;
import dev.leme.dns.zone.ReverseNames;
import dev.leme.dns.zone.Zone;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * Queries per second over UDP with 10,000 Services in the zone, client and server on the same cores, and what one more Service
 * costs: {@code ./dev bench DnsBench}.
 */
class DnsBench {

    private static final int SERVICES = 10_000;
    private static final int CLIENTS = 4;
    private static final int IN_FLIGHT = 16;
    private static final int SECONDS = Integer.getInteger("leme.bench.seconds", 5);
    private static final int ROUNDS = 4;

    private static String name(int service) {
        return "service-" + service + ".namespace-" + service % 50 + ".svc.cluster.local";
    }

    private static Zone with(Zone zone, int service) {
        String ip = "10.43." + service / 250 + "." + service % 250;
        return zone.with(
                "namespace/" + service,
                Map.of(
                        name(service),
                        Set.of(new Answer.Address(ip)),
                        "_web._tcp." + name(service),
                        Set.of(new Answer.Port(80, name(service)))));
    }

    @Test
    void queries_amongTenThousandServices_perSecond() throws Exception {
        Zone zone = Zone.of("cluster.local").completed();
        long start = System.nanoTime();
        for (int service = 0; service < SERVICES; service++) {
            zone = with(zone, service);
        }
        print("%d Services from nothing: %.0f ms", SERVICES, (System.nanoTime() - start) / 1e6);
        changes(zone);
        Zone full = zone;
        ZoneHandler handler = new ZoneHandler(() -> full, new ReverseNames(List.of()), query -> null, Clock.system());
        try (DnsServer server = new DnsServer(InetAddress.getLoopbackAddress(), 0, List.of(handler)).start()) {
            for (int round = 0; round < ROUNDS; round++) {
                measure(server.port(), round == 0 ? "warming up" : "round " + round);
            }
        }
    }

    private static void changes(Zone zone) {
        long[] nanos = new long[SERVICES];
        Zone changing = zone;
        for (int i = 0; i < SERVICES; i++) {
            long start = System.nanoTime();
            changing = changing.with("namespace/" + i, Map.of());
            changing = with(changing, i);
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        print(
                "a Service removed and added among %d: p50 %.0f us, p99 %.0f us",
                SERVICES, nanos[SERVICES / 2] / 1e3, nanos[SERVICES / 100 * 99] / 1e3);
    }

    private static void measure(int port, String round) throws Exception {
        List<Client> clients = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new Client(port, i, start + SECONDS * 1_000_000_000L));
        }
        for (Client client : clients) {
            client.thread.join();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        long[] all = clients.stream().flatMapToLong(Client::latencies).sorted().toArray();
        assertEquals(0, clients.stream().mapToLong(client -> client.wrong).sum(), "wrong answers");
        print(
                "%s: %.0f queries/s, p50 %.2f ms, p99 %.2f ms (%d clients, %d in flight each)",
                round,
                all.length / seconds,
                all[all.length / 2] / 1e6,
                all[(int) (all.length * 0.99)] / 1e6,
                CLIENTS,
                IN_FLIGHT);
    }

    private static void print(String format, Object... values) {
        System.out.printf(format + "%n", values);
    }

    /** Keeps so many queries in flight, and notes how long each took. */
    private static final class Client {
        private final Thread thread;
        private final int seed;
        private long[] nanos = new long[1 << 16];
        private int count;
        private long wrong;

        Client(int port, int seed, long until) {
            this.seed = seed;
            this.thread = Thread.ofPlatform().start(() -> run(port, until));
        }

        java.util.stream.LongStream latencies() {
            return Arrays.stream(nanos, 0, count);
        }

        private void run(int port, long until) {
            try (DatagramChannel channel = DatagramChannel.open()) {
                channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                ask(channel, until);
            } catch (IOException broken) {
                throw new IllegalStateException(broken);
            }
        }

        private void ask(DatagramChannel channel, long until) throws IOException {
            ByteBuffer[] queries = queries();
            long[] sent = new long[IN_FLIGHT];
            ByteBuffer answer = ByteBuffer.allocateDirect(2048);
            int next = 0;
            for (int id = 0; id < IN_FLIGHT; id++) {
                next = send(channel, queries, sent, next, id);
            }
            while (System.nanoTime() < until) {
                answer.clear();
                channel.read(answer);
                int id = answer.getShort(0);
                note(System.nanoTime() - sent[id]);
                wrong += answer.getShort(6) == 1 ? 0 : 1;
                next = send(channel, queries, sent, next, id);
            }
        }

        private static int send(DatagramChannel channel, ByteBuffer[] queries, long[] sent, int next, int id)
                throws IOException {
            ByteBuffer query = queries[next % queries.length].duplicate();
            query.putShort(0, (short) id);
            sent[id] = System.nanoTime();
            channel.write(query);
            return next + 1;
        }

        private void note(long latency) {
            if (count == nanos.length) {
                nanos = Arrays.copyOf(nanos, count * 2);
            }
            nanos[count++] = latency;
        }

        private ByteBuffer[] queries() throws IOException {
            ByteBuffer[] queries = new ByteBuffer[2000];
            for (int i = 0; i < queries.length; i++) {
                Name name = Name.fromString(name((i * 7919 + seed * 131) % SERVICES) + ".");
                byte[] bytes = Message.newQuery(Record.newRecord(name, Type.A, DClass.IN))
                        .toWire();
                queries[i] = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
            }
            return queries;
        }
    }
}
