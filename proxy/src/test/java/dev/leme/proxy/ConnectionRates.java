package dev.leme.proxy;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.FutureTask;

/**
 * Connections a second from one pod to another, a connection and an answer each time, straight and through another address
 * in turns, many short rounds. Besides the clock's it compares the processor's time, which what else runs on the machine
 * disturbs less: clients, server and the kernel's work for both are this process's.
 */
final class ConnectionRates {

    private static final int CLIENTS = 8;
    private static final int BLOCKS = 9;
    private static final int ROUNDS = 12;
    private static final int CONNECTIONS = 50;
    private static final OperatingSystemMXBean MACHINE =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private final TestNetwork network;
    private final String client;
    private final InetSocketAddress straight;

    ConnectionRates(TestNetwork network, String client, String server) {
        this.network = network;
        this.client = client;
        this.straight = new InetSocketAddress(server, 8080);
    }

    /** What connections took: nanoseconds of the clock and of the processor, which the JVM counts by the hundredth of a second. */
    private record Cost(long connections, long clock, long processor) {
        Cost plus(Cost other) {
            return new Cost(connections + other.connections, clock + other.clock, processor + other.processor);
        }

        double rate() {
            return connections * 1e9 / clock;
        }

        double micros() {
            return processor / 1e3 / connections;
        }
    }

    /** Prints what {@code address} costs beside the straight way: all of it, and the ratios' median and range over blocks. */
    void print(String title, String address) throws Exception {
        InetSocketAddress through = new InetSocketAddress(address, 80);
        round(straight);
        round(through);
        Cost direct = new Cost(0, 0, 0);
        Cost translated = direct;
        List<Double> byClock = new ArrayList<>();
        List<Double> byProcessor = new ArrayList<>();
        for (int block = 0; block < BLOCKS; block++) {
            Cost one = new Cost(0, 0, 0);
            Cost other = one;
            for (int i = 0; i < ROUNDS; i++) {
                one = one.plus(round(straight));
                other = other.plus(round(through));
            }
            byClock.add(other.rate() / one.rate());
            byProcessor.add(one.micros() / other.micros());
            direct = direct.plus(one);
            translated = translated.plus(other);
        }
        System.out.printf(
                Locale.ROOT,
                "%-24s straight %,.0f /s %.1f us, through %,.0f /s %.1f us; by processor %.3f, blocks %s, by clock %.3f, blocks %s%n",
                title,
                direct.rate(),
                direct.micros(),
                translated.rate(),
                translated.micros(),
                direct.micros() / translated.micros(),
                spread(byProcessor),
                translated.rate() / direct.rate(),
                spread(byClock));
    }

    private Cost round(InetSocketAddress target) throws Exception {
        long cpu = MACHINE.getProcessCpuTime();
        long start = System.nanoTime();
        List<FutureTask<Integer>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            FutureTask<Integer> task = new FutureTask<>(() -> connections(target));
            network.at(client).threads().newThread(task).start();
            clients.add(task);
        }
        int all = 0;
        for (FutureTask<Integer> task : clients) {
            all += task.get();
        }
        return new Cost(all, System.nanoTime() - start, MACHINE.getProcessCpuTime() - cpu);
    }

    private static int connections(InetSocketAddress target) throws IOException {
        for (int i = 0; i < CONNECTIONS; i++) {
            connect(target);
        }
        return CONNECTIONS;
    }

    static void connect(InetSocketAddress target) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoLinger(true, 0);
            socket.connect(target, EchoServer.PATIENCE_MILLIS);
            socket.getInputStream().readAllBytes();
        }
    }

    private static String spread(List<Double> figures) {
        List<Double> sorted = figures.stream().sorted().toList();
        return String.format(
                Locale.ROOT, "%.3f (%.3f-%.3f)", sorted.get(sorted.size() / 2), sorted.getFirst(), sorted.getLast());
    }
}
