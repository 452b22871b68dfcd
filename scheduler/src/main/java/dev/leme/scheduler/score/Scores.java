package dev.leme.scheduler.score;

import dev.leme.api.core.v1.Container;
import dev.leme.api.core.v1.ContainerImage;
import dev.leme.api.core.v1.PreferredSchedulingTerm;
import dev.leme.api.core.v1.Taint;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.selector.NodeSelector;
import dev.leme.scheduler.filter.Filters;
import dev.leme.scheduler.snapshot.Amounts;
import dev.leme.scheduler.snapshot.NodeSnapshot;
import dev.leme.scheduler.snapshot.PodDemand;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleBiFunction;

/** Compares nodes that can all take a pod. Each score goes from 0 to 100 and has a weight; the weights are upstream's. */
public final class Scores {

    /** One thing to compare by. */
    private record Score(int weight, ToDoubleBiFunction<PodDemand, NodeSnapshot> rate, boolean normalized) {}

    private static final List<Score> ALL = List.of(
            new Score(1, Scores::leastAllocated, false),
            new Score(1, Scores::balanced, false),
            new Score(1, Scores::hasImages, false),
            new Score(2, Scores::preferredAffinity, true),
            new Score(3, (pod, node) -> -unwantedTaints(pod, node), true),
            new Score(2, (pod, node) -> -siblings(pod, node), true));

    private Scores() {}

    /** The node that suits best; of equals the first by name. {@code nodes} must not be empty. */
    public static NodeSnapshot best(PodDemand pod, List<NodeSnapshot> nodes) {
        if (nodes.size() == 1) {
            return nodes.getFirst();
        }
        Map<String, Double> totals = new HashMap<>();
        for (Score score : ALL) {
            double[] rates = nodes.stream()
                    .mapToDouble(node -> score.rate.applyAsDouble(pod, node))
                    .toArray();
            double[] comparable = score.normalized ? normalized(rates) : rates;
            for (int i = 0; i < comparable.length; i++) {
                totals.merge(nodes.get(i).name(), score.weight * comparable[i], Double::sum);
            }
        }
        return nodes.stream()
                .max(Comparator.<NodeSnapshot>comparingDouble(node -> totals.getOrDefault(node.name(), 0.0))
                        .thenComparing(NodeSnapshot::name, Comparator.reverseOrder()))
                .orElseThrow();
    }

    private static double[] normalized(double[] rates) {
        double least = Double.MAX_VALUE;
        double most = -Double.MAX_VALUE;
        for (double rate : rates) {
            least = Math.min(least, rate);
            most = Math.max(most, rate);
        }
        double[] result = new double[rates.length];
        for (int i = 0; i < rates.length; i++) {
            result[i] = most > least ? 100 * (rates[i] - least) / (most - least) : 0;
        }
        return result;
    }

    private static double used(PodDemand pod, NodeSnapshot node, String resource) {
        long all = node.allocatable().get(resource);
        long used = node.scored().get(resource) + pod.scored().get(resource);
        return all == 0 ? 1 : Math.min(1, (double) used / all);
    }

    static double leastAllocated(PodDemand pod, NodeSnapshot node) {
        return 100 * (2 - used(pod, node, Amounts.CPU) - used(pod, node, Amounts.MEMORY)) / 2;
    }

    static double balanced(PodDemand pod, NodeSnapshot node) {
        return 100 * (1 - Math.abs(used(pod, node, Amounts.CPU) - used(pod, node, Amounts.MEMORY)) / 2);
    }

    /** The share of the pod's images that the node has. */
    static double hasImages(PodDemand pod, NodeSnapshot node) {
        List<Container> containers = pod.pod().spec().containers();
        long there = containers.stream()
                .filter(container -> node.node().status().images().stream()
                        .map(ContainerImage::names)
                        .anyMatch(names -> names.contains(container.image())))
                .count();
        return containers.isEmpty() ? 0 : 100.0 * there / containers.size();
    }

    private static double preferredAffinity(PodDemand pod, NodeSnapshot node) {
        double sum = 0;
        for (PreferredSchedulingTerm term :
                pod.pod().spec().affinity().nodeAffinity().preferredDuringSchedulingIgnoredDuringExecution()) {
            if (NodeSelector.term(term.preference().json()).matches(node.labels(), node.name())) {
                sum += term.weight();
            }
        }
        return sum;
    }

    private static double unwantedTaints(PodDemand pod, NodeSnapshot node) {
        double count = 0;
        for (Taint taint : node.node().spec().taints()) {
            if (taint.effect().equals("PreferNoSchedule")
                    && !Filters.isTolerated(pod.pod().spec(), taint)) {
                count++;
            }
        }
        return count;
    }

    /** How many pods of the same controller are there already: replicas spread. */
    private static double siblings(PodDemand pod, NodeSnapshot node) {
        String owner = ownerUid(pod);
        if (owner.isEmpty()) {
            return 0;
        }
        return node.pods().values().stream()
                .filter(other -> ownerUid(other).equals(owner))
                .count();
    }

    private static String ownerUid(PodDemand pod) {
        JsonObject owner = ApiObject.of(pod.pod().json()).controllerReference();
        return owner == null ? "" : owner.string("uid");
    }
}
