package dev.leme.cluster;

import dev.leme.api.core.v1.Node;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.base.life.TaskGroup;
import dev.leme.base.time.Clock;
import dev.leme.client.ApiClient;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.Informers;
import dev.leme.cluster.pki.CertificateRenewal;
import dev.leme.cluster.why.Facts;
import dev.leme.cluster.why.LiveFacts;
import dev.leme.controllers.ControllerContext;
import dev.leme.controllers.ControllerSettings;
import dev.leme.controllers.Controllers;
import dev.leme.node.NodeAgent;
import dev.leme.node.NodeConfig;
import dev.leme.scheduler.Scheduler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * A whole cluster in this process. This class is its table of contents: everything starts here in this order, and stops in the
 * reverse one. A running container belongs to the runtime and goes on when the cluster stops.
 */
public final class Cluster implements AutoCloseable {

    private final ClusterConfig config;
    private final Clock clock;
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final LocalNodes nodes;
    private final NodeVolumes volumes;
    private final ControlPlane control;
    private final Identities identities;
    private final Informers informers;
    private volatile Optional<Facts.Network> shown = Optional.empty();
    private int port;
    private int simulatedNodes;

    private Cluster(ClusterConfig config, Clock clock) throws IOException {
        this.config = config;
        this.clock = clock;
        Logs.configure();
        prepareHome(config.home());
        this.nodes = new LocalNodes(config.runtime() == ClusterConfig.Runtime.SIMULATED);
        this.volumes =
                new NodeVolumes(ClusterRemains.volumes(config), config.runtime() == ClusterConfig.Runtime.CONTAINERD);
        this.control = new ControlPlane(config, clock, nodes, this::facts);
        started.push(control);
        this.identities = new Identities(control.server());
        this.informers = new Informers(identities.caches(), clock);
        started.push(informers);
    }

    private static void prepareHome(Path home) throws IOException {
        Files.createDirectories(home);
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx--x--x"));
    }

    /** Starts a cluster; returns when its API answers, while the rest is on its way: see {@link #awaitNodeReady}. */
    public static Cluster start(ClusterConfig config) throws IOException, InterruptedException {
        return start(config, Clock.system());
    }

    /** As {@link #start(ClusterConfig)} with a time of its own. */
    public static Cluster start(ClusterConfig config, Clock clock) throws IOException, InterruptedException {
        Cluster cluster = new Cluster(config, clock);
        try {
            cluster.startApi();
            return cluster;
        } catch (IOException | InterruptedException | RuntimeException failure) {
            cluster.close();
            throw failure;
        }
    }

    private void startApi() throws IOException, InterruptedException {
        port = control.listen();
        new Bootstrap(identities.cluster(), config).run(port);
        showCertificates();
        started.push(CertificateRenewal.start(clock, this::showCertificates));
        control.server().ready();
    }

    /** The certificates of the server, of the node's containerd (which reads its files at each pull) and of the administrator. */
    private void showCertificates() throws IOException {
        control.renewIdentity();
        control.pki().node(config.nodeName());
        AdminKubeconfig.write(
                config.kubeconfig(),
                config.name(),
                server(),
                control.pki().authorityPem(),
                control.pki().administrator());
    }

    /** Starts what makes the cluster work: the node with its runtime, controllers, scheduler, Services and names. */
    public Cluster startNode() throws IOException, InterruptedException {
        TaskGroup trial = new TaskGroup("volumes");
        started.push(trial);
        trial.start("trial", () -> volumes.tell(identities.cluster()));
        startControllers();
        startAgent();
        return this;
    }

    private void startControllers() {
        ControllerSettings settings = new ControllerSettings(
                control.pki().authorityPem(), ClusterRemains.volumes(config), volumes, config.loadBalancerPool());
        ControllerContext context = new ControllerContext(identities::controller, informers, clock, settings);
        keep(() -> Controllers.start(context));
        keep(() -> Scheduler.start(identities.scheduler(), informers, clock));
        informers.start();
    }

