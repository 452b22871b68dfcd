package dev.leme.controllers.poddisruptionbudget;

import dev.leme.api.core.v1.Pod;
import dev.leme.api.core.v1.PodCondition;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.base.time.Clock;
import dev.leme.client.ApiClient;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.Lister;
import dev.leme.client.informer.ObjectKey;
import dev.leme.client.reconcile.Outcome;
import dev.leme.client.reconcile.Reconciler;
import dev.leme.controllers.workload.Disruption;
import dev.leme.controllers.workload.Pods;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Takes a pod's DisruptionTarget condition back when nobody has deleted the pod two minutes after it was said that it would
 * go: an eviction or a preemption that came to nothing must not make the pod's later end look like a disruption. What the node
 * says of its own pods stands, as that pod may take long to end.
 */
final class StaleDisruption implements Reconciler<ObjectKey> {

    private static final String BY_KUBELET = "TerminationByKubelet";

    private final ApiClient client;
    private final Clock clock;
    private final Lister<Pod> pods;

    StaleDisruption(ApiClient client, Clock clock, Informer pods) {
        this.client = client;
        this.clock = clock;
        this.pods = pods.lister(Pod::of);
    }

    /** Whether the pod says that it is about to be disrupted, and nothing shows of it yet. */
    static boolean isAnnounced(ApiObject pod) {
        return announced(Pod.of(pod)) != null;
    }

    private static @Nullable PodCondition announced(Pod pod) {
        PodCondition condition = Pods.condition(pod, Disruption.TYPE);
        boolean isAnnounced = condition != null
                && condition.status().equals("True")
                && !condition.reason().equals(BY_KUBELET)
                && Pods.isActive(pod);
        return isAnnounced ? condition : null;
    }

    @Override
    public Outcome reconcile(ObjectKey key) {
        Pod pod = pods.find(key);
        PodCondition condition = pod == null ? null : announced(pod);
        if (pod == null || condition == null) {
            return Outcome.DONE;
        }
        Instant now = clock.now();
        Instant since = condition.lastTransitionTime();
        Duration left = since == null ? Duration.ZERO : Duration.between(now, since.plus(BudgetPlanner.PATIENCE));
        if (left.isPositive()) {
            return Outcome.again(left);
        }
        ApiObject object = pod.object();
        client.updateStatus(Resources.PODS, object.withStatus(Disruption.takenBack(object, now)));
        return Outcome.DONE;
    }
}
