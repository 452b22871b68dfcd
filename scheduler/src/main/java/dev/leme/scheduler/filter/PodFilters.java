package dev.leme.scheduler.filter;

import dev.leme.scheduler.snapshot.NodeSnapshot;
import dev.leme.scheduler.snapshot.PodDemand;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** All filters for one pod. */
public final class PodFilters {

    private final PodDemand pod;
    private final List<Filter> filters;
    private final List<Counting> counting;

    private PodFilters(PodDemand pod, List<Filter> filters, List<Counting> counting) {
        this.pod = pod;
        this.filters = filters;
        this.counting = counting;
    }

    /** The filters of a pod among {@code nodes}; {@code volumes} and
     * {@code exclusiveClaims} say which nodes its volumes are to be had on. */
    public static PodFilters of(
            PodDemand pod,
            List<NodeSnapshot> nodes,
            Filter volumes,
            Counting exclusiveClaims,
            Function<String, Map<String, String>> labelsOfNamespace) {
        Counting spreading = Spreading.of(pod, nodes);
        Counting neighbours = Neighbours.of(pod, nodes, labelsOfNamespace);
        List<Counting> counting = List.of(exclusiveClaims, spreading, neighbours);
        List<Filter> filters = new ArrayList<>(Filters.ALL);
        filters.addAll(List.of(exclusiveClaims, volumes, spreading, neighbours));
        return new PodFilters(pod, filters, counting);
    }

    /**
     * Why the node can't take the pod, or null. Pods that the node is being cleared for come first when they are at least
     * as important; yet they may never come, so it must do without them too.
     */
    public @Nullable Rejection check(NodeSnapshot node) {
        List<PodDemand> awaited = node.nominated().isEmpty()
                ? List.of()
                : node.nominated().stream()
                        .filter(other -> !other.uid().equals(pod.uid()) && other.priority() >= pod.priority())
                        .toList();
        if (!awaited.isEmpty()) {
            awaited.forEach(other -> counting.forEach(filter -> filter.add(other, node)));
            Rejection rejection = first(node.changed(Set.of(), awaited));
            awaited.forEach(other -> counting.forEach(filter -> filter.remove(other, node)));
            if (rejection != null) {
                return rejection;
            }
        }
        return first(node);
    }

    private @Nullable Rejection first(NodeSnapshot node) {
        for (Filter filter : filters) {
            Rejection rejection = filter.check(pod, node);
            if (rejection != null) {
                return rejection;
            }
        }
        return null;
    }

    /** From now on as if {@code other} weren't on {@code node}. */
    public void remove(PodDemand other, NodeSnapshot node) {
        counting.forEach(filter -> filter.remove(other, node));
    }

    /** From now on as if {@code other} were on {@code node}. */
    public void add(PodDemand other, NodeSnapshot node) {
        counting.forEach(filter -> filter.add(other, node));
    }
}
