package dev.leme.controllers.statefulset;

import dev.leme.api.apps.v1.ControllerRevision;
import dev.leme.api.apps.v1.StatefulSet;
import dev.leme.api.apps.v1.StatefulSetSpec;
import dev.leme.api.apps.v1.StatefulSetStatus;
import dev.leme.api.apps.v1.StatefulSetUpdateStrategy;
import dev.leme.api.core.v1.PersistentVolumeClaim;
import dev.leme.api.core.v1.Pod;
import dev.leme.api.json.IntOrString;
import dev.leme.controllers.workload.Pods;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Plans what a StatefulSet needs next. Three parts follow each other, and each runs only when the one before has nothing
 * left to do or to wait for: the pods of the wanted ordinals in their order, the surplus pods from the highest ordinal
 * down, and the replacement of pods of an old revision from the highest ordinal down. A Parallel set waits for no pod in
 * the first two.
 */
final class StatefulSetPlanner {

    private final StatefulSetState state;
    private final StatefulSet set;
    private final StatefulSetSpec spec;
    private final Instant now;
    private final SetRevisions revisions;
    private final SetStatus status;
    private final boolean ordered;
    private final TreeMap<Integer, Pod> replicas = new TreeMap<>();
    private final TreeMap<Integer, Pod> condemned = new TreeMap<>();
    private final List<Step> steps = new ArrayList<>();
    private Duration again = Duration.ZERO;

    private StatefulSetPlanner(StatefulSetState state, Instant now) {
        this.state = state;
        this.set = state.set();
        this.spec = set.spec();
        this.now = now;
        this.revisions = SetRevisions.plan(state);
        this.status = new SetStatus(set, revisions, minReady(spec), now);
        this.ordered = !spec.podManagementPolicy().equals("Parallel");
    }

    static StatefulSetPlan plan(StatefulSetState state, Instant now) {
        return new StatefulSetPlanner(state, now).plan();
    }

    private static Duration minReady(StatefulSetSpec spec) {
        return Duration.ofSeconds(spec.minReadySeconds());
    }

    private StatefulSetPlan plan() {
        sortPods();
        StatefulSetStatus observed = status.build();
        if (!set.metadata().hasDeletionTimestamp()) {
            steps.addAll(revisions.steps());
            mendClaims();
            if (fillOrdinals() && removeCondemned()) {
                replaceOldRevisions();
            }
        }
        status.complete();
        return new StatefulSetPlan(List.copyOf(steps), observed, status.build(), again);
    }

    private void sortPods() {
        for (Pod pod : state.pods()) {
            int ordinal = Identity.ordinal(set, pod.metadata().name());
            boolean wanted = ordinal >= first() && ordinal < end();
            if (ordinal >= 0) {
                (wanted ? replicas : condemned).put(ordinal, pod);
                status.count(pod);
                wakeWhenAvailable(pod);
            }
        }
    }

    private void wakeWhenAvailable(Pod pod) {
        Duration left = Pods.untilAvailable(pod, minReady(spec), now);
        if (left != null && !left.isZero() && (again.isZero() || left.compareTo(again) < 0)) {
            again = left;
        }
    }

    private int first() {
        return spec.ordinals().start();
    }

    private int end() {
        return first() + Identity.replicas(set);
    }

    /** Brings the claims that are there in line: who owns them, and how large they are. */
    private void mendClaims() {
        for (int ordinal = first(); ordinal < end(); ordinal++) {
            mendClaims(ordinal, replicas.get(ordinal), false);
        }
        condemned.forEach((ordinal, pod) -> mendClaims(ordinal, pod, true));
    }

    private void mendClaims(int ordinal, @Nullable Pod pod, boolean isCondemned) {
        if (spec.volumeClaimTemplates().isEmpty()) {
            return;
        }
        for (PersistentVolumeClaim wanted : Identity.claims(set, ordinal)) {
            PersistentVolumeClaim claim = state.claims().get(wanted.metadata().name());
            if (claim == null) {
                continue;
            }
            PersistentVolumeClaim corrected = pod == null ? null : Retention.corrected(set, claim, pod, isCondemned);
            PersistentVolumeClaim grown = ClaimGrowth.grown(claim, wanted);
            if (corrected != null) {
                steps.add(new Step.UpdateClaim(corrected));
            } else if (grown != null) {
                steps.add(new Step.GrowClaim(grown));
            }
        }
    }

    /** Whether the next part may begin. */
    private boolean fillOrdinals() {
        boolean complete = true;
        for (int ordinal = first(); ordinal < end(); ordinal++) {
            Pod pod = replicas.get(ordinal);
            boolean settled = pod == null ? create(ordinal) : keep(ordinal, pod);
            complete &= settled;
            if (!settled && ordered) {
                return false;
            }
        }
        return complete || !ordered;
    }

    /** Whether the ordinal is settled: never, for a pod that is only being created. */
    private boolean create(int ordinal) {
        ControllerRevision revision = revisionFor(ordinal);
        String name = revision.metadata().name();
        Pod pod = Identity.pod(set, SetRevisions.template(revision), name, ordinal);
        if (createClaims(ordinal, pod)) {
            steps.add(new Step.CreatePod(pod));
            status.count(pod);
        }
        return false;
    }

    private ControllerRevision revisionFor(int ordinal) {
        return needsCurrent(ordinal) ? revisions.current() : revisions.update();
    }

