package dev.leme.scheduler.filter;

import dev.leme.api.core.v1.Pod;
import dev.leme.api.core.v1.TopologySpreadConstraint;
import dev.leme.api.selector.LabelSelector;
import dev.leme.scheduler.snapshot.NodeSnapshot;
import dev.leme.scheduler.snapshot.PodDemand;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The filter of the constraints by which a pod must be spread with its like, made for one pod. */
public final class Spreading implements Filter {

    private static final String UNMET = "node(s) didn't match pod topology spread constraints";

    /**
     * One constraint, counted.
     *
     * @param counts the pods of its kind by the value of the topology's label, over the nodes that the pod could go to
     * @param least the smallest count that the others are measured by
     * @param own 1 when the pod itself counts, else 0
     */
    private record Counted(String topologyKey, int maxSkew, Map<String, Integer> counts, int least, int own) {}

    private final List<Counted> constraints = new ArrayList<>();

    private Spreading(PodDemand pod, List<NodeSnapshot> nodes) {
        for (TopologySpreadConstraint constraint : pod.pod().spec().topologySpreadConstraints()) {
            if (constraint.whenUnsatisfiable().equals("DoNotSchedule")) {
                constraints.add(count(constraint, pod, nodes));
            }
        }
    }

    /** The filter of this pod among {@code nodes}. */
    public static Filter of(PodDemand pod, List<NodeSnapshot> nodes) {
        return new Spreading(pod, nodes);
    }

    private static Counted count(TopologySpreadConstraint constraint, PodDemand pod, List<NodeSnapshot> nodes) {
        LabelSelector selector = constraint.hasLabelSelector()
                ? LabelSelector.of(constraint.labelSelector().json())
                : LabelSelector.NOTHING;
        Map<String, Integer> counts = new HashMap<>();
        for (NodeSnapshot node : nodes) {
            String value = node.labels().get(constraint.topologyKey());
            if (value != null && isEligible(constraint, pod, node)) {
                int found = (int) node.pods().values().stream()
                        .filter(other -> isAlike(other.pod(), pod.pod(), selector))
                        .count();
                counts.merge(value, found, Integer::sum);
            }
        }
        int least = counts.values().stream().mapToInt(Integer::intValue).min().orElse(0);
        boolean tooFewPlaces = constraint.hasMinDomains() && counts.size() < constraint.minDomains();
        int own = selector.matches(pod.pod().metadata().labels()) ? 1 : 0;
        return new Counted(constraint.topologyKey(), constraint.maxSkew(), counts, tooFewPlaces ? 0 : least, own);
    }

    private static boolean isEligible(TopologySpreadConstraint constraint, PodDemand pod, NodeSnapshot node) {
        boolean labels = constraint.nodeAffinityPolicy().equals("Ignore") || Filters.hasTheLabels(pod, node) == null;
        boolean taints = !constraint.nodeTaintsPolicy().equals("Honor") || Filters.isTolerated(pod, node) == null;
        return labels && taints;
    }

    private static boolean isAlike(Pod other, Pod pod, LabelSelector selector) {
        return !other.metadata().hasDeletionTimestamp()
                && other.metadata().namespace().equals(pod.metadata().namespace())
                && selector.matches(other.metadata().labels());
    }

    @Override
    public @Nullable Rejection check(PodDemand pod, NodeSnapshot node) {
        for (Counted constraint : constraints) {
            String value = node.labels().get(constraint.topologyKey);
            if (value == null) {
                return Rejection.of(Obstacle.NODE, UNMET + " (missing required label)");
            }
            int there = constraint.counts.getOrDefault(value, 0) + constraint.own;
            if (there - constraint.least > constraint.maxSkew) {
                return new Rejection(Obstacle.PODS, List.of(UNMET), true);
            }
        }
        return null;
    }
}
