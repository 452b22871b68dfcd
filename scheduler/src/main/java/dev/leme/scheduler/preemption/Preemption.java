package dev.leme.scheduler.preemption;

import dev.leme.scheduler.filter.PodFilters;
import dev.leme.scheduler.filter.Refused;
import dev.leme.scheduler.filter.Rejection;
import dev.leme.scheduler.filter.Verdict;
import dev.leme.scheduler.snapshot.NodeSnapshot;
import dev.leme.scheduler.snapshot.PodDemand;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Chooses a node to clear for a pod that fits nowhere. A pure function; the choice is upstream's. */
public final class Preemption {

    /** The end of the text about a pod whose node is still being cleared. */
    public static final String STILL_LEAVING = "not eligible due to a terminating pod on the nominated node.";

    /** More candidates than this aren't compared, nor more than a tenth of the nodes. */
    private static final int ENOUGH = 100;

    private static final Comparator<PodDemand> MOST_IMPORTANT = Comparator.comparingInt(PodDemand::priority)
            .reversed()
            .thenComparing(Candidate::started)
            .thenComparing(PodDemand::name);

    /**
     * What came of it.
     *
     * @param candidate the node to clear, or null
     * @param text why there is none; empty when there is one
     */
    public record Outcome(@Nullable Candidate candidate, String text) {}

    private final PodDemand pod;
    private final PodFilters filters;
    private final List<Budget> budgets;

    private Preemption(PodDemand pod, PodFilters filters, List<Budget> budgets) {
        this.pod = pod;
        this.filters = filters;
        this.budgets = budgets;
    }

    /**
     * Plans for {@code pod}, which the {@code refused} nodes can't take.
     *
     * @param nominated the node that was cleared for it before, or empty
     * @param leaving whether a pod is on its way out already
     */
    public static Outcome plan(
            PodDemand pod,
            String nominated,
            List<Refused> refused,
            PodFilters filters,
            List<Budget> budgets,
            Predicate<PodDemand> leaving) {
        String excuse = excuse(pod, nominated, refused, leaving);
        return excuse.isEmpty() ? new Preemption(pod, filters, budgets).plan(refused) : new Outcome(null, excuse);
    }

    /** Why the pod may make nobody leave; empty when it may. */
    private static String excuse(PodDemand pod, String nominated, List<Refused> refused, Predicate<PodDemand> leaving) {
        if (pod.pod().spec().preemptionPolicy().equals("Never")) {
            return "not eligible due to preemptionPolicy=Never.";
        }
        for (Refused each : refused) {
            NodeSnapshot node = each.node();
            boolean waits = node.name().equals(nominated)
                    && each.rejection().preemptible()
                    && node.pods().values().stream()
                            .anyMatch(other -> other.priority() < pod.priority() && leaving.test(other));
            if (waits) {
                return STILL_LEAVING;
            }
        }
        return "";
    }

    private Outcome plan(List<Refused> refused) {
        List<Candidate> candidates = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        int enough = Math.max(ENOUGH, refused.size() / 10);
        for (Refused each : refused) {
            if (!each.rejection().preemptible()) {
                reasons.add(Verdict.UNHELPFUL);
            } else if (candidates.size() < enough) {
                Candidate candidate = clear(each.node(), reasons);
                if (candidate != null) {
                    candidates.add(candidate);
                }
            }
        }
        return candidates.stream()
                .min(Candidate.LEAST_HARM)
                .map(best -> new Outcome(best, ""))
                .orElseGet(() -> new Outcome(null, Verdict.ofAll(refused.size(), reasons)));
    }

    /** First all that are less important go; then as many as fit come back, those first that budgets protect. */
    private @Nullable Candidate clear(NodeSnapshot node, List<String> reasons) {
        List<PodDemand> lower = node.pods().values().stream()
                .filter(other -> other.priority() < pod.priority())
                .sorted(MOST_IMPORTANT)
                .toList();
        if (lower.isEmpty()) {
            reasons.add("No preemption victims found for incoming pod");
            return null;
        }
        Trial trial = new Trial(filters, node);
        lower.forEach(trial::remove);
        Rejection rejection = trial.check();
        Candidate candidate = null;
        if (rejection == null) {
            candidate = spare(trial, node, lower);
        } else {
            reasons.addAll(rejection.reasons());
        }
        trial.undo();
        return candidate;
    }

    private Candidate spare(Trial trial, NodeSnapshot node, List<PodDemand> lower) {
        List<PodDemand> guarded = guarded(lower);
        List<PodDemand> victims = new ArrayList<>();
        guarded.stream().filter(other -> !trial.takesBack(other)).forEach(victims::add);
        int violations = victims.size();
        lower.stream()
                .filter(other -> !guarded.contains(other) && !trial.takesBack(other))
                .forEach(victims::add);
        victims.sort(MOST_IMPORTANT);
        return new Candidate(node, List.copyOf(victims), violations);
    }

    /** Those whose removal would break a budget, when the others before them are removed. */
    private List<PodDemand> guarded(List<PodDemand> pods) {
        int[] left = budgets.stream().mapToInt(Budget::allowed).toArray();
        List<PodDemand> guarded = new ArrayList<>();
        for (PodDemand other : pods) {
            boolean violates = false;
            for (int i = 0; i < left.length; i++) {
                if (budgets.get(i).protects(other)) {
                    violates |= --left[i] < 0;
                }
            }
            if (violates) {
                guarded.add(other);
            }
        }
        return guarded;
    }
}