    private boolean needsCurrent(int ordinal) {
        StatefulSetUpdateStrategy strategy = spec.updateStrategy();
        if (!isRolling(strategy)) {
            return false;
        }
        int old = strategy.hasRollingUpdate()
                ? strategy.rollingUpdate().partition()
                : set.status().currentReplicas();
        return ordinal < first() + old;
    }

    private static boolean isRolling(StatefulSetUpdateStrategy strategy) {
        return !strategy.type().equals("OnDelete");
    }

    private boolean createClaims(int ordinal, Pod pod) {
        for (PersistentVolumeClaim wanted : Identity.claims(set, ordinal)) {
            PersistentVolumeClaim claim = state.claims().get(wanted.metadata().name());
            if (claim == null) {
                PersistentVolumeClaim owned = Retention.corrected(set, wanted, null, false);
                steps.add(new Step.CreateClaim(owned == null ? wanted : owned, pod));
            } else if (claim.metadata().hasDeletionTimestamp() || Retention.goesWithPredecessor(claim, pod)) {
                return await(pod, Step.Reason.CLAIM_GONE);
            }
        }
        return true;
    }

    private boolean keep(int ordinal, Pod pod) {
        if (Pods.isEnded(pod)) {
            if (!Pods.isTerminating(pod)) {
                steps.add(new Step.ReplacePod(pod));
                status.uncount(pod);
            }
            return await(pod, Step.Reason.GONE);
        }
        if (Pods.isTerminating(pod)) {
            return await(pod, Step.Reason.GONE);
        }
        if (pod.status().phase().equals("Pending")) {
            createClaims(ordinal, pod);
        }
        if (!Identity.matches(pod)) {
            steps.add(new Step.UpdatePod(Identity.repaired(pod, ordinal)));
        }
        if (isBrokenRemnant(ordinal, pod)) {
            steps.add(new Step.HealPod(pod, revisionFor(ordinal).metadata().name()));
            status.uncount(pod);
            return await(pod, Step.Reason.GONE);
        }
        if (!Pods.isRunningAndReady(pod)) {
            return await(pod, Step.Reason.READY);
        }
        return isAvailable(pod) || await(pod, Step.Reason.AVAILABLE);
    }

    /** Whether the pod never became healthy, and is of a template that is no longer wanted at its ordinal. */
    private boolean isBrokenRemnant(int ordinal, Pod pod) {
        String revision = Identity.revision(pod);
        boolean stale = !revision.isEmpty()
                && !revision.equals(revisionFor(ordinal).metadata().name())
                && (ordinal >= lowestUpdated()
                        || !revision.equals(revisions.update().metadata().name()));
        return stale && isRolling(spec.updateStrategy()) && Health.isHealing(set) && Health.neverHealthy(pod);
    }

    private boolean isAvailable(Pod pod) {
        return Pods.isRunningAndReady(pod) && Pods.isAvailable(pod, minReady(spec), now);
    }

    private boolean await(Pod pod, Step.Reason reason) {
        steps.add(new Step.Await(pod, reason));
        return false;
    }

    /** Whether the next part may begin. */
    private boolean removeCondemned() {
        Pod firstUnhealthy = firstUnhealthy();
        for (Map.Entry<Integer, Pod> entry : condemned.descendingMap().entrySet()) {
            Pod pod = entry.getValue();
            if (Pods.isTerminating(pod)) {
                if (ordered) {
                    return await(pod, Step.Reason.GONE);
                }
                continue;
            }
            if (ordered && firstUnhealthy != null && !isAvailable(pod) && !pod.equals(firstUnhealthy)) {
                return await(firstUnhealthy, Step.Reason.READY);
            }
            delete(pod);
            if (ordered) {
                return false;
            }
        }
        return true;
    }

    private @Nullable Pod firstUnhealthy() {
        TreeMap<Integer, Pod> all = new TreeMap<>(replicas);
        all.putAll(condemned);
        for (Pod pod : all.values()) {
            if (!Pods.isRunningAndReady(pod) || Pods.isTerminating(pod)) {
                return pod;
            }
        }
        return null;
    }

    private void delete(Pod pod) {
        steps.add(new Step.DeletePod(pod));
        status.uncount(pod);
    }

    /** Pods that aren't available for whatever reason count against the number that may be replaced at a time. */
    private void replaceOldRevisions() {
        StatefulSetUpdateStrategy strategy = spec.updateStrategy();
        if (!isRolling(strategy)) {
            return;
        }
        int allowed = maxUnavailable(strategy) - unavailable();
        for (int ordinal = end() - 1; ordinal >= lowestUpdated() && allowed > 0; ordinal--) {
            Pod pod = replicas.get(ordinal);
            if (pod != null && isOld(pod) && !Pods.isTerminating(pod)) {
                delete(pod);
                allowed--;
            }
        }
    }

    private boolean isOld(Pod pod) {
        return !Identity.revision(pod).equals(revisions.update().metadata().name());
    }

    private int lowestUpdated() {
        return first() + spec.updateStrategy().rollingUpdate().partition();
    }

    private int unavailable() {
        int unavailable = 0;
        for (int ordinal = first(); ordinal < end(); ordinal++) {
            Pod pod = replicas.get(ordinal);
            unavailable += pod == null || Pods.isTerminating(pod) || !isAvailable(pod) ? 1 : 0;
        }
        return unavailable;
    }

    private int maxUnavailable(StatefulSetUpdateStrategy strategy) {
        IntOrString most = strategy.rollingUpdate().maxUnavailable();
        return strategy.rollingUpdate().hasMaxUnavailable() ? Math.max(1, most.scaled(end() - first(), false)) : 1;
    }
}
