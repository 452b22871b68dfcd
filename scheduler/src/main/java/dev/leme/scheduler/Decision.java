package dev.leme.scheduler;

import dev.leme.scheduler.filter.Filter;
import dev.leme.scheduler.filter.Filters;
import dev.leme.scheduler.filter.Rejection;
import dev.leme.scheduler.filter.Verdict;
import dev.leme.scheduler.score.Scores;
import dev.leme.scheduler.snapshot.NodeSnapshot;
import dev.leme.scheduler.snapshot.PodDemand;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a pod goes. */
sealed interface Decision {

    /** The pod goes to this node. */
    record Place(String node) implements Decision {}

    /** The pod can't go anywhere for now. */
    record Refuse(Verdict verdict) implements Decision {}

    /** Decides among nodes; {@code own} are the filters that were made for this very pod. A pure function. */
    static Decision plan(PodDemand pod, List<NodeSnapshot> nodes, List<Filter> own) {
        if (nodes.isEmpty()) {
            return new Refuse(Verdict.noNodes());
        }
        List<NodeSnapshot> fitting = new ArrayList<>();
        List<Rejection> rejections = new ArrayList<>();
        for (NodeSnapshot node : nodes) {
            Rejection rejection = reject(pod, node, own);
            if (rejection == null) {
                fitting.add(node);
            } else {
                rejections.add(rejection);
            }
        }
        return fitting.isEmpty()
                ? new Refuse(Verdict.ofNodes(rejections))
                : new Place(Scores.best(pod, fitting).name());
    }

    private static @Nullable Rejection reject(PodDemand pod, NodeSnapshot node, List<Filter> own) {
        Rejection rejection = firstOf(Filters.ALL, pod, node);
        return rejection == null ? firstOf(own, pod, node) : rejection;
    }

    private static @Nullable Rejection firstOf(List<Filter> filters, PodDemand pod, NodeSnapshot node) {
        for (Filter filter : filters) {
            Rejection rejection = filter.check(pod, node);
            if (rejection != null) {
                return rejection;
            }
        }
        return null;
    }
}
