package dev.leme.scheduler.filter;

import java.util.List;

/**
 * Why a node can't take a pod.
 *
 * @param filter who says so
 * @param reasons upstream's wording, each to be counted over the nodes
 * @param preemptible whether the removal of other pods could help
 */
public record Rejection(FilterName filter, List<String> reasons, boolean preemptible) {

    /** A refusal that stands whoever leaves the node. */
    public static Rejection lasting(FilterName filter, String reason) {
        return new Rejection(filter, List.of(reason), false);
    }

    /** A refusal for the sake of pods that are there. */
    public static Rejection preemptible(FilterName filter, String reason) {
        return new Rejection(filter, List.of(reason), true);
    }

    /** What kind of change may help. */
    public Obstacle obstacle() {
        return filter.obstacle();
    }
}
