package dev.leme.controllers.replicaset;

import dev.leme.api.apps.v1.ReplicaSet;
import dev.leme.api.apps.v1.ReplicaSetStatus;
import dev.leme.api.core.v1.Pod;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.selector.LabelSelector;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.base.time.Clock;
import dev.leme.client.ApiClient;
import dev.leme.client.DeleteOptions;
import dev.leme.client.event.EventRecorder;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.Lister;
import dev.leme.client.informer.ObjectKey;
import dev.leme.client.reconcile.Outcome;
import dev.leme.client.reconcile.Reconciler;
import dev.leme.controllers.replicaset.ReplicaSetPlanner.Failure;
import dev.leme.controllers.workload.Adoption;
import dev.leme.controllers.workload.PodTemplates;
import dev.leme.controllers.workload.SlowStart;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gathers a set's pods, has the number planned, creates or deletes, and writes the status. */
final class ReplicaSetReconciler implements Reconciler<ObjectKey> {

    private final ApiClient client;
    private final EventRecorder events;
    private final Clock clock;
    private final Lister<ReplicaSet> sets;
    private final Lister<ApiObject> pods;

    ReplicaSetReconciler(ApiClient client, EventRecorder events, Clock clock, Informer sets, Informer pods) {
        this.client = client;
        this.events = events;
        this.clock = clock;
        this.sets = sets.lister(ReplicaSet::of);
        this.pods = pods.lister();
    }

    @Override
    public Outcome reconcile(ObjectKey key) throws InterruptedException {
        ReplicaSet set = sets.find(key);
        if (set == null) {
            return Outcome.DONE;
        }
        List<Pod> owned = gather(set);
        ReplicaSetPlan plan = ReplicaSetPlanner.plan(set, owned, clock.now());
        RuntimeException failure = run(set, plan);
        writeStatus(set, ReplicaSetPlanner.status(set, owned, described(plan, failure), clock.now()));
        if (failure != null) {
            throw failure;
        }
        return plan.again().isZero() ? Outcome.DONE : Outcome.again(plan.again());
    }

    private List<Pod> gather(ReplicaSet set) {
        LabelSelector selector = LabelSelector.of(set.spec().selector().json());
        Set<ApiObject> candidates = new LinkedHashSet<>(
                pods.byIndex(Informer.BY_OWNER, set.metadata().uid()));
        candidates.addAll(pods.list(set.metadata().namespace(), selector));
        Adoption adoption = Adoption.plan(set.object(), selector, List.copyOf(candidates), pod -> true);
        return adoption.run(client, Resources.REPLICA_SETS, Resources.PODS, set.object()).stream()
                .map(Pod::of)
                .toList();
    }

    private @Nullable RuntimeException run(ReplicaSet set, ReplicaSetPlan plan) throws InterruptedException {
        RuntimeException failure =
                SlowStart.run(plan.create(), () -> create(set)).failure();
        for (Pod pod : plan.delete()) {
            try {
                delete(set, pod);
            } catch (ApiException refused) {
                failure = refused;
            }
        }
        return failure;
    }

    private void create(ReplicaSet set) {
        ApiObject object = set.object();
        try {
            Pod pod = PodTemplates.pod(set.spec().template(), object);
            String name = client.create(Resources.PODS, pod.object()).name();
            events.normal(object, "SuccessfulCreate", "Created pod: " + name);
        } catch (ApiException refused) {
            events.warning(object, "FailedCreate", "Error creating: " + refused.getMessage());
            throw refused;
        }
    }

    private void delete(ReplicaSet set, Pod pod) {
        String name = pod.metadata().name();
        DeleteOptions sameOne = DeleteOptions.DEFAULT.withUid(pod.metadata().uid());
        try {
            client.delete(Resources.PODS, pod.metadata().namespace(), name, sameOne);
            events.normal(set.object(), "SuccessfulDelete", "Deleted pod: " + name);
        } catch (ApiException refused) {
            if (!refused.is(Reason.NOT_FOUND)) {
                events.warning(set.object(), "FailedDelete", "Error deleting: " + refused.getMessage());
                throw refused;
            }
        }
    }

    private static Failure described(ReplicaSetPlan plan, @Nullable RuntimeException failure) {
        if (failure == null) {
            return Failure.NONE;
        }
        String message = String.valueOf(failure.getMessage());
        return new Failure(plan.create() > 0 ? "FailedCreate" : "FailedDelete", message);
    }

    private void writeStatus(ReplicaSet set, ReplicaSetStatus status) {
        if (!status.equals(set.status())) {
            client.updateStatus(Resources.REPLICA_SETS, set.object().withStatus(status.json()));
        }
    }
}
