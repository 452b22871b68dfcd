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
import dev.leme.scheduler.filter.PodFilters;
import dev.leme.scheduler.filter.Refused;
import dev.leme.scheduler.filter.Verdict;
import dev.leme.scheduler.preemption.Candidate;
import dev.leme.scheduler.preemption.Preemption;
import dev.leme.scheduler.queue.Happening;
import dev.leme.scheduler.queue.Hints;
import dev.leme.scheduler.queue.SchedulingQueue;
import dev.leme.scheduler.score.Siblings;
import dev.leme.scheduler.score.Surroundings;
import dev.leme.scheduler.snapshot.ClusterImage;
import dev.leme.scheduler.snapshot.NodeSnapshot;
import dev.leme.scheduler.snapshot.PodDemand;
import dev.leme.scheduler.volume.ExclusiveClaims;
import dev.leme.scheduler.volume.PodClaims;
import dev.leme.scheduler.volume.Volumes;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
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
    private final List<Informer> informers = new ArrayList<>();
    private final PodWriter writer;
    private final EventRecorder events;
    private final Volumes volumes;
    private final Siblings siblings;
    private final Preemptor preemptor;
    private final SchedulingQueue queue;
    private final ClusterImage image = new ClusterImage();
    private final TaskGroup tasks = new TaskGroup("scheduler");
    private int start;

    private Scheduler(ApiClient client, Informers informers, Clock clock) {
        this.clock = clock;
        Informer nodes = informers.get(Resources.NODES);
        this.pods = informers.get(Resources.PODS);
        this.namespaces = informers.get(Resources.NAMESPACES);
        this.events = new EventRecorder(client, clock, NAME);
        this.writer = new PodWriter(client.as(NAME), events, clock);
        this.volumes = new Volumes(informers);
        this.siblings = new Siblings(informers);
        this.preemptor = new Preemptor(writer, image, informers);
        this.informers.addAll(List.of(nodes, namespaces, pods, volumes.limits(), volumes.attachments()));
        this.informers.addAll(volumes.informers());
        this.informers.add(preemptor.informer());
        this.queue = new SchedulingQueue(clock, new Hints(image, this::labelsOf));
        Wakers wakers = new Wakers(queue, image, NAME);
        nodes.addHandler(wakers.nodes());
        volumes.informers().forEach(informer -> informer.addHandler(wakers.volumes()));
        volumes.limits().addHandler(wakers.limits());
        volumes.attachments().addHandler(wakers.attachments());
        namespaces.addHandler(wakers.namespaces());
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

    /** Whatever goes wrong with one pod, an error of the machine too, must not cost all others their turn. */
    private void attempt(SchedulingQueue.Turn turn) {
        try {
            decide(turn);
        } catch (RuntimeException | Error bug) {
            LOG.log(Level.ERROR, "Scheduling " + turn.pod() + " failed", bug);
            queue.retry(turn);
        }
    }

    private void decide(SchedulingQueue.Turn turn) {
        ApiObject object = pods.lister().find(turn.pod());
        if (object == null || !needsANode(object, turn)) {
            queue.placed(turn);
            return;
        }
        Pod pod = Pod.of(object);
        PodDemand demand = PodDemand.of(pod);
        PodClaims claims = volumes.gather(pod);
        List<NodeSnapshot> nodes = image.snapshot();
        if (nodes.isEmpty()) {
            refuse(turn, pod, Verdict.noNodes());
        } else if (claims.rejection() != null) {
            refuse(turn, pod, Verdict.ofPod(nodes.size(), claims.rejection()));
        } else {
            decide(turn, demand, claims, nodes);
        }
    }

    private boolean needsANode(ApiObject pod, SchedulingQueue.Turn turn) {
        return pod.uid().equals(turn.uid())
                && !pod.isDeleting()
                && pod.spec().string("nodeName").isEmpty()
                && !image.isPlaced(pod.uid());
    }

    private void decide(SchedulingQueue.Turn turn, PodDemand pod, PodClaims claims, List<NodeSnapshot> nodes) {
        PodFilters filters = PodFilters.of(
                pod,
                nodes,
                (any, node) -> volumes.check(any, claims, node),
                ExclusiveClaims.of(pod, claims, nodes),
                this::labelsOf);
        Surroundings around = new Surroundings(nodes, this::labelsOf, siblings.of(pod));
        switch (Decision.plan(pod, filters, around, image.nominationOf(pod.uid()), start)) {
            case Decision.Place(String node, int looked) -> {
                start = (start + looked) % nodes.size();
                image.assume(pod, node);
                queue.placed(turn);
                tasks.start("bind " + turn.pod(), () -> bind(turn, pod, claims, node));
            }
            case Decision.Unfit(List<Refused> refused) -> preempt(turn, pod, filters, refused);
        }
    }

    private void preempt(SchedulingQueue.Turn turn, PodDemand pod, PodFilters filters, List<Refused> refused) {
        Preemption.Outcome outcome = preemptor.plan(pod, refused, filters);
        Candidate candidate = outcome.candidate();
        Verdict verdict = Verdict.ofNodes(refused, outcome.text());
        if (candidate == null) {
            refuse(turn, pod.pod(), verdict);
            return;
        }
        List<PodDemand> outdone = preemptor.nominate(pod, candidate);
        tasks.start("make room for " + turn.pod(), () -> {
            boolean done = false;
            try {
                preemptor.makeRoom(pod, verdict, candidate, outdone);
                done = true;
            } catch (ApiException | TransportException failure) {
                LOG.log(Level.WARNING, "Making room for {0}: {1}", turn.pod(), failure.getMessage());
            } finally {
                parkOrRetry(turn, verdict, done);
            }
        });
    }

    private void parkOrRetry(SchedulingQueue.Turn turn, Verdict verdict, boolean done) {
        if (done) {
            queue.park(turn, verdict.obstacles());
        } else {
            queue.retry(turn);
        }
    }

    private Map<String, String> labelsOf(String namespace) {
        ApiObject found = namespaces.lister().find("", namespace);
        return found == null ? Map.of() : found.labels();
    }

    /** A node that is still being cleared for the pod stays its own. It is told on a thread of its own, for a slow server must not hold up others; the turn lasts until it is told. */
    private void refuse(SchedulingQueue.Turn turn, Pod pod, Verdict verdict) {
        boolean stillLeaving = verdict.message().endsWith(Preemption.STILL_LEAVING);
        if (!stillLeaving) {
            image.denominate(pod.metadata().uid());
        }
        String awaited = image.nominationOf(pod.metadata().uid());
        tasks.start("refuse " + turn.pod(), () -> {
            try {
                writer.refuse(pod, verdict, awaited);
            } catch (ApiException | TransportException failure) {
                LOG.log(Level.DEBUG, "Telling {0} of its refusal: {1}", turn.pod(), failure.getMessage());
            } finally {
                queue.park(turn, verdict.obstacles());
            }
        });
    }

    private void bind(SchedulingQueue.Turn turn, PodDemand pod, PodClaims claims, String node) {
        boolean bound = false;
        try {
            bound = tryBind(turn, pod.pod(), claims, node);
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        } finally {
            if (!bound) {
                giveUp(turn, pod, node);
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
    private void giveUp(SchedulingQueue.Turn turn, PodDemand pod, String node) {
        if (image.giveUp(pod.uid())) {
            queue.happened(new Happening.PodLeft(pod, node));
        }
        queue.retry(turn);
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
