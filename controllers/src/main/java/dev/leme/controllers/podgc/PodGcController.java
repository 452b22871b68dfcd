package dev.leme.controllers.podgc;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.base.time.Clock;
import dev.leme.client.DeleteOptions;
import dev.leme.client.PatchType;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.ObjectKey;
import dev.leme.client.reconcile.Outcome;
import dev.leme.client.reconcile.ReconcileLoop;
import dev.leme.controllers.Controller;
import dev.leme.controllers.ControllerContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Force-deletes pods that no node will ever let go of: those of a node that has been gone for 40 s, and those that were
 * deleted before they had a node.
 */
public final class PodGcController implements Controller {

    private static final String NAME = "pod-garbage-collector";
    private static final String BY_NODE = "node";
    private static final Duration QUARANTINE = Duration.ofSeconds(40);

    private final Clock clock;
    private final Informer pods;
    private final Informer nodes;
    private final Map<String, Instant> goneSince = new ConcurrentHashMap<>();
    private final ReconcileLoop<ObjectKey> loop;

    private PodGcController(ControllerContext context) {
        clock = context.clock();
        pods = context.informer(Resources.PODS);
        nodes = context.informer(Resources.NODES);
        pods.addIndex(BY_NODE, pod -> List.of(pod.spec().string("nodeName")));
        loop = new ReconcileLoop<>(NAME, clock, context.client(NAME));
        loop.on(pods, pod -> List.of(ObjectKey.of(pod))).on(nodes, this::podsOn);
        loop.start(1, this::reconcile);
    }

    /** Starts the controller. */
    public static Controller start(ControllerContext context) {
        return new PodGcController(context);
    }

    private List<ObjectKey> podsOn(ApiObject node) {
        return nodes.lister().find("", node.name()) != null
                ? List.of()
                : pods.lister().byIndex(BY_NODE, node.name()).stream()
                        .map(ObjectKey::of)
                        .toList();
    }

    private Outcome reconcile(ObjectKey key) {
        ApiObject pod = pods.lister().find(key);
        if (pod == null) {
            return Outcome.DONE;
        }
        String node = pod.spec().string("nodeName");
        if (node.isEmpty()) {
            if (pod.isDeleting()) {
                delete(pod);
            }
            return Outcome.DONE;
        }
        return nodes.lister().find("", node) == null ? orphaned(pod, node) : present(node);
    }

    private Outcome present(String node) {
        goneSince.remove(node);
        return Outcome.DONE;
    }

    private Outcome orphaned(ApiObject pod, String node) {
        Instant since = goneSince.computeIfAbsent(node, gone -> clock.now());
        Duration left = Duration.between(clock.now(), since.plus(QUARANTINE));
        if (left.isPositive()) {
            return Outcome.again(left);
        }
        if (loop.client().find(Resources.NODES, "", node) == null) {
            fail(pod);
            delete(pod);
        }
        return Outcome.DONE;
    }

    private void fail(ApiObject pod) {
        String phase = pod.status().string("phase");
        if (!phase.equals("Succeeded") && !phase.equals("Failed")) {
            JsonObject status = JsonObject.EMPTY.with("phase", "Failed").with("reason", "NodeLost");
            JsonObject patch = JsonObject.of("metadata", JsonObject.EMPTY.with("uid", pod.uid()), "status", status);
            loop.client().patch(Resources.PODS, pod.namespace(), pod.name(), "status", PatchType.MERGE, patch);
        }
    }

    private void delete(ApiObject pod) {
        DeleteOptions now = DeleteOptions.DEFAULT.withGracePeriod(0).withUid(pod.uid());
        loop.client().delete(Resources.PODS, pod.namespace(), pod.name(), now);
    }

    @Override
    public void close() {
        loop.close();
    }
}
