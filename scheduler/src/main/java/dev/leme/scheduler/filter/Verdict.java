package dev.leme.scheduler.filter;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Why no node can take a pod.
 *
 * @param message upstream's wording
 * @param obstacles what kinds of change may help
 * @param byFilter how many nodes fell to which filter
 */
public record Verdict(String message, Set<Obstacle> obstacles, Map<FilterName, Integer> byFilter) {

    /** Of a node that no removal of pods makes fit. */
    public static final String UNHELPFUL = "Preemption is not helpful for scheduling";

    /** There is no node at all. */
    public static Verdict noNodes() {
        return new Verdict("no nodes available to schedule pods", EnumSet.of(Obstacle.NODE), Map.of());
    }

    /** The pod can't go anywhere for a reason of its own. */
    public static Verdict ofPod(int nodes, Rejection rejection) {
        String text = available(nodes) + String.join(", ", rejection.reasons()) + ". preemption: " + available(nodes)
                + nodes + " " + UNHELPFUL + ".";
        return new Verdict(text, EnumSet.of(rejection.obstacle()), Map.of(rejection.filter(), nodes));
    }

    /** Each node has a reason of its own; {@code preemption} tells why clearing one doesn't help, or is empty when it does. */
    public static Verdict ofNodes(Collection<Refused> refused, String preemption) {
        Set<Obstacle> obstacles = EnumSet.noneOf(Obstacle.class);
        Map<FilterName, Integer> byFilter = new EnumMap<>(FilterName.class);
        List<String> reasons = new ArrayList<>();
        for (Refused each : refused) {
            Rejection rejection = each.rejection();
            obstacles.add(rejection.obstacle());
            byFilter.merge(rejection.filter(), 1, Integer::sum);
            reasons.addAll(rejection.reasons());
        }
        String suffix = preemption.isEmpty() ? "" : " preemption: " + preemption;
        return new Verdict(ofAll(refused.size(), reasons) + suffix, obstacles, byFilter);
    }

    /** Reasons, counted, as in {@code 0/3 nodes are available: 3 Insufficient cpu.} */
    public static String ofAll(int nodes, List<String> reasons) {
        Map<String, Integer> counts = new TreeMap<>();
        reasons.forEach(reason -> counts.merge(reason, 1, Integer::sum));
        List<String> parts = new ArrayList<>();
        counts.forEach((reason, count) -> parts.add(count + " " + reason));
        parts.sort(null);
        return available(nodes) + String.join(", ", parts) + ".";
    }

    private static String available(int nodes) {
        return "0/" + nodes + " nodes are available: ";
    }
}
