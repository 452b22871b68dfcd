package dev.leme.scheduler;

import dev.leme.api.core.v1.Pod;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.base.life.TaskGroup;
import dev.leme.base.retry.Backoff;
import dev.leme.base.time.Clock;
import dev.leme.client.ApiClient;
import dev.leme.client.TransportException;
import dev.leme.client.event.EventRecorder;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.Informers;
import dev.leme.scheduler.filter.Filter;
import dev.leme.scheduler.filter.Neighbours;
import dev.leme.scheduler.filter.Obstacle;
import dev.leme.scheduler.filter.Spreading;
import dev.leme.scheduler.filter.Verdict;
import dev.leme.scheduler.queue.SchedulingQueue;
import dev.leme.scheduler.snapshot.ClusterImage;
import dev.leme.scheduler.snapshot.NodeSnapshot;
import dev.leme.scheduler.snapshot.PodDemand;
import dev.leme.scheduler.volume.PodClaims;
import dev.leme.scheduler.volume.Volumes;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Gives each pod a node. One thread decides, pod after pod, against an image of the cluster in which its own decisions
 * count at once; each binding then runs on a thread of its own, since it may have to wait for volumes.
 */
public final class Scheduler implements AutoCloseable {

    /** The name by which pods choose this scheduler. */
    public static final String NAME = "default-scheduler";

    private static final Logger LOG = System.getLogger(Scheduler.class.getName());
    private static final Backoff ASK_AGAIN = new Backoff(Duration.ofMillis(5), Duration.ofSeconds(1));

    private final Clock clock;
    private final Informer pods;
    private final Informer namespaces;
    private final List<Informer> informers;
    private final PodWriter writer;
    private final EventRecorder events;
    private final Volumes volumes;
    private final SchedulingQueue queue;
    private final ClusterImage image = new ClusterImage();
    private final TaskGroup tasks = new TaskGroup("scheduler");

    private Scheduler(ApiClient client, Informers informers, Clock clock) {
        this.clock = clock;
        Informer nodes = informers.get(Resources.NODES);
        Informer claims = informers.get(Resources.PERSISTENT_VOLUME_CLAIMS);
        Informer persistentVolumes = informers.get(Resources.PERSISTENT_VOLUMES);
        Informer classes = informers.get(Resources.STORAGE_CLASSES);
        this.pods = informers.get(Resources.PODS);
        this.namespaces = informers.get(Resources.NAMESPACES);
        this.informers = List.of(nodes, namespaces, claims, persistentVolumes, classes, pods);
        this.events = new EventRecorder(client, clock, NAME);
        this.writer = new PodWriter(client.as(NAME), events, clock);
        this.volumes = new Volumes(claims, persistentVolumes, classes);
        this.queue = new SchedulingQueue(clock);
        Wakers wakers = new Wakers(queue, image, NAME);
        nodes.addHandler(wakers.nodes());
        List.of(claims, persistentVolumes, classes).forEach(informer -> informer.addHandler(wakers.volumes()));
        pods.addHandler(wakers.pods());
        tasks.start("decisions", this::decideAll);
    }

    /** Starts scheduling, once {@code informers} have their first lists; {@code client} binds and records events. */
    public static Scheduler start(ApiClient client, Informers informers, Clock clock) {
        return new Scheduler(client, informers, clock);
    }

