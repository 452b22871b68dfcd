package dev.leme.tests.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.client.ApiRequest;
import dev.leme.client.ApiResponse;
import dev.leme.client.Transport;
import dev.leme.client.http.HttpTransport;
import dev.leme.client.http.Kubeconfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the API server does over TLS with its store on the disk, client and server on the same cores: creates of config maps of
 * 1 KB over 64 connections, gets over 16, and lists of 8,000 objects.
 */
class ApiBench {

    private static final int OBJECTS = 8_000;
    private static final int WARM_UP = 12_000;
    private static final int CREATES = 40_000;
    private static final int GETS = 60_000;
    private static final int LISTS = 40;
    private static final String VALUE = "x".repeat(900);

    @Test
    void api_underLoad_printsItsFigures(@TempDir Path home) throws Exception {
        Process server = server(home);
        try (BufferedReader out = server.inputReader(StandardCharsets.UTF_8)) {
            awaitListening(out);
            List<HttpTransport> connections = connections(home, 64);
            namespace(connections.getFirst(), "warm");
            namespace(connections.getFirst(), "load");
            namespace(connections.getFirst(), "list");
            run(connections, WARM_UP, i -> create("warm", i));
            print("creates/s, 64 connections", CREATES, run(connections, CREATES, i -> create("load", i)));
            List<HttpTransport> sixteen = connections.subList(0, 16);
            run(sixteen, WARM_UP, i -> get("warm", i % WARM_UP));
            print("gets/s, 16 connections", GETS, run(sixteen, GETS, i -> get("load", i % CREATES)));
            run(connections, OBJECTS, i -> create("list", i));
            lists(connections.getFirst());
            connections.forEach(HttpTransport::close);
        } finally {
            server.getOutputStream().close();
            server.waitFor();
        }
    }

    private static Process server(Path home) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-XX:+UseCompactObjectHeaders",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BenchServer.class.getName(),
                        home.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static void awaitListening(BufferedReader out) throws IOException {
        String line = out.readLine();
        assertTrue(line != null && line.startsWith("listening"), "the server said: " + line);
    }

    private static List<HttpTransport> connections(Path home, int count) throws IOException {
        List<HttpTransport> connections = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            connections.add(new HttpTransport(Kubeconfig.read(home.resolve("kubeconfig"))));
        }
        return connections;
    }

    private static void namespace(Transport transport, String name) {
        byte[] body = ("{\"metadata\":{\"name\":\"" + name + "\"}}").getBytes(StandardCharsets.UTF_8);
        ApiResponse made =
                transport.send(ApiRequest.of("POST", "/api/v1/namespaces").withBody("application/json", body));
        assertEquals(201, made.status());
    }

    private static ApiRequest create(String namespace, int number) {
        String body = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"map-" + number
                + "\"},\"data\":{\"value\":\"" + VALUE + "\"}}";
        return ApiRequest.of("POST", "/api/v1/namespaces/" + namespace + "/configmaps")
                .withBody("application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    private static ApiRequest get(String namespace, int number) {
        return ApiRequest.of("GET", "/api/v1/namespaces/" + namespace + "/configmaps/map-" + number);
    }

    /** Sends {@code count} requests over all connections; returns the nanoseconds it took. */
    private static long run(List<HttpTransport> connections, int count, IntFunction<ApiRequest> request)
            throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        AtomicLong failed = new AtomicLong();
        long began = System.nanoTime();
        List<Thread> threads = new ArrayList<>();
        for (HttpTransport connection : connections) {
            threads.add(Thread.ofVirtual().start(() -> {
                for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                    if (!connection.send(request.apply(i)).isSuccess()) {
                        failed.incrementAndGet();
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(0, failed.get(), "requests failed");
        return System.nanoTime() - began;
    }

    private static void lists(HttpTransport connection) {
        ApiRequest list = ApiRequest.of("GET", "/api/v1/namespaces/list/configmaps");
        long bytes = 0;
        for (int i = 0; i < LISTS / 4; i++) {
            connection.send(list);
        }
        long began = System.nanoTime();
        for (int i = 0; i < LISTS; i++) {
            bytes += connection.send(list).body().length;
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "BENCH lists of %,d objects: %.0f MB/s (%.1f MB each)%n",
                OBJECTS,
                bytes / 1e6 / seconds,
                bytes / 1e6 / LISTS);
    }

    private static void print(String what, int count, long nanos) {
        System.out.printf(Locale.ROOT, "BENCH %s: %,.0f%n", what, count / (nanos / 1e9));
    }
}
