package dev.leme.store;

import dev.leme.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures durable writes of 1 KB values: {@code StoreBenchmark [DIRECTORY [SECONDS]]}. Each client writes, waits for the
 * answer, and writes again: first it makes keys, then it updates them.
 */
final class StoreBenchmark {
    private static final Bytes VALUE = Bytes.wrap(new byte[1024]);

    private StoreBenchmark() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        var parent = Path.of(args.length > 0 ? args[0] : System.getProperty("java.io.tmpdir"));
        var time = Duration.ofSeconds(args.length > 1 ? Long.parseLong(args[1]) : 5);
        var directory = Files.createTempDirectory(parent, "store-benchmark");
        try {
            for (int clients : new int[] {1, 64, 1, 64}) measure(directory.resolve("leme.db"), clients, time);
        } finally {
            delete(directory);
        }
    }

    private static void measure(Path file, int clients, Duration time) throws InterruptedException {
        try (var store = SqliteStore.open(file, Throwable::printStackTrace)) {
            System.out.printf("%d clients: %,d creates/s%n", clients, creates(store, clients, time));
            System.out.printf("%d clients: %,d updates/s%n", clients, updates(store, clients, time));
            System.out.printf("%d clients: %,d gets/s%n", clients, gets(store, clients, time));
            long start = System.nanoTime();
            int entries = store.range("", Keys.NO_END, 0, 0).entries().size();
            System.out.printf("range of %,d entries: %d ms%n", entries, (System.nanoTime() - start) / 1_000_000);
            start = System.nanoTime();
            store.compact(store.revision());
            System.out.printf("compaction: %d ms%n", (System.nanoTime() - start) / 1_000_000);
        }
    }

    private static long creates(Store store, int clients, Duration time) throws InterruptedException {
        long base = store.revision();
        return rate(clients, time, (client, n) -> store.commit(Txn.create(key(base, client, n), VALUE)));
    }

    private static String key(long base, int client, long n) {
        return "/registry/configmaps/default/benchmark-%d-%d-%d".formatted(base, client, n);
    }

    private static long updates(Store store, int clients, Duration time) throws InterruptedException {
        var last = new long[clients];
        return rate(clients, time, (client, n) -> {
            var key = "/registry/leases/kube-node-lease/node-" + client;
            if (n == 0) last[client] = store.commit(Txn.put(key, VALUE)).revision();
            else
                last[client] =
                        store.commit(Txn.update(key, last[client], VALUE)).revision();
        });
    }

    private static long gets(Store store, int clients, Duration time) throws InterruptedException {
        return rate(clients, time, (client, n) -> {
            if (store.get("/registry/leases/kube-node-lease/node-" + client) == null) throw new AssertionError();
        });
    }

    private interface Step {
        void run(int client, long n);
    }

    private static long rate(int clients, Duration time, Step step) throws InterruptedException {
        var done = new AtomicLong();
        var threads = new ArrayList<Thread>();
        long end = System.nanoTime() + time.toNanos();
        for (int i = 0; i < clients; i++) {
            int client = i;
            threads.add(Thread.ofVirtual().start(() -> {
                long n = 0;
                while (System.nanoTime() < end) step.run(client, n++);
                done.addAndGet(n);
            }));
        }
        for (var thread : threads) thread.join();
        return done.get() * 1_000_000_000 / time.toNanos();
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}
