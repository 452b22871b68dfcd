package dev.leme.proxy;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
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
    private static final int ROUNDS = 200;
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

    /** One round: connections a second, and microseconds of the processor for each. */
    private record Round(double rate, double micros) {}

    /** Prints what {@code address} costs beside the straight way. */
    void print(String title, String address) throws Exception {
        InetSocketAddress through = new InetSocketAddress(address, 80);
        round(straight);
        round(through);
        List<Round> direct = new ArrayList<>();
        List<Round> translated = new ArrayList<>();
        List<Double> byClock = new ArrayList<>();
        List<Double> byProcessor = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            Round one = round(straight);
            Round other = round(through);
            direct.add(one);
            translated.add(other);
            byClock.add(other.rate / one.rate);
            byProcessor.add(one.micros / other.micros);
        }
        System.out.printf(
                Locale.ROOT,
                "%-36s straight %,.0f /s %.1f us, through %,.0f /s %.1f us; ratio by processor %s, by clock %s%n",
                title,
                median(direct.stream().map(Round::rate).toList()),
                median(direct.stream().map(Round::micros).toList()),
                median(translated.stream().map(Round::rate).toList()),
                median(translated.stream().map(Round::micros).toList()),
                spread(byProcessor),
                spread(byClock));
    }

    private Round round(InetSocketAddress target) throws Exception {
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
        long nanos = System.nanoTime() - start;
        return new Round(all * 1e9 / nanos, (MACHINE.getProcessCpuTime() - cpu) / 1e3 / all);
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

    private static double median(List<Double> figures) {
        return at(figures, 0.5);
    }

    private static double at(List<Double> figures, double part) {
        List<Double> sorted = new ArrayList<>(figures);
        Collections.sort(sorted);
        return sorted.get((int) (part * (sorted.size() - 1)));
    }

    /** The median and the middle half. */
    private static String spread(List<Double> figures) {
        return String.format(
                Locale.ROOT, "%.3f (%.3f-%.3f)", median(figures), at(figures, 0.25), at(figures, 0.75));
    }
}
