package dev.leme.tests.bench;

import dev.leme.client.http.ServerAccess;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Loads an API server and prints what came through, and what of it each side's processors did: the client shares the server's
 * cores, so a costly client measures itself.
 */
final class LoadClient implements Closeable {

    private static final int OBJECTS = 8_000;
    private static final int WARM_UP = 12_000;
    private static final int CREATES = 40_000;
    private static final int GETS = 100_000;
    private static final int LISTS = 200;
    private static final String VALUE = "x".repeat(900);

    private final ProcessHandle server;
    private final List<LeanConnection> connections = new ArrayList<>();

    LoadClient(ServerAccess access, ProcessHandle server) throws IOException, GeneralSecurityException {
        this.server = server;
        for (int i = 0; i < 64; i++) {
            connections.add(new LeanConnection(access));
        }
    }

    void run() throws Exception {
        for (String name : List.of("warm", "load", "list")) {
            namespace(connections.getFirst(), name);
        }
        load(64, WARM_UP, (connection, i) -> create(connection, "warm", i));
        print("creates/s, 64 connections", 1, load(64, CREATES, (connection, i) -> create(connection, "load", i)));
        load(16, WARM_UP, (connection, i) -> get(connection, "warm", i));
        print("gets/s, 16 connections", 1, load(16, GETS, (connection, i) -> get(connection, "load", i % CREATES)));
        load(64, OBJECTS, (connection, i) -> create(connection, "list", i));
        lists(1);
        lists(2);
    }

    private void lists(int width) throws Exception {
        byte[] list = connections.getFirst().request("GET", "/api/v1/namespaces/list/configmaps", new byte[0]);
        long bytes = connections.getFirst().exchange(list);
        load(width, LISTS, (connection, i) -> connection.exchange(list));
        print(
                String.format(
                        Locale.ROOT,
                        "MB/s, lists of %,d objects (%.1f MB), connections: %d",
                        OBJECTS,
                        bytes / 1e6,
                        width),
                bytes / 1e6,
                load(width, LISTS, (connection, i) -> connection.exchange(list)));
    }

    private interface Work {
        long run(LeanConnection connection, int number) throws IOException;
    }

    private static void namespace(LeanConnection connection, String name) throws IOException {
        byte[] body = ("{\"metadata\":{\"name\":\"" + name + "\"}}").getBytes(StandardCharsets.US_ASCII);
        connection.exchange(connection.request("POST", "/api/v1/namespaces", body));
    }

    private static long create(LeanConnection connection, String namespace, int number) throws IOException {
        String body = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"map-" + number
                + "\"},\"data\":{\"value\":\"" + VALUE + "\"}}";
        return connection.exchange(connection.request(
                "POST", "/api/v1/namespaces/" + namespace + "/configmaps", body.getBytes(StandardCharsets.US_ASCII)));
    }

    private static long get(LeanConnection connection, String namespace, int number) throws IOException {
        return connection.exchange(connection.request(
                "GET", "/api/v1/namespaces/" + namespace + "/configmaps/map-" + number, new byte[0]));
    }

    /** What a load took: how many, how long, and how much of a core each side used meanwhile. */
    private record Load(int count, Duration took, Duration serverCpu, Duration clientCpu) {
        double perSecond() {
            return count / seconds(took);
        }

        double cores(Duration cpu) {
            return seconds(cpu) / seconds(took);
        }

        private static double seconds(Duration duration) {
            return duration.toNanos() / 1e9;
        }
    }

    private static void print(String what, double unit, Load load) {
        System.out.printf(
                Locale.ROOT,
                "BENCH %s: %,.0f (cores: server %.2f, client %.2f)%n",
                what,
                unit * load.perSecond(),
                load.cores(load.serverCpu()),
                load.cores(load.clientCpu()));
    }

    private Load load(int width, int count, Work work) throws Exception {
        Duration server = cpu(this.server);
        Duration client = cpu(ProcessHandle.current());
        long began = System.nanoTime();
        AtomicInteger next = new AtomicInteger();
        AtomicReference<IOException> failure = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        for (LeanConnection connection : connections.subList(0, width)) {
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                        work.run(connection, i);
                    }
                } catch (IOException broken) {
                    failure.set(broken);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (failure.get() != null) {
            throw failure.get();
        }
        return new Load(
                count,
                Duration.ofNanos(System.nanoTime() - began),
                cpu(this.server).minus(server),
                cpu(ProcessHandle.current()).minus(client));
    }

    private static Duration cpu(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    @Override
    public void close() throws IOException {
        for (LeanConnection connection : connections) {
            connection.close();
        }
    }
}
