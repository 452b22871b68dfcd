package dev.leme.scheduler.snapshot;

import dev.leme.api.core.v1.Affinity;
import dev.leme.api.core.v1.Pod;
import dev.leme.api.core.v1.WeightedPodAffinityTerm;
import java.util.ArrayList;
import java.util.List;

/**
 * Near which pods a pod wants to be, and from which ones away.
 *
 * @param near those that it must be near
 * @param away those that it must be away from
 * @param liked those that it would rather be near; one with a negative weight it would rather be away from
 */
public record Attractions(List<Term> near, List<Term> away, List<Liking> liked) {

    private static final Attractions NONE = new Attractions(List.of(), List.of(), List.of());

    /** One preference. */
    public record Liking(int weight, Term term) {}

    static Attractions of(Pod pod) {
        Affinity affinity = pod.spec().affinity();
        if (!affinity.hasPodAffinity() && !affinity.hasPodAntiAffinity()) {
            return NONE;
        }
        List<Liking> liked = new ArrayList<>();
        add(liked, 1, affinity.podAffinity().preferredDuringSchedulingIgnoredDuringExecution(), pod);
        add(liked, -1, affinity.podAntiAffinity().preferredDuringSchedulingIgnoredDuringExecution(), pod);
        return new Attractions(
                Term.of(affinity.podAffinity().requiredDuringSchedulingIgnoredDuringExecution(), pod),
                Term.of(affinity.podAntiAffinity().requiredDuringSchedulingIgnoredDuringExecution(), pod),
                List.copyOf(liked));
    }

    private static void add(List<Liking> liked, int sign, List<WeightedPodAffinityTerm> terms, Pod pod) {
        terms.forEach(term -> liked.add(new Liking(sign * term.weight(), Term.of(term.podAffinityTerm(), pod))));
    }

    /** Whether where other pods are is nothing to it. */
    public boolean isEmpty() {
        return near.isEmpty() && away.isEmpty() && liked.isEmpty();
    }
}
