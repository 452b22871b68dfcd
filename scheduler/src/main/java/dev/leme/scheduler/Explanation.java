package dev.leme.scheduler;

import dev.leme.api.core.v1.Node;
import dev.leme.api.core.v1.Pod;
import dev.leme.api.object.ApiObject;
import dev.leme.api.selector.LabelSelector;
import dev.leme.scheduler.filter.FilterName;
import dev.leme.scheduler.filter.PodFilters;
import dev.leme.scheduler.filter.Refused;
import dev.leme.scheduler.filter.Rejection;
import dev.leme.scheduler.filter.Verdict;
import dev.leme.scheduler.score.Scores;
import dev.leme.scheduler.score.Surroundings;
import dev.leme.scheduler.snapshot.ClusterImage;
import dev.leme.scheduler.snapshot.NodeSnapshot;
import dev.leme.scheduler.snapshot.PodDemand;
import dev.leme.scheduler.volume.ExclusiveClaims;
import dev.leme.scheduler.volume.PodClaims;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What the scheduler thinks of each node for one pod, for people who ask why. A pure function of what the API shows; volumes
 * and which pods could be made to leave are left out.
 *
 * @param refusals the nodes that can't take the pod, each with its reasons
 * @param scores what each score, weighted, gives the nodes that can, by node and the score's name
 * @param byFilter how many nodes fell to which filter
 */
public record Explanation(
        List<Refusal> refusals, Map<String, Map<String, Double>> scores, Map<FilterName, Integer> byFilter) {

    /**
     * Why one node can't take the pod.
     *
     * @param node the node
     * @param filter who says so
     * @param reasons upstream's wording
     * @param preemptible whether the removal of other pods could help
     */
    public record Refusal(String node, FilterName filter, List<String> reasons, boolean preemptible) {}

    /** Explains for {@code pod}, as it is or as if it weren't placed yet, among all nodes and pods of the cluster. */
    public static Explanation of(
            ApiObject pod,
            List<ApiObject> nodes,
            List<ApiObject> pods,
            Function<String, Map<String, String>> labelsOfNamespace) {
        PodDemand demand = PodDemand.of(Pod.of(pod.with("spec", pod.spec().without("nodeName"))));
        List<NodeSnapshot> all = image(pod, nodes, pods).snapshot();
        PodFilters filters = PodFilters.of(
                demand, all, (any, node) -> null, ExclusiveClaims.of(demand, PodClaims.NONE, all), labelsOfNamespace);
        List<NodeSnapshot> fitting = new ArrayList<>();
        List<Refused> refused = new ArrayList<>();
        for (NodeSnapshot node : all) {
            Rejection rejection = filters.check(node);
            if (rejection == null) {
                fitting.add(node);
            } else {
                refused.add(new Refused(node, rejection));
            }
        }
        Surroundings around = new Surroundings(all, labelsOfNamespace, LabelSelector.NOTHING);
        return new Explanation(
                refused.stream().map(Explanation::refusal).toList(),
                scores(demand, fitting, around),
                Verdict.ofNodes(refused, "").byFilter());
    }

    private static ClusterImage image(ApiObject pod, List<ApiObject> nodes, List<ApiObject> pods) {
        ClusterImage image = new ClusterImage();
        nodes.forEach(node -> image.put(Node.of(node)));
        for (ApiObject other : pods) {
            String node = other.spec().string("nodeName");
            if (!node.isEmpty() && !Wakers.hasEnded(other) && !other.uid().equals(pod.uid())) {
                image.place(Pod.of(other), node);
            }
        }
        return image;
    }

    private static Refusal refusal(Refused refused) {
        Rejection rejection = refused.rejection();
        return new Refusal(refused.node().name(), rejection.filter(), rejection.reasons(), rejection.preemptible());
    }

    private static Map<String, Map<String, Double>> scores(
            PodDemand pod, List<NodeSnapshot> nodes, Surroundings around) {
        Map<String, Map<String, Double>> scores = new LinkedHashMap<>();
        Scores.explain(pod, nodes, around).forEach((name, rates) -> {
            for (int i = 0; i < rates.length; i++) {
                scores.computeIfAbsent(nodes.get(i).name(), node -> new LinkedHashMap<>())
                        .put(name, rates[i]);
            }
        });
        return scores;
    }
}
