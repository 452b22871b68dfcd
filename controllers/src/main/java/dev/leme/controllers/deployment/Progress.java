package dev.leme.controllers.deployment;

import dev.leme.api.apps.v1.Deployment;
import dev.leme.api.apps.v1.DeploymentCondition;
import dev.leme.api.apps.v1.DeploymentStatus;
import dev.leme.api.apps.v1.ReplicaSet;
import dev.leme.api.json.JsonObject;
import dev.leme.controllers.workload.Counts;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A deployment's status: the counts of its sets, and the conditions that say how far it has come. */
final class Progress {

    /** Why a deployment doesn't progress when its new set can't be created. */
    static final String CREATE_FAILED = "ReplicaSetCreateError";

    private static final String PROGRESSING = "Progressing";
    private static final String COMPLETE = "NewReplicaSetAvailable";
    private static final String TIMED_OUT = "ProgressDeadlineExceeded";

    private final Deployment deployment;
    private final Budget budget;
    private final List<ReplicaSet> sets;
    private final @Nullable ReplicaSet newest;
    private final Instant now;
    private final DeploymentStatus counted;
    private final List<DeploymentCondition> conditions;

    Progress(
            Deployment deployment,
            Budget budget,
            List<ReplicaSet> sets,
            @Nullable ReplicaSet newest,
            int collisions,
            Instant now) {
        this.deployment = deployment;
        this.budget = budget;
        this.sets = sets;
        this.newest = newest;
        this.now = now.truncatedTo(ChronoUnit.SECONDS);
        this.counted = count(collisions);
        this.conditions = new ArrayList<>(deployment.status().conditions());
        tellAvailability();
        tellProgress();
        tellFailure();
    }

    private DeploymentStatus count(int collisions) {
        int total = sets.stream().mapToInt(set -> set.status().replicas()).sum();
        int available = OwnedSets.available(sets);
        int terminating = sets.stream()
                .mapToInt(set -> set.status().terminatingReplicas())
                .sum();
        JsonObject status = new Counts(deployment.status().json())
                .put("observedGeneration", deployment.metadata().generation())
                .put("replicas", total)
                .put("updatedReplicas", newest == null ? 0 : newest.status().replicas())
                .put(
                        "readyReplicas",
                        sets.stream()
                                .mapToInt(set -> set.status().readyReplicas())
                                .sum())
                .put("availableReplicas", available)
                .put("unavailableReplicas", Math.max(0, OwnedSets.replicas(sets) - available))
                .always("terminatingReplicas", terminating)
                .put("collisionCount", collisions)
                .build();
        return DeploymentStatus.of(status);
    }

    /** Whether all wanted pods are of the newest template and available, and there are no others. */
    boolean isComplete() {
        return newest != null
                && counted.updatedReplicas() == budget.replicas()
                && counted.replicas() == budget.replicas()
                && counted.availableReplicas() == budget.replicas();
    }

    private void tellAvailability() {
        boolean enough = counted.availableReplicas() >= budget.fewestAvailable();
        put(condition(
                "Available",
                enough ? "True" : "False",
                enough ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
                enough ? "Deployment has minimum availability." : "Deployment does not have minimum availability."));
    }

    private void tellProgress() {
        if (!hasDeadline()) {
            conditions.removeIf(condition -> condition.type().equals(PROGRESSING));
            return;
        }
        DeploymentCondition known = find(PROGRESSING);
        String reason = known == null ? "" : known.reason();
        if (deployment.spec().paused()) {
            if (reason.equals(TIMED_OUT)) {
                return;
            }
            tell(reason, "Unknown", "DeploymentPaused", "Deployment is paused");
        } else if (reason.equals("DeploymentPaused")) {
            tell(reason, "Unknown", "DeploymentResumed", "Deployment is resumed");
        } else if (reason.equals(COMPLETE) && counted.replicas() == counted.updatedReplicas()) {
            return;
        } else if (newest != null && isComplete()) {
            tell(reason, "True", COMPLETE, named(newest) + " has successfully progressed.");
        } else if (newest != null && known == null) {
            tell(
                    reason,
                    "True",
                    "FoundNewReplicaSet",
                    "Found new replica set \"" + newest.metadata().name() + "\"");
        } else if (newest != null && hasMoved()) {
            conditions.removeIf(condition -> condition.type().equals(PROGRESSING));
            conditions.add(keepingTransition(
                    condition(PROGRESSING, "True", "ReplicaSetUpdated", named(newest) + " is progressing."), known));
        } else if (newest != null && isTimedOut(known)) {
            tell(reason, "False", TIMED_OUT, named(newest) + " has timed out progressing.");
        }
    }

