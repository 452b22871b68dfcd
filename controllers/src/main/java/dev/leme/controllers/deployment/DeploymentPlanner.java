package dev.leme.controllers.deployment;

import dev.leme.api.apps.v1.Deployment;
import dev.leme.api.apps.v1.ReplicaSet;
import dev.leme.api.meta.v1.ObjectMeta;
import dev.leme.controllers.workload.Hashes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Plans the next step from the ReplicaSets that are to the one that the template calls for. One scaling at a time: what it
 * brings about is seen before the next is planned.
 */
final class DeploymentPlanner {

    private final DeploymentState state;
    private final Deployment deployment;
    private final Budget budget;
    private final List<ReplicaSet> old;
    private @Nullable ReplicaSet newest;
    private boolean created;
    private final List<Step> steps = new ArrayList<>();
    private int collisions;

    private DeploymentPlanner(DeploymentState state) {
        this.state = state;
        this.deployment = state.deployment();
        this.budget = Budget.of(deployment);
        this.newest = OwnedSets.newest(deployment, state.sets());
        this.old = state.sets().stream().filter(set -> !set.equals(newest)).toList();
        this.collisions = deployment.status().collisionCount();
    }

    static DeploymentPlan plan(DeploymentState state, Instant now) {
        return new DeploymentPlanner(state).plan(now);
    }

    private DeploymentPlan plan(Instant now) {
        if (!deployment.metadata().hasDeletionTimestamp()) {
            planSteps();
        }
        Progress progress = new Progress(deployment, budget, state.sets(), created ? null : newest, collisions, now);
        if (created && newest != null) {
            progress.created(newest.metadata().name());
        }
        boolean settled = deployment.spec().paused() || progress.isComplete();
        if (settled && !created && !deployment.metadata().hasDeletionTimestamp()) {
            forgetHistory();
        }
        Duration again = progress.untilTimeout();
        return new DeploymentPlan(List.copyOf(steps), progress.status(), again);
    }

    private void planSteps() {
        if (deployment.spec().paused() || isResized()) {
            resize();
        } else if (Budget.isRecreate(deployment)) {
            recreate();
        } else {
            roll();
        }
    }

    /**
     * Whether the deployment's size is another than when its sets were last scaled. A Recreate scales what is old down to
     * nothing in any case: waiting for shares of the change, that it doesn't give, would wait for ever.
     */
    private boolean isResized() {
        if (Budget.isRecreate(deployment) && old.stream().anyMatch(set -> OwnedSets.replicas(set) > 0)) {
            return false;
        }
        return state.sets().stream()
                .filter(set -> OwnedSets.replicas(set) > 0)
                .anyMatch(set -> set.metadata().annotations().containsKey(OwnedSets.DESIRED)
                        && OwnedSets.number(set, OwnedSets.DESIRED) != budget.replicas());
    }

    private void resize() {
        List<ReplicaSet> active =
                state.sets().stream().filter(set -> OwnedSets.replicas(set) > 0).toList();
        ReplicaSet only = active.size() == 1 ? active.getFirst() : active.isEmpty() ? latest() : null;
        if (only != null) {
            scale(only, budget.replicas());
        } else if (newest != null && isSaturated(newest)) {
            old.forEach(set -> scale(set, 0));
        } else if (!Budget.isRecreate(deployment)) {
            Rolling.proportional(budget, active).forEach(this::scale);
        }
    }

    private @Nullable ReplicaSet latest() {
        return newest != null
                ? newest
                : old.stream().max(OwnedSets.OLDEST_FIRST).orElse(null);
    }

    private boolean isSaturated(ReplicaSet set) {
        return OwnedSets.replicas(set) == budget.replicas() && set.status().availableReplicas() == budget.replicas();
    }

    private void recreate() {
        boolean oldWanted = OwnedSets.replicas(old) > 0;
        old.forEach(set -> scale(set, 0));
        boolean oldRuns = old.stream()
                .anyMatch(set -> state.uidsWithPods().contains(set.metadata().uid()));
        if (oldWanted || oldRuns) {
            return;
        }
        ReplicaSet set = ensureNewest(budget.replicas());
        if (!created) {
            scale(set, budget.replicas());
        }
    }

