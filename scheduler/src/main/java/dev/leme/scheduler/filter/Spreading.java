package dev.leme.scheduler.filter;

import dev.leme.scheduler.snapshot.NodeSnapshot;
import dev.leme.scheduler.snapshot.PodDemand;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The filter of the constraints by which a pod must be spread with its like, made for one pod. */
public final class Spreading implements Counting {

    private static final String UNMET = "node(s) didn't match pod topology spread constraints";

    /** One constraint with the pods of its kind by the value of the topology's label. */
    private static final class Counted {
        final Spread spread;
        final Map<String, Integer> counts = new HashMap<>();
        int least = -1;

        Counted(Spread spread) {
            this.spread = spread;
        }

        void add(String value, int by) {
            counts.merge(value, by, Integer::sum);
            least = -1;
        }

        /** The smallest count, that the others are measured by. */
        int least() {
            if (least < 0) {
                least = counts.size() < spread.minPlaces()
                        ? 0
                        : counts.values().stream()
                                .mapToInt(Integer::intValue)
                                .min()
                                .orElse(0);
            }
            return least;
        }
    }

    private final PodDemand pod;
    private final List<Counted> constraints = new ArrayList<>();

    private Spreading(PodDemand pod, List<NodeSnapshot> nodes) {
        this.pod = pod;
        Spread.of(pod, "DoNotSchedule").forEach(spread -> constraints.add(new Counted(spread)));
        if (!constraints.isEmpty()) {
            nodes.forEach(this::count);
        }
    }

    /** The filter of this pod among {@code nodes}. */
    public static Spreading of(PodDemand pod, List<NodeSnapshot> nodes) {
        return new Spreading(pod, nodes);
    }

    private void count(NodeSnapshot node) {
        for (Counted constraint : constraints) {
            String value = place(constraint, node);
            if (value != null) {
                int alike = 0;
                for (PodDemand other : node.pods().values()) {
                    alike += constraint.spread.isAlike(pod, other) ? 1 : 0;
                }
                constraint.add(value, alike);
            }
        }
    }

    /** Where the node's pods count, or null: a node must have all labels that constraints speak of. */
    private @Nullable String place(Counted constraint, NodeSnapshot node) {
        for (Counted each : constraints) {
            if (node.label(each.spread.topologyKey()) == null) {
                return null;
            }
        }
        return constraint.spread.counts(pod, node) ? node.label(constraint.spread.topologyKey()) : null;
    }

    @Override
    public void add(PodDemand other, NodeSnapshot node) {
        change(other, node, 1);
    }

    @Override
    public void remove(PodDemand other, NodeSnapshot node) {
        change(other, node, -1);
    }

    private void change(PodDemand other, NodeSnapshot node, int by) {
        for (Counted constraint : constraints) {
            String value = place(constraint, node);
            if (value != null && constraint.spread.isAlike(pod, other)) {
                constraint.add(value, by);
            }
        }
    }

    @Override
    public @Nullable Rejection check(PodDemand any, NodeSnapshot node) {
        for (Counted constraint : constraints) {
            String value = node.label(constraint.spread.topologyKey());
            if (value == null) {
                return Rejection.lasting(FilterName.POD_TOPOLOGY_SPREAD, UNMET + " (missing required label)");
            }
            int own = constraint.spread.selector().matches(pod.labels()) ? 1 : 0;
            int there = constraint.counts.getOrDefault(value, 0) + own;
            if (there - constraint.least() > constraint.spread.maxSkew()) {
                return Rejection.preemptible(FilterName.POD_TOPOLOGY_SPREAD, UNMET);
            }
        }
        return null;
    }
}
