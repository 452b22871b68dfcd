package dev.leme.node.pods;

import dev.leme.node.observed.Observation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Collects a plan; what is being done already is left out. */
final class PlanBuilder {
    private final Observation seen;
    private final Instant now;
    private final List<Step> steps = new ArrayList<>();
    private @Nullable Instant wakeAt;

    PlanBuilder(Observation seen, Instant now) {
        this.seen = seen;
        this.now = now;
    }

    void add(Step step) {
        if (!seen.isOngoing(step.key())) {
            steps.add(step);
        }
    }

    /** Whether {@code at} has come; else the plan wakes then. */
    boolean isDue(Instant at) {
        if (!at.isAfter(now)) {
            return true;
        }
        if (wakeAt == null || at.isBefore(wakeAt)) {
            wakeAt = at;
        }
        return false;
    }

    PodPlan build() {
        return new PodPlan(List.copyOf(steps), Optional.ofNullable(wakeAt));
    }
}
