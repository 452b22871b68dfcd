package dev.leme.controllers.podgc;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.base.time.Clock;
import dev.leme.client.ApiClient;
import dev.leme.client.DeleteOptions;
import dev.leme.client.PatchType;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.Lister;
import dev.leme.client.informer.ObjectKey;
import dev.leme.client.reconcile.Outcome;
import dev.leme.client.reconcile.Reconciler;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Marks pods as failed and takes them out of the API, without waiting for a node. */
final class PodGcReconciler implements Reconciler<Task> {

    static final String BY_NODE = "podgc.node";
    static final String ENDED = "podgc.ended";

    /** How long a node must have been gone: it may only be about to register again. */
    private static final Duration QUARANTINE = Duration.ofSeconds(40);

    private final ApiClient client;
    private final Clock clock;
    private final Lister<ApiObject> pods;
    private final Lister<ApiObject> nodes;
    private final int mostEnded;
    private final Map<String, Instant> goneSince = new ConcurrentHashMap<>();

    PodGcReconciler(ApiClient client, Clock clock, Informer pods, Informer nodes, int mostEnded) {
        this.client = client;
        this.clock = clock;
        this.pods = pods.lister();
        this.nodes = nodes.lister();
        this.mostEnded = mostEnded;
    }

    @Override
    public Outcome reconcile(Task task) {
        return switch (task) {
            case Task.OfNode(String node) -> ofNode(node);
            case Task.Unscheduled(ObjectKey pod) -> unscheduled(pod);
            case Task.Ended() -> ended();
        };
    }

    private Outcome ofNode(String name) {
        ApiObject node = nodes.find("", name);
        List<ApiObject> bound = pods.byIndex(BY_NODE, name);
        if (node == null && !bound.isEmpty()) {
            return ofAbsentNode(name, bound);
        }
        goneSince.remove(name);
        if (PodGcPlanner.isOutOfService(node)) {
            bound.stream().filter(ApiObject::isDeleting).forEach(pod -> remove(pod, PodGcPlanner.failed(pod)));
        }
        return Outcome.DONE;
    }

    private Outcome ofAbsentNode(String name, List<ApiObject> bound) {
        Instant since = goneSince.computeIfAbsent(name, unseen -> clock.now());
        Duration left = Duration.between(clock.now(), since.plus(QUARANTINE));
        if (left.isPositive()) {
            return Outcome.again(left);
        }
        if (client.find(Resources.NODES, "", name) == null) {
            bound.forEach(pod -> remove(pod, PodGcPlanner.disrupted(pod, clock.now())));
        }
        return Outcome.DONE;
    }

    private Outcome unscheduled(ObjectKey key) {
        ApiObject pod = pods.find(key);
        if (pod != null && PodGcPlanner.isUnscheduledAndDeleted(pod)) {
            remove(pod, PodGcPlanner.failed(pod));
        }
        return Outcome.DONE;
    }

    private Outcome ended() {
        PodGcPlanner.excess(pods.byIndex(ENDED, ENDED), mostEnded).forEach(pod -> remove(pod, pod.status()));
        return Outcome.DONE;
    }

    /** What is ended already keeps its status. */
    private void remove(ApiObject pod, JsonObject lastStatus) {
        try {
            if (!PodGcPlanner.hasEnded(pod)) {
                JsonObject metadata =
                        JsonObject.EMPTY.with("uid", pod.uid()).with("resourceVersion", pod.resourceVersion());
                JsonObject patch = JsonObject.of("metadata", metadata, "status", lastStatus);
                client.patch(Resources.PODS, pod.namespace(), pod.name(), "status", PatchType.MERGE, patch);
            }
            DeleteOptions atOnce = DeleteOptions.DEFAULT.withGracePeriod(0).withUid(pod.uid());
            client.delete(Resources.PODS, pod.namespace(), pod.name(), atOnce);
        } catch (ApiException refused) {
            if (!refused.is(Reason.NOT_FOUND)) {
                throw refused;
            }
        }
    }
}
