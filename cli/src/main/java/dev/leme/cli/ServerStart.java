package dev.leme.cli;

import dev.leme.cli.home.ClusterHome;
import dev.leme.cli.home.ClusterRecord;
import dev.leme.cli.process.Readiness;
import dev.leme.cli.process.ServerProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts a cluster's server and waits until it is of use. */
final class ServerStart {
    private static final Duration API_PATIENCE = Duration.ofMinutes(2);
    private static final Duration NODE_PATIENCE = Duration.ofMinutes(2);
    private static final int CONNECT_MILLISECONDS = 3_000;

    private final Invocation invocation;
    private final ClusterHome home;
    private final ClusterRecord record;

    ServerStart(Invocation invocation, ClusterHome home, ClusterRecord record) {
        this.invocation = invocation;
        this.home = home;
        this.record = record;
    }

    /**
     * Starts it, and waits until its node is Ready.
     *
     * @param launcher words that put the server into its network namespace; may be empty
     * @param addresses the node's
     */
    void run(List<String> launcher, List<String> addresses) throws IOException {
        long logBefore = Files.exists(home.serverLog()) ? Files.size(home.serverLog()) : 0;
        invocation.say("starting the server of cluster '" + home.name() + "'");
        try (Readiness readiness = Readiness.listen()) {
            ProcessHandle process = ServerProcess.start(
                    home,
                    command(launcher, addresses, readiness.socket()),
                    Map.of("LEME_HOME", invocation.lemeHome().toString()));
            await(readiness, process, Readiness.API, API_PATIENCE, logBefore);
            requireReachable();
            invocation.say("the API answers at https://" + record.address() + ":" + record.port());
            await(readiness, process, Readiness.NODE, NODE_PATIENCE, logBefore);
            invocation.say("node " + home.context() + " is Ready");
        }
    }

    private List<String> command(List<String> launcher, List<String> addresses, Path socket) {
        List<String> words = new ArrayList<>(launcher);
        words.addAll(List.of("setsid", invocation.launcher(), "server", "--name", home.name()));
        words.addAll(List.of("--runtime", record.simulated() ? "simulated" : "containerd"));
        words.addAll(List.of("--address", String.join(",", addresses), "--port", Integer.toString(record.port())));
        words.addAll(List.of("--notify", socket.toString()));
        if (!record.loadBalancerPool().isEmpty()) {
            words.addAll(List.of(Command.LOAD_BALANCER_POOL, record.loadBalancerPool()));
        }
        if (!record.resolvConf().isEmpty()) {
            words.addAll(List.of(Command.RESOLV_CONF, record.resolvConf()));
        }
        if (record.offline()) {
            words.add("--offline");
        }
        return words;
    }

    private void await(Readiness readiness, ProcessHandle process, String stage, Duration patience, long logBefore) {
        try {
            if (stage.equals(readiness.next(process, patience))) {
                return;
            }
            String what = process.isAlive() ? late(process, stage, patience) : "the server has ended";
            throw new CommandFailure(what + ". The end of its log, " + home.serverLog() + ":\n"
                    + ServerProcess.lastWords(home, logBefore));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted; the server goes on: './leme down' stops it", stopped);
        }
    }

    /** One that does not even have an API may not have noted itself: nobody would find it again. */
    private static String late(ProcessHandle process, String stage, Duration patience) throws InterruptedException {
        if (stage.equals(Readiness.API)) {
            ServerProcess.stop(process);
            return "the API did not answer in " + patience.toSeconds() + " s, so the server was stopped";
        }
        return "the node is not Ready after " + patience.toSeconds() + " s; the server goes on: './leme down' stops it";
    }

    /** The server listens; whether packets reach it is another matter. */
    private void requireReachable() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(record.address(), record.port()), CONNECT_MILLISECONDS);
        } catch (IOException failure) {
            throw new CommandFailure(
                    "the server listens on " + record.address() + ":" + record.port()
                            + ", but this host cannot reach it (" + failure.getMessage()
                            + "): does a firewall of yours drop it?",
                    failure);
        }
    }
}
