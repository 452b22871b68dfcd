package dev.leme.controllers.replicas;

import dev.leme.api.core.v1.Pod;
import dev.leme.api.core.v1.PodTemplateSpec;
import dev.leme.api.json.JsonObject;
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
import dev.leme.controllers.replicas.ReplicasPlanner.Failure;
import dev.leme.controllers.workload.Adoption;
import dev.leme.controllers.workload.PodTemplates;
import dev.leme.controllers.workload.SlowStart;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers an owner's pods, has the number planned, creates or deletes, and writes the status. */
public final class ReplicasReconciler implements Reconciler<ObjectKey> {

    private final ReplicatedKind kind;
    private final ApiClient client;
    private final EventRecorder events;
    private final Clock clock;
    private final Lister<ApiObject> owners;
    private final Lister<ApiObject> pods;

    /** A reconciler that reads from {@code owners} and {@code pods}, and writes by {@code client}. */
    public ReplicasReconciler(
            ReplicatedKind kind, ApiClient client, EventRecorder events, Clock clock, Informer owners, Informer pods) {
        this.kind = kind;
        this.client = client;
        this.events = events;
        this.clock = clock;
        this.owners = owners.lister();
        this.pods = pods.lister();
    }

    @Override
    public Outcome reconcile(ObjectKey key) throws InterruptedException {
        ApiObject owner = owners.find(key);
        if (owner == null) {
            return Outcome.DONE;
        }
        List<Pod> owned = gather(owner);
        List<Pod> related = ReplicasPlanner.hasSurplus(owner, owned) ? related(owner) : List.of();
        ReplicasPlan plan = ReplicasPlanner.plan(owner, owned, related, clock.now());
        RuntimeException failure = run(owner, plan);
        writeStatus(owner, ReplicasPlanner.status(kind, owner, owned, described(plan, failure), clock.now()));
        if (failure != null) {
            throw failure;
        }
        return plan.again().isZero() ? Outcome.DONE : Outcome.again(plan.again());
    }

    private List<Pod> gather(ApiObject owner) {
        LabelSelector selector = kind.selector(owner);
        List<ApiObject> candidates = Adoption.candidates(pods, owner, selector);
        Adoption adoption = Adoption.plan(owner, selector, candidates, pod -> true);
        return adoption.run(client, kind.resource(), Resources.PODS, owner).stream()
                .map(Pod::of)
                .toList();
    }

    /** The pods of the other owners that have the same controller. */
    private List<Pod> related(ApiObject owner) {
        JsonObject controller = owner.controllerReference();
        if (controller == null) {
            return List.of();
        }
        List<Pod> related = new ArrayList<>();
        for (ApiObject sibling : owners.byIndex(Informer.BY_OWNER, controller.string("uid"))) {
            if (!sibling.uid().equals(owner.uid())) {
                pods.byIndex(Informer.BY_OWNER, sibling.uid()).forEach(pod -> related.add(Pod.of(pod)));
            }
        }
        return related;
    }

    private @Nullable RuntimeException run(ApiObject owner, ReplicasPlan plan) throws InterruptedException {
        RuntimeException failure =
                SlowStart.run(plan.create(), () -> create(owner)).failure();
        for (Pod pod : plan.delete()) {
            try {
                delete(owner, pod);
            } catch (ApiException refused) {
                failure = refused;
            }
        }
        return failure;
    }

    private void create(ApiObject owner) {
        try {
            Pod pod = PodTemplates.pod(PodTemplateSpec.of(owner.spec().object("template")), owner);
            String name = client.create(Resources.PODS, pod.object()).name();
            events.normal(owner, "SuccessfulCreate", "Created pod: " + name);
        } catch (ApiException refused) {
            if (!refused.text().contains("because it is being terminated")) {
                events.warning(owner, "FailedCreate", "Error creating: " + refused.getMessage());
            }
            throw refused;
        }
    }

    private void delete(ApiObject owner, Pod pod) {
        String name = pod.metadata().name();
        DeleteOptions sameOne = DeleteOptions.DEFAULT.withUid(pod.metadata().uid());
        try {
            client.delete(Resources.PODS, pod.metadata().namespace(), name, sameOne);
            events.normal(owner, "SuccessfulDelete", "Deleted pod: " + name);
        } catch (ApiException refused) {
            if (!refused.is(Reason.NOT_FOUND)) {
                events.warning(owner, "FailedDelete", "Error deleting: " + refused.getMessage());
                throw refused;
            }
        }
    }

    private static Failure described(ReplicasPlan plan, @Nullable RuntimeException failure) {
        if (failure == null) {
            return Failure.NONE;
        }
        String message = String.valueOf(failure.getMessage());
        return new Failure(plan.create() > 0 ? "FailedCreate" : "FailedDelete", message);
    }

    private void writeStatus(ApiObject owner, JsonObject status) {
        if (!status.equals(owner.status())) {
            client.updateStatus(kind.resource(), owner.withStatus(status));
        }
    }
}
