package dev.leme.node.pods;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What to do for a pod now.
 *
 * @param wakeAt when to plan again, even if nothing happens until then
 */
public record PodPlan(List<Step> steps, Optional<Instant> wakeAt) {
    public static final PodPlan NOTHING = new PodPlan(List.of(), Optional.empty());
}
