package dev.leme.scheduler.filter;

import dev.leme.api.core.v1.TopologySpreadConstraint;
import dev.leme.api.selector.LabelSelector;
import dev.leme.api.selector.LabelSelector.Operator;
import dev.leme.api.selector.LabelSelector.Requirement;
import dev.leme.scheduler.snapshot.NodeSnapshot;
import dev.leme.scheduler.snapshot.PodDemand;
import java.util.ArrayList;
import java.util.List;

/**
 * One constraint by which a pod is to be spread with its like.
 *
 * @param topologyKey the node label of which each value is a place to count in
 * @param maxSkew by how much counts may differ
 * @param minPlaces with fewer places than this the smallest count is 0
 * @param selector which pods of its namespace are its like
 * @param honorsAffinity whether nodes that it isn't to go to don't count
 * @param honorsTaints whether nodes whose taints it doesn't bear don't count
 */
public record Spread(
        String topologyKey,
        int maxSkew,
        int minPlaces,
        LabelSelector selector,
        boolean honorsAffinity,
        boolean honorsTaints) {

    /** The pod's constraints that say {@code whenUnsatisfiable}. */
    public static List<Spread> of(PodDemand pod, String whenUnsatisfiable) {
        List<Spread> spreads = new ArrayList<>();
        for (TopologySpreadConstraint constraint : pod.pod().spec().topologySpreadConstraints()) {
            if (constraint.whenUnsatisfiable().equals(whenUnsatisfiable)) {
                spreads.add(of(constraint, pod));
            }
        }
        return spreads;
    }

    private static Spread of(TopologySpreadConstraint constraint, PodDemand pod) {
        return new Spread(
                constraint.topologyKey(),
                constraint.maxSkew(),
                constraint.hasMinDomains() ? constraint.minDomains() : 1,
                selector(constraint, pod),
                !constraint.nodeAffinityPolicy().equals("Ignore"),
                constraint.nodeTaintsPolicy().equals("Honor"));
    }

    /** The selector, and the pod's own values of {@code matchLabelKeys}. */
    private static LabelSelector selector(TopologySpreadConstraint constraint, PodDemand pod) {
        if (!constraint.hasLabelSelector()) {
            return LabelSelector.NOTHING;
        }
        LabelSelector selector = LabelSelector.of(constraint.labelSelector().json());
        List<Requirement> requirements = new ArrayList<>(selector.requirements());
        for (String key : constraint.matchLabelKeys()) {
            String value = pod.labels().get(key);
            if (value != null) {
                requirements.add(new Requirement(key, Operator.IN, List.of(value)));
            }
        }
        return new LabelSelector(List.copyOf(requirements), false);
    }

    /** Whether what is on the node counts. */
    public boolean counts(PodDemand pod, NodeSnapshot node) {
        return (!honorsAffinity || pod.placement().selects(node.labels(), node.name()))
                && (!honorsTaints || Filters.isTolerated(pod, node) == null);
    }

    /** Whether {@code other} is the pod's like. */
    public boolean isAlike(PodDemand pod, PodDemand other) {
        return !other.isLeaving() && other.namespace().equals(pod.namespace()) && selector.matches(other.labels());
    }
}
