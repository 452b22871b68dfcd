package dev.leme.node;

import dev.leme.api.resource.Resources;
import dev.leme.api.selector.FieldSelector;
import dev.leme.base.time.Clock;
import dev.leme.client.ApiClient;
import dev.leme.client.ListOptions;
import dev.leme.client.event.EventRecorder;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.Informers;
import dev.leme.node.blueprint.NodeFacts;
import dev.leme.node.blueprint.PodCgroups;
import dev.leme.node.images.ImagePuller;
import dev.leme.node.logs.LogRotation;
import dev.leme.node.logs.LogSignals;
import dev.leme.node.manifest.PodManifest;
import dev.leme.node.observed.Instance;
import dev.leme.node.observed.Observation;
import dev.leme.node.pods.NodeServices;
import dev.leme.node.pods.PodWorker;
import dev.leme.node.pods.PodWorkers;
import dev.leme.node.probes.ProbeRunner;
import dev.leme.node.registration.Machine;
import dev.leme.node.registration.NodeRegistration;
import dev.leme.node.registration.NodeStatus;
import dev.leme.node.resize.NodeRoom;
import dev.leme.node.runtime.ContainerRuntime;
import dev.leme.node.runtime.RuntimeEvent;
import dev.leme.node.runtime.RuntimeVersion;
import dev.leme.node.sources.ClaimGrowth;
import dev.leme.node.sources.NodeSources;
import dev.leme.node.status.PodStatusComputer;
import dev.leme.node.streams.NodeStreams;
import dev.leme.node.streams.PodStreams;
import dev.leme.node.volumes.PodVolumes;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The node agent: registers its node and makes the containers on it match the pods bound to it. Starting takes over the
 * containers that run; closing leaves them running.
 */
public final class NodeAgent implements AutoCloseable {
    private static final Logger LOG = System.getLogger(NodeAgent.class.getName());
    private static final Duration FIRST_LISTS = Duration.ofSeconds(60);
    private static final Duration HOUSEKEEPING = Duration.ofSeconds(10);

    private final NodeConfig config;
    private final ContainerRuntime runtime;
    private final Clock clock;
    private final EventRecorder recorder;
    private final Informer podInformer;
    private final Informer serviceInformer;
    private final NodeSources sources;
    private final LogSignals signals = new LogSignals();
    private final NodeRegistration registration;
    private final PodWorkers workers;
    private final PodStreams streams;
    private ContainerRuntime.@Nullable Subscription events;
    private Clock.@Nullable Timer housekeeping;
    private boolean closed;

    /**
     * An agent that has not begun; the runtime and the informers belong to the caller.
     *
     * @param client speaks as the node
     * @param informers the process's; this agent asks for its own pods and for all Services
     */
    public NodeAgent(NodeConfig config, ContainerRuntime runtime, ApiClient client, Informers informers, Clock clock) {
        this.config = config;
        this.runtime = runtime;
        this.clock = clock;
        this.recorder = new EventRecorder(client, clock, "kubelet", config.name());
        this.podInformer = informers.get(
                Resources.PODS, ListOptions.ALL.withFields(FieldSelector.of("spec.nodeName", config.name())));
        this.serviceInformer = informers.get(Resources.SERVICES);
        this.sources = new NodeSources(client, clock, serviceInformer.lister());
        RuntimeVersion version = runtime.version();
        Machine machine = Machine.read(config.directories().pods());
        NodeStatus status = new NodeStatus(config.identity(), machine, version);
        this.registration = new NodeRegistration(config.identity(), status, client, runtime, recorder, clock);
        this.workers = new PodWorkers(services(client, machine, status, version));
        this.streams = new PodStreams(this::find, runtime, signals);
    }

    private NodeServices services(ApiClient client, Machine machine, NodeStatus status, RuntimeVersion version) {
        NodeFacts facts = new NodeFacts(
                config.name(),
                config.addresses(),
                config.dnsServers(),
                config.clusterDomain(),
                machine.memoryBytes(),
                machine.appArmor(),
                status.allocatable());
        return new NodeServices(
                runtime,
                client,
                facts,
                config.directories(),
                sources,
                new PodVolumes(config.directories(), sources, new ClaimGrowth(client, recorder, config.name()), clock),
                new ImagePuller(runtime, sources, clock, registration::imagesChanged),
                new PodCgroups(Path.of("/sys/fs/cgroup"), config.cgroupRoot()),
                new ProbeRunner(runtime),
                new PodStatusComputer(version.name(), config.addresses()),
                new NodeRoom(status.allocatable()),
                signals,
                recorder,
                clock);
    }

    /**
     * Registers the node and begins with its pods; returns when its first list of them has come. The informers must have
     * been started.
     */
    public void start() throws InterruptedException {
        registration.start();
        workers.adopt();
        events = runtime.events(this::event);
        if (!serviceInformer.awaitSynced(FIRST_LISTS) || !podInformer.awaitSynced(FIRST_LISTS)) {
            LOG.log(Level.WARNING, "node {0}: the API server has not answered yet", config.name());
        }
        podInformer.addHandler(workers);
        scheduleHousekeeping();
    }

    private void event(RuntimeEvent event) {
        workers.event(event);
        if (event.kind() == RuntimeEvent.Kind.RESYNC) {
            registration.runtimeChanged();
        }
    }

    private synchronized void scheduleHousekeeping() {
        if (!closed) {
            housekeeping = clock.schedule(HOUSEKEEPING, this::keepHouse);
        }
    }

    private void keepHouse() {
        LogRotation policy = LogRotation.standard(clock);
        for (PodWorker worker : workers.all()) {
            checkUsage(worker);
            worker.seen().instances().values().forEach(runs -> rotate(policy, runs));
        }
        scheduleHousekeeping();
    }

    private static void checkUsage(PodWorker worker) {
        try {
            worker.checkUsage();
        } catch (RuntimeException failure) {
            LOG.log(
                    Level.WARNING,
                    "cannot look at the volumes of {0}: {1}",
                    worker.pod().fullName(),
                    failure.getMessage());
        }
    }

    private void rotate(LogRotation policy, List<Instance> runs) {
        Instance newest = runs.getFirst();
        if (!newest.isRunning() || newest.status().logPath().isEmpty()) {
            return;
        }
        Path log = Path.of(newest.status().logPath());
        try {
            if (policy.rotate(log, () -> runtime.reopenLog(newest.id())) && log.getParent() != null) {
                signals.touch(log.getParent());
            }
        } catch (IOException | RuntimeException failure) {
            LOG.log(Level.WARNING, "cannot rotate {0}: {1}", log, failure.getMessage());
        }
    }

    private Optional<PodStreams.Pod> find(String namespace, String name) {
        return workers.find(namespace, name).map(worker -> new PodStreams.Pod() {
            @Override
            public PodManifest manifest() {
                return worker.pod();
            }

            @Override
            public Observation seen() {
                return worker.seen();
            }
        });
    }

    /** Logs, exec, attach and port-forward of this node's pods. */
    public NodeStreams streams() {
        return streams;
    }

    /** A claimed volume of this node has more room: the pods that use it look at it again. */
    public void volumeEnlarged(Path directory) {
        workers.volumeEnlarged(directory);
    }

    /** The workers of this node's pods, for debug pages. */
    public List<PodWorker> pods() {
        return workers.all();
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            if (housekeeping != null) {
                housekeeping.cancel();
            }
        }
        if (events != null) {
            events.close();
        }
        registration.close();
        workers.close();
        sources.close();
        recorder.close();
    }
}
