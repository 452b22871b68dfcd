package dev.leme.proxy;

import static dev.leme.proxy.Samples.clusterIp;
import static dev.leme.proxy.Samples.ready;
import static dev.leme.proxy.Samples.slice;
import static dev.leme.proxy.TestNode.POD_A;
import static dev.leme.proxy.TestNode.POD_B;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a Service costs on real packets: clients in one pod ask a server in another, a connection each time, straight and
 * through a cluster address, in turns, with 1, 1,000 and 10,000 Services in the table; then how long a change takes to
 * come into force, and all of 10,000 from nothing. Needs root.
 */
class ProxyBench {

    private static final int[] SIZES = {1, 1_000, 10_000};
    private static final int CHANGES = 300;

    private Cluster cluster;
    private int published;

    @BeforeEach
    void begin() throws Exception {
        cluster = new Cluster(TestNode::routed);
    }

    @AfterEach
    void end() {
        cluster.close();
    }

    @Test
    void services_onRealPackets_printTheirFigures() throws Exception {
        ConnectionRates rates = new ConnectionRates(cluster.network, POD_B, POD_A);
        for (int size : SIZES) {
            publishUpTo(size);
            String title = String.format(Locale.ROOT, "%,d Services", size);
            rates.print(title, address(size - 1));
            changes(size);
        }
        long start = System.nanoTime();
        cluster.restart();
        System.out.printf(Locale.ROOT, "from nothing with %d Services: %d ms%n", published, millis(start));
    }

    static String address(int number) {
        return "10.43." + (1 + number / 250) + "." + (1 + number % 250);
    }

    private void publishUpTo(int size) {
        for (; published < size; published++) {
            String name = "s" + published;
            cluster.publish(clusterIp(name, address(published), "TCP", 80), slice(name, "TCP", 8080, ready(POD_A)));
        }
        cluster.awaitRule(address(size - 1) + " . tcp . 80 : 10.42.0.2");
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
                millis.get(CHANGES / 2),
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
            ConnectionRates.connect(target);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    private static long millis(long start) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }
}
