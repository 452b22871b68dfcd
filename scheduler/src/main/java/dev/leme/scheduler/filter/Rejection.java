package dev.leme.scheduler.filter;

import java.util.List;

/**
 * Why a node can't take a pod.
 *
 * @param obstacle what kind of change may help
 * @param reasons upstream's wording, each to be counted over the nodes
 * @param preemptible whether the removal of other pods could help
 */
public record Rejection(Obstacle obstacle, List<String> reasons, boolean preemptible) {

    static Rejection of(Obstacle obstacle, String reason) {
        return new Rejection(obstacle, List.of(reason), false);
    }
}
