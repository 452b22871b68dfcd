package dev.leme.controllers.replicaset;

import dev.leme.api.apps.v1.ReplicaSet;
import dev.leme.api.apps.v1.ReplicaSetCondition;
import dev.leme.api.apps.v1.ReplicaSetStatus;
import dev.leme.api.core.v1.Pod;
import dev.leme.api.selector.LabelSelector;
import dev.leme.controllers.workload.DeletionRank;
import dev.leme.controllers.workload.Pods;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Predicate;

/** Plans by counting: too few pods are created, too many deleted, at most 500 at a time. */
final class ReplicaSetPlanner {

    private static final int MOST_AT_ONCE = 500;

    private ReplicaSetPlanner() {}

    /** The plan for a set whose pods are {@code pods}, among them also those that have ended or are on their way out. */
    static ReplicaSetPlan plan(ReplicaSet set, List<Pod> pods, Instant now) {
        List<Pod> active = active(pods);
        Duration again = untilNextAvailable(active, minReady(set), now);
        int surplus = active.size() - wanted(set);
        if (set.metadata().hasDeletionTimestamp() || surplus == 0) {
            return new ReplicaSetPlan(0, List.of(), again);
        }
        return surplus < 0
                ? new ReplicaSetPlan(Math.min(-surplus, MOST_AT_ONCE), List.of(), again)
                : new ReplicaSetPlan(0, DeletionRank.least(active, Math.min(surplus, MOST_AT_ONCE), now), again);
    }

    private static int wanted(ReplicaSet set) {
        return set.spec().hasReplicas() ? set.spec().replicas() : 1;
    }

    private static Duration minReady(ReplicaSet set) {
        return Duration.ofSeconds(set.spec().minReadySeconds());
    }

    private static List<Pod> active(List<Pod> pods) {
        return pods.stream().filter(Pods::isActive).toList();
    }

    private static Duration untilNextAvailable(List<Pod> pods, Duration minReady, Instant now) {
        Duration next = Duration.ZERO;
        for (Pod pod : pods) {
            Duration left = Pods.untilAvailable(pod, minReady, now);
            if (left != null && !left.isZero() && (next.isZero() || left.compareTo(next) < 0)) {
                next = left;
            }
        }
        return next;
    }

    /** The status; {@code failure} is what kept the last plan from being carried out, empty for nothing. */
    static ReplicaSetStatus status(ReplicaSet set, List<Pod> pods, Failure failure, Instant now) {
        List<Pod> active = active(pods);
        LabelSelector template =
                LabelSelector.of(set.spec().template().metadata().labels());
        ReplicaSetStatus.Builder status = set.status().toBuilder()
                .replicas(active.size())
                .fullyLabeledReplicas(
                        count(active, pod -> template.matches(pod.metadata().labels())))
                .readyReplicas(count(active, Pods::isReady))
                .availableReplicas(count(active, pod -> Pods.isAvailable(pod, minReady(set), now)))
                .observedGeneration(set.metadata().generation());
        List<ReplicaSetCondition> conditions = conditions(set, failure, now);
        return conditions.isEmpty()
                ? status.clearConditions().build()
                : status.conditions(conditions).build();
    }

    private static int count(List<Pod> pods, Predicate<Pod> counted) {
        return (int) pods.stream().filter(counted).count();
    }

    private static List<ReplicaSetCondition> conditions(ReplicaSet set, Failure failure, Instant now) {
        if (failure.equals(Failure.NONE)) {
            return List.of();
        }
        for (ReplicaSetCondition known : set.status().conditions()) {
            if (known.reason().equals(failure.reason())) {
                return List.of(known);
            }
        }
        return List.of(ReplicaSetCondition.builder()
                .type("ReplicaFailure")
                .status("True")
                .reason(failure.reason())
                .message(failure.message())
                .lastTransitionTime(now.truncatedTo(ChronoUnit.SECONDS))
                .build());
    }

    /** Why pods could not be created or deleted. */
    record Failure(String reason, String message) {
        static final Failure NONE = new Failure("", "");
    }
}