    /** The largest number stands for none. */
    private boolean hasDeadline() {
        return deployment.spec().hasProgressDeadlineSeconds()
                && deployment.spec().progressDeadlineSeconds() != Integer.MAX_VALUE;
    }

    private void tell(String knownReason, String status, String reason, String message) {
        if (!knownReason.equals(reason)) {
            put(condition(PROGRESSING, status, reason, message));
        }
    }

    /** Says that the newest set was made in this very plan. */
    void created(String name) {
        if (!hasDeadline()) {
            return;
        }
        put(condition(PROGRESSING, "True", "NewReplicaSetCreated", "Created new replica set \"" + name + "\""));
    }

    private static String named(ReplicaSet set) {
        return "ReplicaSet \"" + set.metadata().name() + "\"";
    }

    private boolean hasMoved() {
        DeploymentStatus before = deployment.status();
        return counted.updatedReplicas() > before.updatedReplicas()
                || counted.replicas() - counted.updatedReplicas() < before.replicas() - before.updatedReplicas()
                || counted.readyReplicas() > before.readyReplicas()
                || counted.availableReplicas() > before.availableReplicas();
    }

    private boolean isTimedOut(@Nullable DeploymentCondition known) {
        if (known == null || known.reason().equals(COMPLETE) || known.reason().equals(TIMED_OUT)) {
            return false;
        }
        Duration left = untilTimeout();
        return !left.isZero() && left.isNegative();
    }

    /** How long until the deadline for progress; negative once it has passed, zero when none runs. */
    Duration untilTimeout() {
        DeploymentCondition known = find(PROGRESSING);
        Instant updated = known == null ? null : known.lastUpdateTime();
        boolean settled = known == null
                || known.reason().equals(COMPLETE)
                || known.reason().equals(TIMED_OUT)
                || known.reason().equals("DeploymentPaused");
        if (settled || updated == null || !hasDeadline()) {
            return Duration.ZERO;
        }
        Instant deadline = updated.plusSeconds(deployment.spec().progressDeadlineSeconds() + 1L);
        Duration left = Duration.between(now, deadline);
        return left.isZero() ? Duration.ofNanos(-1) : left;
    }

    /** The newest set's failure, or else the first of another set. */
    private void tellFailure() {
        conditions.removeIf(condition -> condition.type().equals("ReplicaFailure"));
        List<ReplicaSet> ordered = new ArrayList<>(sets);
        ordered.sort(Comparator.comparing(set -> !set.equals(newest)));
        ordered.stream()
                .flatMap(set -> set.status().conditions().stream())
                .filter(condition -> condition.type().equals("ReplicaFailure"))
                .findFirst()
                .ifPresent(failure ->
                        put(condition(failure.type(), failure.status(), failure.reason(), failure.message())));
    }

    private DeploymentCondition condition(String type, String status, String reason, String message) {
        return condition(type, status, reason, message, now);
    }

    private static DeploymentCondition condition(
            String type, String status, String reason, String message, Instant now) {
        return DeploymentCondition.builder()
                .type(type)
                .status(status)
                .lastUpdateTime(now)
                .lastTransitionTime(now)
                .reason(reason)
                .message(message)
                .build();
    }

    /** The deployment's status after its new set was refused. */
    static DeploymentStatus refused(Deployment deployment, String text, Instant now) {
        List<DeploymentCondition> conditions =
                new ArrayList<>(deployment.status().conditions());
        conditions.removeIf(condition -> condition.type().equals(PROGRESSING));
        conditions.add(condition(PROGRESSING, "False", CREATE_FAILED, text, now.truncatedTo(ChronoUnit.SECONDS)));
        return deployment.status().toBuilder().conditions(conditions).build();
    }

    private @Nullable DeploymentCondition find(String type) {
        return conditions.stream()
                .filter(condition -> condition.type().equals(type))
                .findFirst()
                .orElse(null);
    }

    private void put(DeploymentCondition condition) {
        DeploymentCondition known = find(condition.type());
        if (known != null
                && known.status().equals(condition.status())
                && known.reason().equals(condition.reason())) {
            return;
        }
        conditions.removeIf(other -> other.type().equals(condition.type()));
        conditions.add(keepingTransition(condition, known));
    }

    private static DeploymentCondition keepingTransition(
            DeploymentCondition condition, @Nullable DeploymentCondition known) {
        Instant since = known == null ? null : known.lastTransitionTime();
        boolean same = known != null && known.status().equals(condition.status()) && since != null;
        return same && since != null
                ? condition.toBuilder().lastTransitionTime(since).build()
                : condition;
    }

    DeploymentStatus status() {
        return counted.toBuilder().conditions(conditions).build();
    }
}
