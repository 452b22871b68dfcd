package dev.leme.controllers.replicas;

import dev.leme.api.core.v1.Pod;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.selector.LabelSelector;
import dev.leme.controllers.workload.Counts;
import dev.leme.controllers.workload.DeletionRank;
import dev.leme.controllers.workload.Pods;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Predicate;

/** Plans by counting: too few pods are created, too many deleted, at most 500 at a time. */
final class ReplicasPlanner {

    private static final int MOST_AT_ONCE = 500;
    private static final String FAILURE = "ReplicaFailure";

    private ReplicasPlanner() {}

    /**
     * The plan for an owner.
     *
     * @param pods its pods, among them also those that have ended or are on their way out
     * @param related pods of the same purpose that others own, such as those of a deployment's other ReplicaSets: a node with
     *     many of them gives its pod up first
     */
    static ReplicasPlan plan(ApiObject owner, List<Pod> pods, List<Pod> related, Instant now) {
        List<Pod> active = active(pods);
        Duration again = untilNextAvailable(active, ReplicatedKind.minReady(owner), now);
        int surplus = active.size() - ReplicatedKind.wanted(owner);
        if (owner.isDeleting() || surplus == 0) {
            return new ReplicasPlan(0, List.of(), again);
        }
        if (surplus < 0) {
            return new ReplicasPlan(Math.min(-surplus, MOST_AT_ONCE), List.of(), again);
        }
        List<Pod> least = DeletionRank.least(active, active(related), Math.min(surplus, MOST_AT_ONCE), now);
        return new ReplicasPlan(0, least, again);
    }

    /** Whether there are more pods than wanted. */
    static boolean hasSurplus(ApiObject owner, List<Pod> pods) {
        return active(pods).size() > ReplicatedKind.wanted(owner);
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
    static JsonObject status(ReplicatedKind kind, ApiObject owner, List<Pod> pods, Failure failure, Instant now) {
        List<Pod> active = active(pods);
        Duration minReady = ReplicatedKind.minReady(owner);
        LabelSelector template = LabelSelector.of(owner.spec()
                .object("template")
                .object("metadata")
                .object("labels")
                .strings());
        Counts counts = new Counts(owner.status())
                .always("replicas", active.size())
                .put(
                        "fullyLabeledReplicas",
                        count(active, pod -> template.matches(pod.metadata().labels())))
                .put("readyReplicas", count(active, Pods::isReady))
                .put("availableReplicas", count(active, pod -> Pods.isAvailable(pod, minReady, now)))
                .put("observedGeneration", owner.generation());
        if (kind.countsTerminating()) {
            counts.always("terminatingReplicas", count(pods, pod -> Pods.isTerminating(pod) && !Pods.isEnded(pod)));
        }
        JsonObject status = counts.build();
        JsonArray conditions = conditions(owner, failure, now);
        return conditions.isEmpty() ? status.without("conditions") : status.with("conditions", conditions);
    }

    private static int count(List<Pod> pods, Predicate<Pod> counted) {
        return (int) pods.stream().filter(counted).count();
    }

    /** Others' conditions stay as they are; a failure that was there keeps its time. */
    private static JsonArray conditions(ApiObject owner, Failure failure, Instant now) {
        JsonArray others = JsonArray.EMPTY;
        JsonObject known = null;
        for (JsonObject condition : owner.status().array("conditions").objects()) {
            if (condition.string("type").equals(FAILURE)) {
                known = condition;
            } else {
                others = others.plus(condition);
            }
        }
        return failure.equals(Failure.NONE) ? others : others.plus(known == null ? condition(failure, now) : known);
    }

    private static JsonObject condition(Failure failure, Instant now) {
        return JsonObject.builder()
                .put("type", FAILURE)
                .put("status", "True")
                .put("lastTransitionTime", now.truncatedTo(ChronoUnit.SECONDS).toString())
                .put("reason", failure.reason())
                .put("message", failure.message())
                .build();
    }

    /** Why pods could not be created or deleted. */
    record Failure(String reason, String message) {
        static final Failure NONE = new Failure("", "");
    }
}
