package dev.leme.scheduler.score;

import dev.leme.scheduler.snapshot.Attractions.Liking;
import dev.leme.scheduler.snapshot.NodeSnapshot;
import dev.leme.scheduler.snapshot.PodDemand;
import dev.leme.scheduler.snapshot.Term;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Prefers nodes near pods that the pod likes, and near pods that like it; away from those that either would rather be away
 * from. A pod that must be near such pods likes them too, with a weight of 1.
 */
final class NeighbourScore {

    private final PodDemand pod;
    private final Surroundings around;
    private final Map<String, Map<String, Double>> weights = new HashMap<>();

    private NeighbourScore(PodDemand pod, Surroundings around) {
        this.pod = pod;
        this.around = around;
    }

    static double[] rate(PodDemand pod, List<NodeSnapshot> nodes, Surroundings around) {
        NeighbourScore score = new NeighbourScore(pod, around);
        score.weigh();
        double[] rates = new double[nodes.size()];
        if (score.weights.isEmpty()) {
            return rates;
        }
        for (int i = 0; i < rates.length; i++) {
            rates[i] = score.of(nodes.get(i));
        }
        double least = Scores.min(rates);
        double range = Scores.max(rates) - least;
        for (int i = 0; i < rates.length; i++) {
            rates[i] = range > 0 ? Math.floor(100 * (rates[i] - least) / range) : 0;
        }
        return rates;
    }

    private void weigh() {
        List<Liking> own = pod.attractions().liked();
        for (NodeSnapshot node : around.nodes()) {
            for (PodDemand other :
                    own.isEmpty() ? node.attracted() : node.pods().values()) {
                own.forEach(liking -> add(liking.term(), other, liking.weight(), node));
                other.attractions().liked().forEach(liking -> add(liking.term(), pod, liking.weight(), node));
                other.attractions().near().forEach(term -> add(term, pod, 1, node));
            }
        }
    }

    private void add(Term term, PodDemand meant, int weight, NodeSnapshot node) {
        String value = node.label(term.topologyKey());
        if (value != null && term.means(meant, around.labelsOfNamespace())) {
            weights.computeIfAbsent(term.topologyKey(), key -> new HashMap<>())
                    .merge(value, (double) weight, Double::sum);
        }
    }

    private double of(NodeSnapshot node) {
        double sum = 0;
        for (Map.Entry<String, Map<String, Double>> key : weights.entrySet()) {
            @Nullable String value = node.label(key.getKey());
            sum += value == null ? 0 : key.getValue().getOrDefault(value, 0.0);
        }
        return sum;
    }
}
