package dev.leme.scheduler.score;

import dev.leme.api.core.v1.Taint;
import dev.leme.scheduler.snapshot.Amounts;
import dev.leme.scheduler.snapshot.NodeSnapshot;
import dev.leme.scheduler.snapshot.Placement;
import dev.leme.scheduler.snapshot.PodDemand;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleBiFunction;

/** Compares nodes that can all take a pod. Each score goes from 0 to 100 and has a weight; names and weights are upstream's. */
public final class Scores {

    /** Rates every node of a list. */
    @FunctionalInterface
    interface Rating {
        double[] rate(PodDemand pod, List<NodeSnapshot> nodes, Surroundings around);
    }

    private record Score(String name, int weight, Rating rating) {}

    private static final List<Score> ALL = List.of(
            new Score("TaintToleration", 3, each(Scores::unwantedTaints, Scores::fewest)),
            new Score("NodeAffinity", 2, each(Scores::preferredAffinity, Scores::ofMost)),
            new Score("NodeResourcesFit", 1, each(Scores::leastAllocated, rates -> rates)),
            new Score("PodTopologySpread", 2, SpreadScore::rate),
            new Score("InterPodAffinity", 2, NeighbourScore::rate),
            new Score("NodeResourcesBalancedAllocation", 1, each(Scores::balanced, rates -> rates)),
            new Score("ImageLocality", 1, ImageScore::rate));

    /** Makes rates of several nodes comparable. */
    private interface Normalizing {
        double[] normalize(double[] rates);
    }

    private Scores() {}

    private static Rating each(ToDoubleBiFunction<PodDemand, NodeSnapshot> rate, Normalizing normalizing) {
        return (pod, nodes, around) -> {
            double[] rates = new double[nodes.size()];
            for (int i = 0; i < rates.length; i++) {
                rates[i] = rate.applyAsDouble(pod, nodes.get(i));
            }
            return normalizing.normalize(rates);
        };
    }

    /** The node that suits best; of equals the one with fewer pods, then the first. {@code nodes} must not be empty. */
    public static NodeSnapshot best(PodDemand pod, List<NodeSnapshot> nodes, Surroundings around) {
        if (nodes.size() == 1) {
            return nodes.getFirst();
        }
        double[] totals = new double[nodes.size()];
        for (Score score : ALL) {
            double[] rates = score.rating.rate(pod, nodes, around);
            for (int i = 0; i < totals.length; i++) {
                totals[i] += score.weight * rates[i];
            }
        }
        int best = 0;
        for (int i = 1; i < totals.length; i++) {
            boolean equal = totals[i] == totals[best];
            boolean emptier =
                    nodes.get(i).pods().size() < nodes.get(best).pods().size();
            best = totals[i] > totals[best] || equal && emptier ? i : best;
        }
        return nodes.get(best);
    }

    /** What each score, weighted, gives each node. */
    public static Map<String, double[]> explain(PodDemand pod, List<NodeSnapshot> nodes, Surroundings around) {
        Map<String, double[]> rates = new LinkedHashMap<>();
        for (Score score : ALL) {
            double[] weighted = score.rating.rate(pod, nodes, around);
            for (int i = 0; i < weighted.length; i++) {
                weighted[i] *= score.weight;
            }
            rates.put(score.name, weighted);
        }
        return rates;
    }

    private static double[] ofMost(double[] rates) {
        double most = max(rates);
        for (int i = 0; i < rates.length && most > 0; i++) {
            rates[i] = Math.floor(100 * rates[i] / most);
        }
        return rates;
    }

    private static double[] fewest(double[] rates) {
        double[] shares = ofMost(rates);
        for (int i = 0; i < shares.length; i++) {
            shares[i] = 100 - shares[i];
        }
        return shares;
    }

    static double max(double[] rates) {
        double most = rates.length == 0 ? 0 : rates[0];
        for (double rate : rates) {
            most = Math.max(most, rate);
        }
        return most;
    }

    static double min(double[] rates) {
        double least = rates.length == 0 ? 0 : rates[0];
        for (double rate : rates) {
            least = Math.min(least, rate);
        }
        return least;
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

    private static double preferredAffinity(PodDemand pod, NodeSnapshot node) {
        double sum = 0;
        for (Placement.Preference preference : pod.placement().preferred()) {
            sum += preference.term().matches(node.labels(), node.name()) ? preference.weight() : 0;
        }
        return sum;
    }

    private static double unwantedTaints(PodDemand pod, NodeSnapshot node) {
        double count = 0;
        for (Taint taint : node.facts().taints()) {
            boolean unwanted = taint.effect().equals("PreferNoSchedule")
                    && !pod.placement().tolerates(taint);
            count += unwanted ? 1 : 0;
        }
        return count;
    }
}