    private void roll() {
        int total = OwnedSets.replicas(state.sets());
        int size = Rolling.newestSize(budget, newest == null ? 0 : OwnedSets.replicas(newest), total);
        ReplicaSet set = ensureNewest(size);
        if (created) {
            return;
        }
        if (OwnedSets.replicas(set) != size) {
            scale(set, size);
        } else {
            Rolling.shrunken(budget, set, old).forEach(this::scale);
        }
    }

    /** The newest set: the one that is there, with its annotations mended, or one that is planned. */
    private ReplicaSet ensureNewest(int size) {
        long revision = old.stream().mapToLong(OwnedSets::revision).max().orElse(0) + 1;
        ReplicaSet known = newest;
        if (known == null) {
            ReplicaSet made = OwnedSets.make(deployment, size, revision, freeCollision());
            newest = made;
            created = true;
            steps.add(new Step.Create(made));
            annotate(revision);
            return made;
        }
        long kept = Math.max(revision, OwnedSets.revision(known));
        Map<String, String> had = known.metadata().annotations();
        Map<String, String> annotations = OwnedSets.annotations(deployment, had, kept);
        boolean sameWait = known.spec().minReadySeconds() == deployment.spec().minReadySeconds();
        if (!annotations.equals(had) || !sameWait) {
            steps.add(new Step.Update(updated(known, annotations)));
        }
        annotate(kept);
        return known;
    }

    private ReplicaSet updated(ReplicaSet set, Map<String, String> annotations) {
        ObjectMeta metadata =
                set.metadata().toBuilder().annotations(annotations).build();
        return set.toBuilder()
                .metadata(metadata)
                .spec(spec -> spec.minReadySeconds(deployment.spec().minReadySeconds()))
                .build();
    }

    private int freeCollision() {
        while (state.sets().stream().anyMatch(set -> set.metadata().name().equals(name(collisions)))) {
            collisions++;
        }
        return collisions;
    }

    private String name(int collision) {
        return deployment.metadata().name() + "-"
                + Hashes.of(deployment.spec().template().json(), collision);
    }

    private void annotate(long revision) {
        String text = Long.toString(revision);
        if (!text.equals(deployment.metadata().annotations().get(OwnedSets.REVISION))) {
            ObjectMeta metadata = deployment.metadata().toBuilder()
                    .putAnnotations(OwnedSets.REVISION, text)
                    .build();
            steps.add(
                    new Step.Annotate(deployment.toBuilder().metadata(metadata).build()));
        }
    }

    private void scale(ReplicaSet set, int replicas) {
        boolean sized = OwnedSets.number(set, OwnedSets.DESIRED) == budget.replicas()
                && OwnedSets.number(set, OwnedSets.MAX) == budget.replicas() + (long) budget.surge();
        if (OwnedSets.replicas(set) != replicas || replicas > 0 && !sized) {
            steps.removeIf(step -> step instanceof Step.Update(ReplicaSet other) && isSame(other, set));
            steps.add(new Step.Scale(set, replicas));
        }
    }

    private static boolean isSame(ReplicaSet one, ReplicaSet other) {
        return one.metadata().uid().equals(other.metadata().uid());
    }

    private void forgetHistory() {
        int limit =
                deployment.spec().hasRevisionHistoryLimit() ? deployment.spec().revisionHistoryLimit() : 10;
        List<ReplicaSet> history = old.stream()
                .filter(set -> !set.metadata().hasDeletionTimestamp())
                .sorted(Comparator.comparingLong(OwnedSets::revision))
                .toList();
        history.subList(0, Math.max(0, history.size() - limit)).stream()
                .filter(DeploymentPlanner::isIdle)
                .forEach(set -> steps.add(new Step.Delete(set)));
    }

    private static boolean isIdle(ReplicaSet set) {
        return OwnedSets.replicas(set) == 0
                && set.status().replicas() == 0
                && set.status().observedGeneration() >= set.metadata().generation();
    }
}
