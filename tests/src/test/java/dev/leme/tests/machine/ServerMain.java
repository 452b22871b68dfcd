package dev.leme.tests.machine;

import dev.leme.cluster.Cluster;
import dev.leme.cluster.ClusterConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A cluster's server as a process of its own, which a test can end or kill; it says {@code API} and {@code NODE}. */
public final class ServerMain {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private ServerMain() {}

    /** Arguments: name, home, runtime, addresses, port, the ranges of Services, balancers' addresses, the file of resolvers. */
    public static void main(String[] arguments) throws Exception {
        ClusterConfig config = config(arguments);
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            stop.countDown();
            awaitQuietly(stopped);
        }));
        try (Cluster cluster = Cluster.start(config)) {
            System.out.println("API");
            cluster.startNode();
            if (cluster.awaitNodeReady(PATIENCE)) {
                System.out.println("NODE");
            }
            stop.await();
        } finally {
            stopped.countDown();
        }
    }

    static ClusterConfig config(String... arguments) {
        List<String> addresses = List.of(arguments[3].split(","));
        return new ClusterConfig(
                arguments[0],
                Path.of(arguments[1]),
                ClusterConfig.Runtime.valueOf(arguments[2]),
                true,
                false,
                "leme",
                addresses,
                Integer.parseInt(arguments[4]),
                ClusterConfig.usualPods(addresses),
                arguments[5],
                arguments[6],
                arguments[7]);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }
}
