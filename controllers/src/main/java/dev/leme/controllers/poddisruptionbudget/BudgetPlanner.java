package dev.leme.controllers.poddisruptionbudget;

import dev.leme.api.core.v1.Pod;
import dev.leme.api.meta.v1.Condition;
import dev.leme.api.policy.v1.PodDisruptionBudget;
import dev.leme.api.policy.v1.PodDisruptionBudgetStatus;
import dev.leme.controllers.workload.Pods;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Plans a budget's status. */
final class BudgetPlanner {

    /** How long an eviction that was let through may take to be seen. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final String TYPE = "DisruptionAllowed";

    /**
     * What comes of it.
     *
     * @param status the status
     * @param overdue pods that were let go and are still there
     * @param again when the next of them is overdue; zero for never
     */
    record Plan(PodDisruptionBudgetStatus status, List<Pod> overdue, Duration again) {}

    private final PodDisruptionBudget budget;
    private final List<Pod> pods;
    private final Instant now;
    private final Map<String, Instant> disrupted = new LinkedHashMap<>();
    private final List<Pod> overdue = new ArrayList<>();
    private Duration again = Duration.ZERO;

    private BudgetPlanner(PodDisruptionBudget budget, List<Pod> pods, Instant now) {
        this.budget = budget;
        this.pods = pods;
        this.now = now;
    }

    /** The plan for a budget that selects {@code pods}. */
    static Plan plan(PodDisruptionBudget budget, List<Pod> pods, Expectation expected, Instant now) {
        return new BudgetPlanner(budget, pods, now).plan(expected);
    }

    /** The status of a budget whose expectation can't be told: nothing may be disrupted. */
    static PodDisruptionBudgetStatus failed(PodDisruptionBudget budget, String message, Instant now) {
        BudgetPlanner planner = new BudgetPlanner(budget, List.of(), now);
        return budget.status().toBuilder()
                .disruptionsAllowed(0)
                .observedGeneration(budget.metadata().generation())
                .conditions(planner.conditions(false, "SyncFailed", message))
                .build();
    }

    private Plan plan(Expectation expected) {
        pods.forEach(this::follow);
        int healthy = (int) pods.stream()
                .filter(pod -> !Pods.isTerminating(pod) && Pods.isReady(pod))
                .filter(pod -> !disrupted.containsKey(pod.metadata().name()))
                .count();
        int allowed = expected.pods() <= 0 ? 0 : Math.max(0, healthy - expected.healthy());
        PodDisruptionBudgetStatus.Builder status = budget.status().toBuilder()
                .disruptionsAllowed(allowed)
                .currentHealthy(healthy)
                .desiredHealthy(expected.healthy())
                .expectedPods(expected.pods())
                .observedGeneration(budget.metadata().generation())
                .conditions(conditions(allowed > 0, allowed > 0 ? "SufficientPods" : "InsufficientPods", ""));
        status = disrupted.isEmpty() ? status.clearDisruptedPods() : status.disruptedPods(disrupted);
        return new Plan(status.build(), List.copyOf(overdue), again);
    }

    /** A pod that was let go counts as gone until it is, or until that has taken too long. */
    private void follow(Pod pod) {
        String name = pod.metadata().name();
        Instant since = budget.status().disruptedPods().get(name);
        if (since == null || Pods.isTerminating(pod)) {
            return;
        }
        Duration left = Duration.between(now, since.plus(PATIENCE));
        if (!left.isPositive()) {
            overdue.add(pod);
            return;
        }
        disrupted.put(name, since);
        again = again.isZero() || left.compareTo(again) < 0 ? left : again;
    }

    private List<Condition> conditions(boolean allowed, String reason, String message) {
        List<Condition> conditions = new ArrayList<>();
        Instant since = now.truncatedTo(ChronoUnit.SECONDS);
        String value = allowed ? "True" : "False";
        for (Condition known : budget.status().conditions()) {
            if (!known.type().equals(TYPE)) {
                conditions.add(known);
            } else if (known.status().equals(value) && known.lastTransitionTime() != null) {
                since = known.lastTransitionTime();
            }
        }
        conditions.add(Condition.builder()
                .type(TYPE)
                .status(value)
                .observedGeneration(budget.metadata().generation())
                .lastTransitionTime(since)
                .reason(reason)
                .message(message)
                .build());
        return conditions;
    }
}
