package dev.leme.cli;

import dev.leme.cli.doctor.Check;
import dev.leme.cli.doctor.Checks;
import dev.leme.cli.home.ClusterHome;
import dev.leme.cli.home.ClusterRecord;
import dev.leme.cli.home.HomeLock;
import dev.leme.cli.kubeconfig.Kubeconfig;
import dev.leme.cli.kubeconfig.KubeconfigFile;
import dev.leme.cli.network.AddressRange;
import dev.leme.cli.network.HostNetworks;
import dev.leme.cli.network.NodeNamespace;
import dev.leme.cli.network.NodeNetwork;
import dev.leme.cli.network.WayOut;
import dev.leme.cli.process.ServerProcess;
import dev.leme.cluster.ClusterConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Brings a cluster up: chooses once, makes the node's network, starts the server, and tells kubectl of it. */
public final class Up {
    private static final String LOOPBACK = "127.0.0.1";
    private static final int USUAL_PORT = 6443;

    private final Invocation invocation;
    private final ClusterHome home;
    private final Wishes wishes;

    /** What was asked for; the rest is as it was, or as usual. */
    public record Wishes(
            Optional<Boolean> simulated,
            Optional<Boolean> offline,
            Optional<Integer> port,
            Optional<String> loadBalancerPool,
            Optional<String> resolvConf,
            Optional<Path> kubeconfig) {
        public static final Wishes NONE = new Wishes(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    public Up(Invocation invocation, ClusterHome home, Wishes wishes) {
        this.invocation = invocation;
        this.home = home;
        this.wishes = wishes;
    }

    /** Returns what runs now; one that ran already is left alone. */
    public ClusterRecord run() {
        HomeLock lock = HomeLock.acquire(
                home.commandLock(), () -> invocation.say("waiting for another leme command on this cluster"));
        try {
            Optional<ClusterRecord> noted = ClusterRecord.read(home);
            boolean running = ServerProcess.find(home).isPresent();
            if (running && noted.isPresent()) {
                requireSame(noted.get());
                ClusterRecord record = enter(noted.get());
                invocation.say("cluster '" + home.name() + "' is already running at https://" + record.address() + ":"
                        + record.port() + ", context '" + home.context() + "'");
                return record;
            }
            return start(noted);
        } catch (IOException failure) {
            throw new CommandFailure("cannot bring up '" + home.name() + "': " + failure, failure);
        } finally {
            lock.close();
        }
    }

    /** What cannot change while the server runs. */
    private void requireSame(ClusterRecord record) {
        boolean same = wishes.simulated().orElse(record.simulated()) == record.simulated()
                && wishes.offline().orElse(record.offline()) == record.offline()
                && wishes.port().orElse(record.port()) == record.port()
                && wishes.loadBalancerPool().orElse(record.loadBalancerPool()).equals(record.loadBalancerPool())
                && wishes.resolvConf().orElse(record.resolvConf()).equals(record.resolvConf());
        if (!same) {
            throw new CommandFailure("cluster '" + home.name() + "' is running with other flags (" + describe(record)
                    + "): './leme down" + nameFlag() + "' first");
        }
    }

    private static String describe(ClusterRecord record) {
        return "--runtime " + (record.simulated() ? "simulated" : "containerd")
                + (record.offline() ? " --offline" : " --no-offline") + " --port " + record.port()
                + (record.loadBalancerPool().isEmpty() ? "" : " --load-balancer-pool " + record.loadBalancerPool())
                + (record.resolvConf().isEmpty() ? "" : " --resolv-conf " + record.resolvConf());
    }

    private String nameFlag() {
        return home.name().equals(ClusterHome.USUAL_NAME) ? "" : " --name " + home.name();
    }

    private ClusterRecord start(Optional<ClusterRecord> noted) throws IOException {
        boolean simulated = chooseRuntime(noted);
        if (!simulated) {
            requireMachine();
        }
        home.create();
        ClusterRecord chosen = noted.isPresent() ? again(noted.get()) : choose(simulated);
        ClusterRecord record = chosen.withResolvConf(wishes.resolvConf().orElse(chosen.resolvConf()));
        record.write(home);
        startServer(record);
        ClusterRecord entered = enter(record);
        invocation.say("cluster '" + home.name() + "' is up: context '" + home.context() + "' in "
                + kubeconfig().path());
        return entered;
    }

    private void startServer(ClusterRecord record) throws IOException {
        ServerStart server = new ServerStart(invocation, home, record);
        NodeNetwork noted = record.network();
        if (noted == null) {
            server.run(List.of(), List.of(record.address()));
        } else {
            NodeNetwork possible = HostNetworks.hasIpv6() ? noted : noted.withoutIpv6();
            server.run(prepare(possible, record.offline()), possible.addresses());
        }
    }

    private boolean chooseRuntime(Optional<ClusterRecord> noted) {
        boolean before = noted.map(ClusterRecord::simulated).orElse(!invocation.administrator());
        boolean simulated = wishes.simulated().orElse(before);
        if (noted.isPresent() && simulated != before) {
            throw new CommandFailure("cluster '" + home.name() + "' was made with --runtime "
                    + (before ? "simulated" : "containerd") + ", which stays: './leme down --purge" + nameFlag()
                    + "' removes it, another --name makes another");
        }
        if (simulated && wishes.simulated().isEmpty() && !invocation.administrator()) {
            invocation.say("not root: pods are simulated, without containers ('sudo ./leme up' runs real ones)");
        }
        return simulated;
    }

    private void requireMachine() {
        if (!invocation.administrator()) {
            throw new CommandFailure(
                    "real containers need root: 'sudo ./leme up', or without containers './leme up --runtime simulated'");
        }
        List<Check> lacking = new Checks(invocation).lackingForContainers();
        if (!lacking.isEmpty()) {
            throw new CommandFailure("this machine lacks what real containers need:\n"
                    + lacking.stream().map(check -> "  " + check.text()).collect(Collectors.joining("\n"))
                    + "\nor use --runtime simulated, which needs nothing");
        }
    }

    private ClusterRecord again(ClusterRecord record) {
        if (wishes.port().orElse(record.port()) != record.port()) {
            throw new CommandFailure("cluster '" + home.name() + "' has port " + record.port() + ", which stays");
        }
        return record.withOffline(wishes.offline().orElse(record.offline()))
                .withLoadBalancerPool(wishes.loadBalancerPool().orElse(poolOf(record)));
    }

    /** A cluster of before there was a pool gets the usual one. */
    private static String poolOf(ClusterRecord record) {
        return record.loadBalancerPool().isEmpty() ? usualPool(record.network()) : record.loadBalancerPool();
    }

    private static String usualPool(@Nullable NodeNetwork network) {
        return network == null ? ClusterConfig.SIMULATED_POOL : network.loadBalancerPool();
    }

    private ClusterRecord choose(boolean simulated) throws IOException {
        boolean offline = wishes.offline().orElse(false);
        if (simulated) {
            int port = wishes.port().isPresent() ? wishes.port().get() : freePort();
            return new ClusterRecord(true, offline, null, LOOPBACK, port, pool(null));
        }
        NodeNetwork network = chooseNetwork();
        int port = wishes.port().orElse(USUAL_PORT);
        return new ClusterRecord(false, offline, network, network.nodeAddress(), port, pool(network));
    }

    private String pool(@Nullable NodeNetwork network) {
        return wishes.loadBalancerPool().orElse(usualPool(network));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Clusters that are stopped keep their addresses too. */
    private NodeNetwork chooseNetwork() {
        List<AddressRange> inUse = new ArrayList<>(HostNetworks.inUse());
        for (ClusterHome other : ClusterHome.all(invocation)) {
            ClusterRecord.read(other)
                    .flatMap(record -> Optional.ofNullable(record.network()))
                    .flatMap(network -> AddressRange.parse(network.cidr()))
                    .ifPresent(inUse::add);
        }
        return AddressRange.firstFree(inUse)
                .map(range -> NodeNetwork.named(home.name(), range))
                .map(network -> HostNetworks.hasIpv6() ? network.withIpv6() : network)
                .orElseThrow(() ->
                        new CommandFailure("all of 198.18.0.0/15 is in use: './leme down --purge' other clusters"));
    }

    private List<String> prepare(NodeNetwork network, boolean offline) {
        NodeNamespace namespace = new NodeNamespace(network);
        namespace.ensure();
        namespace.route(!offline);
        WayOut wayOut = new WayOut(network);
        if (offline) {
            wayOut.close();
        } else {
            wayOut.open();
        }
        return namespace.launcher();
    }

    private KubeconfigFile kubeconfig() {
        return KubeconfigFile.of(invocation, wishes.kubeconfig().orElse(null));
    }

    /** Puts the cluster into the kubeconfig, and notes that. */
    private ClusterRecord enter(ClusterRecord record) throws IOException {
        KubeconfigFile file = kubeconfig();
        Kubeconfig own = new KubeconfigFile(home.kubeconfig()).read();
        boolean created = !file.exists();
        file.change(before -> before.with(home.context(), own));
        ClusterRecord entered = record.withKubeconfig(file.path(), created);
        if (!entered.equals(record)) {
            entered.write(home);
        }
        return entered;
    }
}
