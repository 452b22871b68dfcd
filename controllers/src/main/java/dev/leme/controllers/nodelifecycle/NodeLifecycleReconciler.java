package dev.leme.controllers.nodelifecycle;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.base.time.Clock;
import dev.leme.client.ApiClient;
import dev.leme.client.PatchType;
import dev.leme.client.event.EventRecorder;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.Lister;
import dev.leme.client.reconcile.Outcome;
import dev.leme.client.reconcile.Reconciler;
import dev.leme.controllers.nodelifecycle.Taints.Eviction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Looks at one node: has it fallen silent, and which taints are due. */
final class NodeLifecycleReconciler implements Reconciler<String> {

    static final String BY_NODE = "nodelifecycle.node";
    private static final String LEASES = "kube-node-lease";

    /** How soon to look again at a node whose pods may not leave just now. */
    private static final Duration LATER = Duration.ofSeconds(5);

    private final ApiClient client;
    private final Clock clock;
    private final Lister<ApiObject> nodes;
    private final Lister<ApiObject> leases;
    private final Lister<ApiObject> pods;
    private final EventRecorder events;
    private final NodeHealth health = new NodeHealth();
    private final Zones zones = new Zones();
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    NodeLifecycleReconciler(
            ApiClient client, Clock clock, Informer nodes, Informer leases, Informer pods, EventRecorder events) {
        this.client = client;
        this.clock = clock;
        this.nodes = nodes.lister();
        this.leases = leases.lister();
        this.pods = pods.lister();
        this.events = events;
    }

    @Override
    public Outcome reconcile(String name) {
        ApiObject node = nodes.find("", name);
        if (node == null) {
            health.forget(name);
            known.remove(name);
            return Outcome.DONE;
        }
        if (known.add(name)) {
            events.normal(
                    node, "RegisteredNode", "Node " + name + " event: Registered Node " + name + " in Controller");
        }
        Instant now = clock.now();
        Instant deadline = health.deadline(node, leases.find(LEASES, name), now);
        if (!now.isBefore(deadline)) {
            node = silent(node, now);
        }
        boolean later = taint(node, now);
        tellPods(node, now);
        return now.isBefore(deadline) ? Outcome.again(soonest(Duration.between(now, deadline), later)) : again(later);
    }

    private static Outcome again(boolean later) {
        return later ? Outcome.again(LATER) : Outcome.DONE;
    }

    private static Duration soonest(Duration deadline, boolean later) {
        return later && LATER.compareTo(deadline) < 0 ? LATER : deadline;
    }

    private ApiObject silent(ApiObject node, Instant now) {
        ApiObject unknown = Conditions.unknown(node, now);
        if (unknown.equals(node)) {
            return node;
        }
        boolean wasReady = Taints.ofReadiness(node).isEmpty();
        ApiObject written = client.updateStatus(Resources.NODES, unknown);
        if (wasReady) {
            events.normal(node, "NodeNotReady", "Node " + node.name() + " status is now: NodeNotReady");
        }
        return written;
    }

    /** Returns whether its pods may have to leave later. */
    private boolean taint(ApiObject node, Instant now) {
        Eviction eviction = Eviction.NO;
        if (!Taints.ofReadiness(node).isEmpty()) {
            eviction = zones.of(node, others(node), isClearing(node), now);
        }
        JsonArray wanted = Taints.wanted(node, eviction, now);
        if (!wanted.equals(node.spec().array("taints"))) {
            client.update(Resources.NODES, node.with("spec", node.spec().with("taints", wanted)));
        }
        return eviction != Eviction.YES && !Taints.ofReadiness(node).isEmpty();
    }

    /** Without the node itself: the cache may still show how it was before. */
    private List<ApiObject> others(ApiObject node) {
        return nodes.list().stream()
                .filter(other -> !other.name().equals(node.name()))
                .toList();
    }

    private static boolean isClearing(ApiObject node) {
        return node.spec().array("taints").objects().stream()
                .anyMatch(taint -> taint.string("effect").equals("NoExecute")
                        && Set.of(Taints.NOT_READY, Taints.UNREACHABLE).contains(taint.string("key")));
    }

    /** A pod on a node that isn't ready isn't ready either: whoever asks it for something may get no answer. */
    private void tellPods(ApiObject node, Instant now) {
        String readiness = Conditions.status(node, Conditions.READY);
        if (!readiness.equals("False") && !readiness.equals("Unknown")) {
            return;
        }
        for (ApiObject pod : pods.byIndex(BY_NODE, node.name())) {
            List<JsonValue> conditions = new ArrayList<>();
            boolean changes = false;
            for (JsonObject condition : pod.status().array("conditions").objects()) {
                boolean ready = condition.string("type").equals("Ready")
                        && condition.string("status").equals("True");
                changes |= ready;
                conditions.add(
                        ready
                                ? condition.with("status", "False").with("lastTransitionTime", Conditions.text(now))
                                : condition);
            }
            if (changes) {
                notReady(pod, new JsonArray(conditions));
            }
        }
    }

    private void notReady(ApiObject pod, JsonArray conditions) {
        JsonObject patch = JsonObject.of(
                "metadata",
                JsonObject.EMPTY.with("uid", pod.uid()).with("resourceVersion", pod.resourceVersion()),
                "status",
                JsonObject.of("conditions", conditions));
        try {
            client.patch(Resources.PODS, pod.namespace(), pod.name(), "status", PatchType.MERGE, patch);
            events.warning(pod, "NodeNotReady", "Node is not ready");
        } catch (ApiException refused) {
            if (!refused.is(Reason.NOT_FOUND)) {
                throw refused;
            }
        }
    }
}
