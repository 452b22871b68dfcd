package dev.leme.proxy;

import static dev.leme.proxy.Samples.clusterIp;
import static dev.leme.proxy.Samples.ready;
import static dev.leme.proxy.Samples.slice;
import static dev.leme.proxy.TestNode.POD_A;
import static dev.leme.proxy.TestNode.POD_B;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * What a Service costs on real packets: eight clients in one pod ask a server in another, a connection each time, straight and through a
 * cluster address, in turns, with 1, 1,000 and 10,000 Services in the table; then how long a change takes to come into
 * force, and all of 10,000 from nothing. Needs root.
 */
class ProxyBench {

    private static final int[] SIZES = {1, 1_000, 10_000};
    private static final int CLIENTS = 8;
    private static final int ROUNDS = 9;
    private static final long ROUND_NANOS = 1_500_000_000L;
    private static final int CHANGES = 300;

    private final Cluster cluster = open();
    private int published;

    private static Cluster open() {
        try {
            return new Cluster(TestNode::routed);
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Test
    void services_onRealPackets_printTheirFigures() throws Exception {
        try (cluster) {
            rate(POD_A, 8080);
            for (int size : SIZES) {
                publishUpTo(size);
                connections(size);
                changes(size);
            }
            long start = System.nanoTime();
            cluster.restart();
            System.out.printf(Locale.ROOT, "from nothing with %d Services: %d ms%n", published, millis(start));
        }
    }

    private static String address(int number) {
        return "10.43." + (1 + number / 250) + "." + (1 + number % 250);
    }

    private void publishUpTo(int size) {
        for (; published < size; published++) {
            String name = "s" + published;
            cluster.publish(clusterIp(name, address(published), "TCP", 80), slice(name, "TCP", 8080, ready(POD_A)));
        }
        cluster.awaitRule(address(size - 1) + " . tcp . 80 : 10.42.0.2");
    }

    private void connections(int size) throws Exception {
        List<Double> ratios = new ArrayList<>();
        List<Double> straight = new ArrayList<>();
        List<Double> through = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            double direct = rate(POD_A, 8080);
            double service = rate(address(size - 1), 80);
            straight.add(direct);
            through.add(service);
            ratios.add(service / direct);
        }
        System.out.printf(
                Locale.ROOT,
                "%,d Services: %,.0f connections/s straight, %,.0f through the Service, %.3f of it (%.3f to %.3f);"
                        + " %.1f microseconds of the machine more each%n",
                size,
                median(straight),
                median(through),
                median(ratios),
                Collections.min(ratios),
                Collections.max(ratios),
                1e6 / median(through) - 1e6 / median(straight));
    }

    private double rate(String address, int port) throws Exception {
        InetSocketAddress target = new InetSocketAddress(address, port);
        List<FutureTask<Double>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            FutureTask<Double> client = new FutureTask<>(() -> rate(target));
            cluster.network.at(POD_B).threads().newThread(client).start();
            clients.add(client);
        }
        double all = 0;
        for (FutureTask<Double> client : clients) {
            all += client.get();
        }
        return all;
    }

    private static double rate(InetSocketAddress target) throws IOException {
        long start = System.nanoTime();
        int connections = 0;
        while (System.nanoTime() - start < ROUND_NANOS) {
            connect(target);
            connections++;
        }
        return connections * 1e9 / (System.nanoTime() - start);
    }

    private static void connect(InetSocketAddress target) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoLinger(true, 0);
            socket.connect(target, 5_000);
            socket.getInputStream().readAllBytes();
        }
    }

    /** From the slice's change, at the API, to the first connection that it lets through. */
    private void changes(int size) throws Exception {
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < CHANGES; i++) {
            String name = "s" + i % size;
            InetSocketAddress target = new InetSocketAddress(address(i % size), 80);
            cluster.change(slice(name, "TCP", 8080));
            awaitConnection(target, false);
            long start = System.nanoTime();
            cluster.change(slice(name, "TCP", 8080, ready(POD_A)));
            awaitConnection(target, true);
            millis.add((System.nanoTime() - start) / 1e6);
        }
        Collections.sort(millis);
        System.out.printf(
                Locale.ROOT,
                "%,d Services: an endpoint is Ready, its Service answers %.2f ms later in the median, p99 %.2f ms, at most %.2f ms%n",
                size,
                median(millis),
                millis.get(CHANGES * 99 / 100),
                millis.getLast());
    }

    private void awaitConnection(InetSocketAddress target, boolean wanted) throws Exception {
        cluster.network.at(POD_B).call(() -> {
            while (connects(target) != wanted) {
                Thread.onSpinWait();
            }
            return wanted;
        });
    }

    private static boolean connects(InetSocketAddress target) {
        try {
            connect(target);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    private static double median(List<Double> figures) {
        return figures.stream().sorted().skip(figures.size() / 2).findFirst().orElseThrow();
    }

    private static long millis(long start) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }
}
