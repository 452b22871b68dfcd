package dev.leme.controllers.daemonset;

import dev.leme.api.core.v1.Pod;
import java.util.ArrayList;
import java.util.List;

/**
 * The next steps of a rolling update.
 *
 * @param delete old pods that make way
 * @param create nodes that get a second pod
 */
record Rollout(List<Pod> delete, List<String> create) {

    static final Rollout NONE = new Rollout(List.of(), List.of());

    static Rollout of(DaemonSetState state, List<NodePods> nodes, int desired) {
        if (!state.rolls()) {
            return NONE;
        }
        return state.surge(desired) > 0 ? surging(state, nodes, desired) : replacing(state, nodes, desired);
    }

    /** Old pods go first; those that don't serve anyway in any number, the others as many as may be missing. */
    private static Rollout replacing(DaemonSetState state, List<NodePods> nodes, int desired) {
        List<Pod> free = new ArrayList<>();
        List<Pod> candidates = new ArrayList<>();
        int unavailable = 0;
        for (NodePods node : nodes) {
            if (node.isCrowded() || node.fresh().isEmpty() == node.old().isEmpty()) {
                unavailable += node.fit().runs() || !node.staying().isEmpty() ? 1 : 0;
            } else if (node.old().isEmpty()) {
                unavailable += state.isAvailable(node.fresh().getFirst()) ? 0 : 1;
            } else if (state.isAvailable(node.old().getFirst())) {
                candidates.add(node.old().getFirst());
            } else {
                free.add(node.old().getFirst());
                unavailable++;
            }
        }
        int more = Math.max(0, state.unavailable(desired) - unavailable);
        free.addAll(candidates.subList(0, Math.min(more, candidates.size())));
        return new Rollout(List.copyOf(free), List.of());
    }

    /** New pods come first, beside the old ones, which go once the new ones serve. */
    private static Rollout surging(DaemonSetState state, List<NodePods> nodes, int desired) {
        List<Pod> delete = new ArrayList<>();
        List<String> free = new ArrayList<>();
        List<String> candidates = new ArrayList<>();
        int surging = 0;
        for (NodePods node : nodes) {
            if (node.isCrowded()) {
                surging++;
            } else if (!node.old().isEmpty() && !node.fit().runs()) {
                delete.addAll(node.old());
            } else if (!node.old().isEmpty() && node.fresh().isEmpty()) {
                boolean serves = state.isAvailable(node.old().getFirst());
                (serves ? candidates : free).add(node.node());
            } else if (!node.old().isEmpty()) {
                boolean done = state.isAvailable(node.fresh().getFirst());
                surging += done ? 0 : 1;
                delete.addAll(done ? node.old() : List.of());
            }
        }
        int more = Math.max(0, state.surge(desired) - surging);
        free.addAll(candidates.subList(0, Math.min(more, candidates.size())));
        return new Rollout(List.copyOf(delete), List.copyOf(free));
    }
}