    private void decideAll() {
        try {
            for (Informer informer : informers) {
                while (!informer.awaitSynced(Duration.ofMinutes(1))) {
                    LOG.log(Level.WARNING, "The scheduler still waits for the first list of {0}", informer.resource());
                }
            }
            for (SchedulingQueue.Turn turn = queue.take(); turn != null; turn = queue.take()) {
                attempt(turn);
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private void attempt(SchedulingQueue.Turn turn) {
        try {
            decide(turn);
        } catch (RuntimeException bug) {
            LOG.log(Level.ERROR, "Scheduling " + turn.pod() + " failed", bug);
            queue.retry(turn.pod());
        }
    }

    private void decide(SchedulingQueue.Turn turn) {
        ApiObject object = pods.lister().find(turn.pod());
        if (object == null || object.isDeleting() || image.isPlaced(object.uid())) {
            return;
        }
        Pod pod = Pod.of(object);
        if (!pod.spec().nodeName().isEmpty()) {
            return;
        }
        PodClaims claims = volumes.gather(pod);
        switch (plan(pod, claims)) {
            case Decision.Refuse(Verdict verdict) -> refuse(turn, pod, verdict);
            case Decision.Place(String node) -> {
                image.assume(pod, node);
                tasks.start("bind " + turn.pod(), () -> bind(turn, pod, claims, node));
            }
        }
    }

    private Decision plan(Pod pod, PodClaims claims) {
        List<NodeSnapshot> nodes = image.snapshot();
        if (claims.rejection() != null && !nodes.isEmpty()) {
            return new Decision.Refuse(Verdict.ofPod(nodes.size(), claims.rejection()));
        }
        PodDemand demand = PodDemand.of(pod);
        List<Filter> own = List.of(
                (any, node) -> volumes.check(claims, node),
                Spreading.of(demand, nodes),
                Neighbours.of(demand, nodes, this::labelsOf));
        return Decision.plan(demand, nodes, own);
    }

    private Map<String, String> labelsOf(String namespace) {
        ApiObject found = namespaces.lister().find("", namespace);
        return found == null ? Map.of() : found.labels();
    }

    /** The pod is parked first: what the refusal itself changes isn't what it waits for. */
    private void refuse(SchedulingQueue.Turn turn, Pod pod, Verdict verdict) {
        queue.park(turn, verdict.obstacles());
        try {
            writer.refuse(pod, verdict);
        } catch (ApiException | TransportException failure) {
            LOG.log(Level.DEBUG, "Telling {0} of its refusal: {1}", turn.pod(), failure.getMessage());
        }
    }

    private void bind(SchedulingQueue.Turn turn, Pod pod, PodClaims claims, String node) {
        boolean bound = false;
        try {
            bound = tryBind(turn, pod, claims, node);
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        } finally {
            if (!bound) {
                giveUp(turn, pod);
            }
        }
    }

    private boolean tryBind(SchedulingQueue.Turn turn, Pod pod, PodClaims claims, String node)
            throws InterruptedException {
        try {
            if (!volumes.bind(writer.client(), claims, node)) {
                return false;
            }
            writer.bind(pod, node);
            return true;
        } catch (ApiException refused) {
            Level level = refused.is(Reason.NOT_FOUND) || refused.is(Reason.CONFLICT) ? Level.DEBUG : Level.WARNING;
            LOG.log(level, "Binding {0} to {1}: {2}", turn.pod(), node, refused.getMessage());
        } catch (TransportException unreachable) {
            LOG.log(Level.WARNING, "Binding {0} to {1}: {2}", turn.pod(), node, unreachable.getMessage());
        }
        return isBound(pod, node);
    }

    /** A failed call may have done its work and lost its answer: before the place counts as free, the pod itself tells. */
    private boolean isBound(Pod pod, String node) throws InterruptedException {
        String namespace = pod.metadata().namespace();
        for (int failures = 1; ; failures++) {
            try {
                ApiObject found = writer.client()
                        .find(Resources.PODS, namespace, pod.metadata().name());
                return found != null
                        && found.uid().equals(pod.metadata().uid())
                        && found.spec().string("nodeName").equals(node);
            } catch (ApiException | TransportException silent) {
                LOG.log(Level.DEBUG, "Asking for {0}: {1}", pod.metadata().name(), silent.getMessage());
                clock.sleep(ASK_AGAIN.after(failures));
            }
        }
    }

    /** The place is free again, and others may have been turned down for it meanwhile. */
    private void giveUp(SchedulingQueue.Turn turn, Pod pod) {
        if (image.giveUp(pod.metadata().uid())) {
            queue.happened(Obstacle.ROOM);
            queue.happened(Obstacle.PODS);
        }
        queue.retry(turn.pod());
    }

    /** Fails when the image of the cluster contradicts itself. */
    public void checkInvariants() {
        image.checkInvariants();
    }

    @Override
    public void close() {
        queue.close();
        tasks.close();
        events.close();
    }
}
