package dev.leme.tests.machine;

import dev.leme.cluster.Cluster;
import dev.leme.cluster.ClusterConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** A cluster's server as a process of its own, which a test can end or kill; it says {@code API} and {@code NODE}. */
public final class ServerMain {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private ServerMain() {}

    /** Arguments: name, home, runtime, address, port, the range of Services, the file of resolvers. */
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
        return new ClusterConfig(
                arguments[0],
                Path.of(arguments[1]),
                ClusterConfig.Runtime.valueOf(arguments[2]),
                true,
                false,
                "leme",
                arguments[3],
                Integer.parseInt(arguments[4]),
                "10.42.0.0/16",
                arguments[5],
                pool(arguments[3]),
                arguments[6]);
    }

    /** The upper half of the network that {@link NodeNamespace} made; none for a server on the machine itself. */
    private static String pool(String address) {
        return address.startsWith("198.18.") ? address.substring(0, address.lastIndexOf('.')) + ".128/25" : "";
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }
}
