package dev.leme.controllers.tainteviction;

import dev.leme.api.core.v1.Node;
import dev.leme.api.core.v1.Pod;
import dev.leme.api.core.v1.Taint;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.base.time.Clock;
import dev.leme.client.ApiClient;
import dev.leme.client.DeleteOptions;
import dev.leme.client.PatchType;
import dev.leme.client.event.EventRecorder;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.Lister;
import dev.leme.client.informer.ObjectKey;
import dev.leme.client.reconcile.Outcome;
import dev.leme.client.reconcile.Reconciler;
import dev.leme.controllers.workload.Disruption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks at one pod: may it stay on its node? The time it may stay runs from when this process first saw it there with the
 * taint, so a server that was away evicts nobody for the time that it was away.
 */
final class TaintEvictionReconciler implements Reconciler<ObjectKey> {

    private record Stay(String uid, Instant since) {}

    private final ApiClient client;
    private final Clock clock;
    private final Lister<ApiObject> pods;
    private final Lister<Node> nodes;
    private final EventRecorder events;
    private final Map<ObjectKey, Stay> stays = new ConcurrentHashMap<>();

    TaintEvictionReconciler(ApiClient client, Clock clock, Informer pods, Informer nodes, EventRecorder events) {
        this.client = client;
        this.clock = clock;
        this.pods = pods.lister();
        this.nodes = nodes.lister(Node::of);
        this.events = events;
    }

    @Override
    public Outcome reconcile(ObjectKey key) {
        ApiObject pod = pods.find(key);
        if (pod == null || pod.isDeleting()) {
            stays.remove(key);
            return Outcome.DONE;
        }
        List<Taint> taints = taints(pod.spec().string("nodeName"));
        Tolerance tolerance = Tolerance.of(taints, Pod.of(pod).spec().tolerations());
        return switch (tolerance) {
            case Tolerance.ForEver() -> stay(key, pod);
            case Tolerance.For(Duration time) -> leave(key, pod, time);
        };
    }

    private List<Taint> taints(String name) {
        Node node = name.isEmpty() ? null : nodes.find("", name);
        return node == null
                ? List.of()
                : node.spec().taints().stream()
                        .filter(taint -> taint.effect().equals("NoExecute"))
                        .toList();
    }

    private Outcome stay(ObjectKey key, ApiObject pod) {
        if (stays.remove(key) != null) {
            events.normal(
                    pod, "TaintManagerEviction", "Cancelling deletion of Pod " + key.namespace() + "/" + key.name());
        }
        return Outcome.DONE;
    }

    private Outcome leave(ObjectKey key, ApiObject pod, Duration time) {
        Instant now = clock.now();
        Stay stay = stays.compute(
                key,
                (same, before) -> before != null && before.uid.equals(pod.uid()) ? before : new Stay(pod.uid(), now));
        Duration left = Duration.between(now, stay.since.plus(time));
        if (left.isPositive()) {
            return Outcome.again(left);
        }
        events.normal(pod, "TaintManagerEviction", "Marking for deletion Pod " + key.namespace() + "/" + key.name());
        try {
            evict(pod, now);
        } catch (ApiException refused) {
            if (!refused.is(Reason.NOT_FOUND)) {
                throw refused;
            }
        }
        return Outcome.DONE;
    }

    private void evict(ApiObject pod, Instant now) {
        JsonObject status =
                Disruption.status(pod, "DeletionByTaintManager", "Taint manager: deleting due to NoExecute taint", now);
        JsonObject metadata = JsonObject.EMPTY.with("uid", pod.uid()).with("resourceVersion", pod.resourceVersion());
        client.patch(
                Resources.PODS,
                pod.namespace(),
                pod.name(),
                "status",
                PatchType.MERGE,
                JsonObject.of("metadata", metadata, "status", JsonObject.of("conditions", status.array("conditions"))));
        client.delete(Resources.PODS, pod.namespace(), pod.name(), DeleteOptions.DEFAULT.withUid(pod.uid()));
    }
}