    private void startAgent() throws IOException, InterruptedException {
        control.providePause();
        NodeRuntimes runtimes = NodeRuntimes.start(config, port, clock);
        started.push(runtimes);
        ApiClient client = identities.node(config.nodeName());
        Informers own = new Informers(client, clock);
        own.start();
        started.push(own);
        NodeAgent agent = new NodeAgent(nodeConfig(), runtimes.runtime(), client, own, clock);
        nodes.connect(config.nodeName(), agent.streams());
        volumes.connect(agent::volumeEnlarged);
        agent.start();
        started.push(agent);
        if (config.runtime() == ClusterConfig.Runtime.CONTAINERD) {
            NodeNetwork network = NodeNetwork.start(config, identities.proxy(), informers, clock);
            started.push(network);
            shown = Optional.of(network.shown());
        }
    }

    /**
     * Adds a node whose pods are simulated, with labels of its own; closing it makes it fall silent. The cluster closes it
     * in the end.
     */
    public AutoCloseable addSimulatedNode(String name, Map<String, String> labels) throws InterruptedException {
        int number = ++simulatedNodes;
        String range = config.podRange().replaceFirst("^(\\d+\\.\\d+)\\..*", "$1." + number + ".0/24");
        NodeConfig node = NodeConfig.named(
                        name,
                        List.of(config.address()),
                        config.home().resolve("nodes").resolve(name),
                        config.home().resolve("memory").resolve(name))
                .withPodCidrs(List.of(range))
                .withLabels(labels);
        SimulatedNode started = SimulatedNode.start(node, identities.node(name), nodes, clock);
        this.started.push(started);
        return started;
    }

    /** What explanations are made from. */
    private Facts facts() {
        return new LiveFacts(identities.cluster(), nodes, shown);
    }

    private NodeConfig nodeConfig() {
        Path memory = ClusterRemains.memory(config);
        boolean containers = config.runtime() == ClusterConfig.Runtime.CONTAINERD;
        NodeConfig node = NodeConfig.named(
                        config.nodeName(),
                        config.addresses(),
                        config.home().resolve("node"),
                        containers ? memory : config.home().resolve("memory"))
                .withPodCidrs(nodePodRanges())
                .withDns(List.of(config.serviceAddress(10)), "cluster.local");
        return containers ? node.withCgroupRoot(NodeRuntimes.settings(config).cgroupRoot()) : node;
    }

    /** A simulated runtime has addresses of the first family alone. */
    private List<String> nodePodRanges() {
        List<String> ranges = config.nodePodRanges();
        return config.runtime() == ClusterConfig.Runtime.SIMULATED ? ranges.subList(0, 1) : ranges;
    }

    private void keep(Callable<? extends AutoCloseable> start) {
        try {
            started.push(start.call());
        } catch (RuntimeException failure) {
            throw failure;
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Where the API listens, as {@code https://127.0.0.1:6443}. */
    public String server() {
        return "https://" + config.address() + ":" + port;
    }

    /** A client with all rights, in this process. */
    public ApiClient admin() {
        return identities.cluster();
    }

    /** Waits until this machine's node is Ready; false when {@code patience} ran out first. */
    public boolean awaitNodeReady(Duration patience) throws InterruptedException {
        Informer informer = informers.get(Resources.NODES);
        return informer.await(
                () -> {
                    ApiObject node = informer.lister().find("", config.nodeName());
                    return node != null && isReady(node);
                },
                patience);
    }

    private static boolean isReady(ApiObject node) {
        return Node.of(node).json().object("status").array("conditions").objects().stream()
                .anyMatch(Cluster::isReadyCondition);
    }

    private static boolean isReadyCondition(JsonObject condition) {
        return condition.string("type").equals("Ready")
                && condition.string("status").equals("True");
    }

    @Override
    public void close() {
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception failure) {
                System.getLogger(Cluster.class.getName())
                        .log(System.Logger.Level.WARNING, "while stopping: " + failure.getMessage(), failure);
            }
        }
    }
}
