package dev.leme.scheduler.preemption;

import dev.leme.api.policy.v1.PodDisruptionBudget;
import dev.leme.api.selector.LabelSelector;
import dev.leme.scheduler.snapshot.PodDemand;
import java.util.Set;

/**
 * How many more pods of a kind may be disrupted now.
 *
 * @param namespace whose pods
 * @param selector which of them; one that selects everything protects nothing here, as upstream has it
 * @param allowed how many
 * @param disrupted names of pods that are already counted
 */
public record Budget(String namespace, LabelSelector selector, int allowed, Set<String> disrupted) {

    /** The budget that a PodDisruptionBudget states. */
    public static Budget of(PodDisruptionBudget budget) {
        LabelSelector selector = budget.spec().hasSelector()
                ? LabelSelector.of(budget.spec().selector().json())
                : LabelSelector.NOTHING;
        return new Budget(
                budget.metadata().namespace(),
                selector,
                budget.status().disruptionsAllowed(),
                Set.copyOf(budget.status().disruptedPods().keySet()));
    }

    /** Whether the removal of {@code pod} would be one more disruption. */
    boolean protects(PodDemand pod) {
        return namespace.equals(pod.namespace())
                && !selector.isEverything()
                && selector.matches(pod.labels())
                && !disrupted.contains(pod.pod().metadata().name());
    }
}
