package dev.leme.cli;

import dev.leme.cli.arguments.Arguments;
import dev.leme.cli.arguments.Option;
import dev.leme.cli.arguments.Synopsis;
import dev.leme.cli.home.ClusterHome;
import dev.leme.cli.home.HomeLock;
import dev.leme.cli.process.Readiness;
import dev.leme.cli.process.ServerProcess;
import dev.leme.cluster.Cluster;
import dev.leme.cluster.ClusterConfig;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The server itself. */
final class ServerCommand implements Command {
    private static final Duration NODE_PATIENCE = Duration.ofMinutes(2);
    private static final String ADDRESS = "--address";
    private static final String PORT = "--port";
    private static final String OFFLINE = "--offline";
    private static final String NOTIFY = "--notify";
    private static final int USUAL_PORT = 6443;

    private final Invocation invocation;

    ServerCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Synopsis synopsis() {
        return new Synopsis(
                "server",
                "",
                0,
                List.of(
                        "Runs a cluster's server in the foreground, for systemd and for containers.",
                        "It stays in the network namespace that it is started in, until SIGTERM. Running pods go on"
                                + " without it, and the next server finds them again."),
                List.of(
                        NAME,
                        Option.valued(RUNTIME, "containerd|simulated", "What runs pods (default: as for up)."),
                        Option.valued(
                                ADDRESS,
                                "ADDRESS",
                                "Where the API listens, and the node's address (default: this machine's first of"
                                        + " IPv4); with a comma and one of the other family, pods and Services have"
                                        + " both."),
                        Option.valued(PORT, "PORT", "The API's port (default: 6443)."),
                        Option.flag(OFFLINE, "The node has no way out: ask nobody outside."),
                        Option.valued(
                                LOAD_BALANCER_POOL,
                                "CIDR",
                                "The addresses of LoadBalancer Services, of the node's network and nobody else's, ranges"
                                        + " with commas between them (default: none)."),
                        RESOLV_CONF_OPTION,
                        Option.valued(NOTIFY, "SOCKET", "")));
    }

    @Override
    public int run(Arguments arguments) throws IOException, InterruptedException {
        ClusterHome home = Command.home(invocation, arguments);
        boolean simulated = Command.simulated(arguments).orElse(!invocation.administrator());
        if (!simulated && !invocation.administrator()) {
            throw new CommandFailure("real containers need root; --runtime simulated does not");
        }
        List<String> addresses = List.of(
                (arguments.value(ADDRESS).isPresent() ? arguments.value(ADDRESS).get() : ownAddress(simulated))
                        .split(","));
        int port = arguments.port(PORT).orElse(USUAL_PORT);
        home.create();
        HomeLock lock = HomeLock.tryAcquire(home.serverLock())
                .orElseThrow(() -> new CommandFailure("a server of cluster '" + home.name() + "' is running already"));
        try {
            ServerProcess.noteThis(home);
            Path notify = arguments.value(NOTIFY).map(Path::of).orElse(null);
            String pool = Command.loadBalancerPool(arguments).orElse(simulated ? ClusterConfig.SIMULATED_POOL : "");
            run(
                    Configurations.of(home, simulated, arguments.has(OFFLINE), addresses, port, pool)
                            .withResolvConf(Command.resolvConf(arguments).orElse("")),
                    notify);
            Files.deleteIfExists(home.serverPid());
        } finally {
            lock.close();
        }
        return 0;
    }

    /** Simulated pods are for this machine alone. */
    private static String ownAddress(boolean simulated) throws IOException {
        if (simulated) {
            return "127.0.0.1";
        }
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(candidate -> candidate instanceof Inet4Address && !candidate.isLoopbackAddress())
                .findFirst()
                .orElseThrow(() -> new CommandFailure("this machine has no IPv4 address: name one with --address"))
                .getHostAddress();
    }

    private void run(ClusterConfig config, @Nullable Path notify) throws IOException, InterruptedException {
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        AtomicBoolean asked = new AtomicBoolean();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            stop.countDown();
            awaitQuietly(stopped);
            if (asked.get()) {
                // The JVM would end with 143, which a supervisor takes for a failure.
                Runtime.getRuntime().halt(0);
            }
        }));
        try (Cluster running = Cluster.start(config)) {
            tell("the API answers at " + running.server(), Readiness.API, notify);
            running.startNode();
            Thread.startVirtualThread(() -> announceNode(running, config.nodeName(), notify));
            stop.await();
            invocation.out().println("leme: stopping");
            asked.set(true);
        } finally {
            stopped.countDown();
        }
    }

    private void announceNode(Cluster running, String node, @Nullable Path notify) {
        try {
            if (running.awaitNodeReady(NODE_PATIENCE)) {
                tell("node " + node + " is Ready", Readiness.NODE, notify);
            } else {
                invocation
                        .out()
                        .println("leme: node " + node + " is not Ready after " + NODE_PATIENCE.toSeconds() + " s");
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(String line, String stage, @Nullable Path notify) {
        invocation.out().println("leme: " + line);
        Readiness.tell(notify, stage);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }
}
