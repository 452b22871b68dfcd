package dev.leme.controllers.poddisruptionbudget;

import dev.leme.api.json.IntOrString;
import dev.leme.api.policy.v1.PodDisruptionBudgetSpec;

/**
 * How many pods there should be.
 *
 * @param pods how many their owners want in all
 * @param healthy how many have to be healthy
 */
record Expectation(int pods, int healthy) {

    /** Whether the owners have to be asked: a plain number of available pods needs no whole. */
    static boolean needsScale(PodDisruptionBudgetSpec spec) {
        return spec.hasMaxUnavailable() || spec.hasMinAvailable() && spec.minAvailable() instanceof IntOrString.Text;
    }

    /** From the budget, the number of pods that it selects, and how many their owners want. */
    static Expectation of(PodDisruptionBudgetSpec spec, int selected, int scale) {
        if (spec.hasMaxUnavailable()) {
            return new Expectation(
                    scale, Math.max(0, scale - spec.maxUnavailable().scaled(scale, true)));
        }
        if (!spec.hasMinAvailable()) {
            return new Expectation(0, 0);
        }
        int total = needsScale(spec) ? scale : selected;
        return new Expectation(total, spec.minAvailable().scaled(total, true));
    }
}
