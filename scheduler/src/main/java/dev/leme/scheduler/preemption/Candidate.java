package dev.leme.scheduler.preemption;

import dev.leme.scheduler.snapshot.NodeSnapshot;
import dev.leme.scheduler.snapshot.PodDemand;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * A node that a pod fits on once some others have left.
 *
 * @param node the node
 * @param victims who must leave, the most important first
 * @param violations how many of them a disruption budget protects
 */
public record Candidate(NodeSnapshot node, List<PodDemand> victims, int violations) {

    /** Upstream's order: what hurts least comes first. */
    static final Comparator<Candidate> LEAST_HARM = Comparator.comparingInt(Candidate::violations)
            .thenComparingInt(Candidate::highestPriority)
            .thenComparingLong(Candidate::sumOfPriorities)
            .thenComparingInt(candidate -> candidate.victims.size())
            .thenComparing(Candidate::earliestStart, Comparator.reverseOrder());

    private int highestPriority() {
        return victims.getFirst().priority();
    }

    /** Each is lifted above zero, so that fewer victims of negative priority count less than many. */
    private long sumOfPriorities() {
        return victims.stream()
                .mapToLong(victim -> victim.priority() + (long) Integer.MAX_VALUE + 1)
                .sum();
    }

    private Instant earliestStart() {
        return victims.stream()
                .filter(victim -> victim.priority() == highestPriority())
                .map(Candidate::started)
                .min(Comparator.naturalOrder())
                .orElse(Instant.MAX);
    }

    /** When a pod began; one that has not begun yet comes last. */
    static Instant started(PodDemand pod) {
        String text = pod.pod().status().json().string("startTime");
        return text.isEmpty() ? Instant.MAX : Instant.parse(text);
    }
}
