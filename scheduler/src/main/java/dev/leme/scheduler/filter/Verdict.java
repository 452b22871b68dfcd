package dev.leme.scheduler.filter;

import java.util.ArrayList;
import java.util.Collection;
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
 */
public record Verdict(String message, Set<Obstacle> obstacles) {

    private static final String UNHELPFUL = "Preemption is not helpful for scheduling";
    private static final String NO_VICTIMS = "No preemption victims found for incoming pod";

    /** There is no node at all. */
    public static Verdict noNodes() {
        return new Verdict("no nodes available to schedule pods", EnumSet.of(Obstacle.NODE));
    }

    /** The pod can't go anywhere for a reason of its own. */
    public static Verdict ofPod(int nodes, Rejection rejection) {
        String text = available(nodes) + String.join(", ", rejection.reasons()) + ". preemption: " + available(nodes)
                + nodes + " " + UNHELPFUL + ".";
        return new Verdict(text, EnumSet.of(rejection.obstacle()));
    }

    /** Each node has a reason of its own. */
    public static Verdict ofNodes(Collection<Rejection> rejections) {
        Set<Obstacle> obstacles = EnumSet.noneOf(Obstacle.class);
        Map<String, Integer> reasons = new TreeMap<>();
        Map<String, Integer> preemption = new TreeMap<>();
        for (Rejection rejection : rejections) {
            obstacles.add(rejection.obstacle());
            rejection.reasons().forEach(reason -> reasons.merge(reason, 1, Integer::sum));
            preemption.merge(rejection.preemptible() ? NO_VICTIMS : UNHELPFUL, 1, Integer::sum);
        }
        String nodes = available(rejections.size());
        return new Verdict(nodes + counted(reasons) + " preemption: " + nodes + counted(preemption), obstacles);
    }

    private static String available(int nodes) {
        return "0/" + nodes + " nodes are available: ";
    }

    private static String counted(Map<String, Integer> reasons) {
        List<String> parts = new ArrayList<>();
        reasons.forEach((reason, count) -> parts.add(count + " " + reason));
        parts.sort(null);
        return String.join(", ", parts) + ".";
    }
}
