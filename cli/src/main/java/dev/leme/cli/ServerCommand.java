package dev.leme.cli;

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
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "server",
        description = {
            "Runs a cluster's server in the foreground, for systemd and for containers.",
            "It stays in the network namespace that it is started in, until SIGTERM. Running pods go on without it, and the",
            "next server finds them again."
        })
final class ServerCommand implements Callable<Integer> {
    private static final Duration NODE_PATIENCE = Duration.ofMinutes(2);

    private final Invocation invocation;

    @Mixin
    ClusterOption cluster = new ClusterOption();

    @Option(names = "--runtime", paramLabel = "RUNTIME", description = "What runs pods: ${COMPLETION-CANDIDATES}.")
    @Nullable RuntimeKind runtime;

    @Option(
            names = "--address",
            paramLabel = "ADDRESS",
            description = "Where the API listens, and the node's address (default: this machine's first).")
    @Nullable String address;

    @Option(names = "--port", paramLabel = "PORT", defaultValue = "6443", description = "The API's port (default: 6443).")
    int port;

    @Option(names = "--offline", description = "The node has no way out: ask nobody outside.")
    boolean offline;

    @Option(names = "--notify", hidden = true)
    @Nullable Path notify;

    ServerCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        ClusterHome home = Usage.home(invocation, cluster.name);
        boolean simulated = runtime == null ? !invocation.administrator() : runtime == RuntimeKind.simulated;
        if (!simulated && !invocation.administrator()) {
            throw new CommandFailure("real containers need root; --runtime simulated does not");
        }
        String listen = address == null ? ownAddress(simulated) : address;
        home.create();
        HomeLock lock = HomeLock.tryAcquire(home.serverLock())
                .orElseThrow(() -> new CommandFailure("a server of cluster '" + home.name() + "' is running already"));
        try {
            ServerProcess.noteThis(home);
            run(Configurations.of(home, simulated, offline, listen, port));
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

    private void run(ClusterConfig config) throws IOException, InterruptedException {
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            stop.countDown();
            awaitQuietly(stopped);
        }));
        try (Cluster running = Cluster.start(config)) {
            tell("the API answers at " + running.server(), Readiness.API);
            running.startNode();
            Thread.startVirtualThread(() -> announceNode(running, config.nodeName()));
            stop.await();
            invocation.out().println("leme: stopping");
        } finally {
            stopped.countDown();
        }
    }

    private void announceNode(Cluster running, String node) {
        try {
            if (running.awaitNodeReady(NODE_PATIENCE)) {
                tell("node " + node + " is Ready", Readiness.NODE);
            } else {
                invocation.out().println("leme: node " + node + " is not Ready after " + NODE_PATIENCE.toSeconds() + " s");
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(String line, String stage) {
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
