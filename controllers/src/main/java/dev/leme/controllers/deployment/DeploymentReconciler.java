package dev.leme.controllers.deployment;

import dev.leme.api.apps.v1.Deployment;
import dev.leme.api.apps.v1.DeploymentStatus;
import dev.leme.api.apps.v1.ReplicaSet;
import dev.leme.api.core.v1.Pod;
import dev.leme.api.meta.v1.ObjectMeta;
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
import dev.leme.controllers.workload.Adoption;
import dev.leme.controllers.workload.Pods;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Gathers a deployment's ReplicaSets, has the next step planned, runs it, and writes the status. */
final class DeploymentReconciler implements Reconciler<ObjectKey> {

    private final ApiClient client;
    private final EventRecorder events;
    private final Clock clock;
    private final Lister<Deployment> deployments;
    private final Lister<ApiObject> sets;
    private final Lister<Pod> pods;

    DeploymentReconciler(
            ApiClient client, EventRecorder events, Clock clock, Informer deployments, Informer sets, Informer pods) {
        this.client = client;
        this.events = events;
        this.clock = clock;
        this.deployments = deployments.lister(Deployment::of);
        this.sets = sets.lister();
        this.pods = pods.lister(Pod::of);
    }

    @Override
    public Outcome reconcile(ObjectKey key) {
        Deployment deployment = deployments.find(key);
        if (deployment == null) {
            return Outcome.DONE;
        }
        DeploymentPlan plan = DeploymentPlanner.plan(gather(deployment), clock.now());
        Deployment current = deployment;
        for (Step step : plan.steps()) {
            current = run(current, step);
        }
        writeStatus(current, plan.status());
        return plan.again().isZero() || plan.again().isNegative() ? Outcome.DONE : Outcome.again(plan.again());
    }

    private DeploymentState gather(Deployment deployment) {
        LabelSelector selector = LabelSelector.of(deployment.spec().selector().json());
        List<ApiObject> candidates = Adoption.candidates(sets, deployment.object(), selector);
        Adoption adoption = Adoption.plan(deployment.object(), selector, candidates, set -> true);
        List<ReplicaSet> owned =
                adoption.run(client, Resources.DEPLOYMENTS, Resources.REPLICA_SETS, deployment.object()).stream()
                        .map(ReplicaSet::of)
                        .toList();
        Set<String> withPods = new HashSet<>();
        for (ReplicaSet set : owned) {
            String setUid = set.metadata().uid();
            if (pods.byIndex(Informer.BY_OWNER, setUid).stream().anyMatch(pod -> !Pods.isEnded(pod))) {
                withPods.add(setUid);
            }
        }
        return new DeploymentState(deployment, owned, withPods);
    }

    /** The deployment after the step. */
    private Deployment run(Deployment deployment, Step step) {
        switch (step) {
            case Step.Create(ReplicaSet set) -> create(deployment, set);
            case Step.Scale(ReplicaSet set, int replicas) -> scale(deployment, set, replicas);
            case Step.Update(ReplicaSet set) -> client.update(Resources.REPLICA_SETS, set.object());
            case Step.Delete(ReplicaSet set) -> delete(set);
            case Step.Annotate(Deployment annotated) -> {
                return Deployment.of(client.update(Resources.DEPLOYMENTS, annotated.object()));
            }
        }
        return deployment;
    }

    private void create(Deployment deployment, ReplicaSet set) {
        try {
            client.create(Resources.REPLICA_SETS, set.object());
        } catch (ApiException refused) {
            if (!refused.is(Reason.ALREADY_EXISTS)) {
                tellRefusal(deployment, set, refused);
            } else if (isAnothers(deployment, set)) {
                int collisions = deployment.status().collisionCount() + 1;
                writeStatus(
                        deployment,
                        deployment.status().toBuilder()
                                .collisionCount(collisions)
                                .build());
            }
            throw refused;
        }
        if (OwnedSets.replicas(set) > 0) {
            tell(deployment, set, 0, OwnedSets.replicas(set));
        }
    }

    private void tellRefusal(Deployment deployment, ReplicaSet set, ApiException refused) {
        String text = "Failed to create new replica set \"" + set.metadata().name() + "\": " + refused.getMessage();
        events.warning(deployment.object(), Progress.CREATE_FAILED, text);
        writeStatus(deployment, Progress.refused(deployment, text, clock.now()));
    }

    /** Whether the set's name belongs to a set that isn't this deployment's, or is of another template. */
    private boolean isAnothers(Deployment deployment, ReplicaSet wanted) {
        ApiObject there = client.find(
                Resources.REPLICA_SETS,
                wanted.metadata().namespace(),
                wanted.metadata().name());
        return there != null
                && !(there.isControlledBy(deployment.object())
                        && OwnedSets.newest(deployment, List.of(ReplicaSet.of(there))) != null);
    }

    private void scale(Deployment deployment, ReplicaSet set, int replicas) {
        Map<String, String> annotations = new LinkedHashMap<>(set.metadata().annotations());
        annotations.putAll(OwnedSets.sizes(Budget.of(deployment)));
        ObjectMeta metadata =
                set.metadata().toBuilder().annotations(annotations).build();
        ReplicaSet scaled = set.toBuilder()
                .metadata(metadata)
                .spec(spec -> spec.replicas(replicas))
                .build();
        client.update(Resources.REPLICA_SETS, scaled.object());
        if (OwnedSets.replicas(set) != replicas) {
            tell(deployment, set, OwnedSets.replicas(set), replicas);
        }
    }

    private void tell(Deployment deployment, ReplicaSet set, int from, int to) {
        String text = "Scaled " + (to > from ? "up" : "down") + " replica set "
                + set.metadata().name() + " from " + from + " to " + to;
        events.normal(deployment.object(), "ScalingReplicaSet", text);
    }

    private void delete(ReplicaSet set) {
        DeleteOptions sameOne = DeleteOptions.DEFAULT.withUid(set.metadata().uid());
        client.delete(
                Resources.REPLICA_SETS,
                set.metadata().namespace(),
                set.metadata().name(),
                sameOne);
    }

    private void writeStatus(Deployment deployment, DeploymentStatus status) {
        if (!status.equals(deployment.status())) {
            client.updateStatus(Resources.DEPLOYMENTS, deployment.object().withStatus(status.json()));
        }
    }
}
