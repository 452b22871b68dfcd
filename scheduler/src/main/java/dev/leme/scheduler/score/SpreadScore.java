package dev.leme.scheduler.score;

import dev.leme.api.selector.LabelSelector;
import dev.leme.scheduler.filter.Spread;
import dev.leme.scheduler.snapshot.NodeSnapshot;
import dev.leme.scheduler.snapshot.PodDemand;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Prefers places with fewer of the pod's like, by the constraints that it would like to be met; a pod that has no
 * constraints at all is spread with its siblings over nodes and zones, as upstream's defaults say.
 */
final class SpreadScore {

    private static final String HOSTNAME = "kubernetes.io/hostname";
    private static final String ZONE = "topology.kubernetes.io/zone";

    private final PodDemand pod;
    private final List<NodeSnapshot> nodes;
    private final boolean needsAllLabels;
    private final List<Spread> spreads;

    private SpreadScore(PodDemand pod, List<NodeSnapshot> nodes, Surroundings around) {
        this.pod = pod;
        this.nodes = nodes;
        this.needsAllLabels = !pod.pod().spec().topologySpreadConstraints().isEmpty();
        this.spreads = needsAllLabels ? Spread.of(pod, "ScheduleAnyway") : defaults(around.siblings());
    }

    private static List<Spread> defaults(LabelSelector siblings) {
        return siblings.nothing()
                ? List.of()
                : List.of(
                        new Spread(HOSTNAME, 3, 1, siblings, true, false),
                        new Spread(ZONE, 5, 1, siblings, true, false));
    }

    static double[] rate(PodDemand pod, List<NodeSnapshot> nodes, Surroundings around) {
        SpreadScore score = new SpreadScore(pod, nodes, around);
        return score.spreads.isEmpty() ? new double[nodes.size()] : score.rate(around.nodes());
    }

    private double[] rate(List<NodeSnapshot> all) {
        boolean[] ignored = new boolean[nodes.size()];
        for (int i = 0; i < ignored.length; i++) {
            ignored[i] = needsAllLabels && !hasAllLabels(nodes.get(i));
        }
        double[] rates = new double[nodes.size()];
        for (Spread spread : spreads) {
            add(rates, spread, ignored, all);
        }
        return normalized(rates, ignored);
    }

    private boolean hasAllLabels(NodeSnapshot node) {
        for (Spread spread : spreads) {
            if (node.label(spread.topologyKey()) == null) {
                return false;
            }
        }
        return true;
    }

    private void add(double[] rates, Spread spread, boolean[] ignored, List<NodeSnapshot> all) {
        Set<String> places = new HashSet<>();
        for (int i = 0; i < ignored.length; i++) {
            String value = nodes.get(i).label(spread.topologyKey());
            if (!ignored[i] && value != null) {
                places.add(value);
            }
        }
        Map<String, Integer> counts = count(spread, places, all);
        double weight = Math.log(places.size() + 2.0);
        for (int i = 0; i < rates.length; i++) {
            String value = nodes.get(i).label(spread.topologyKey());
            if (!ignored[i] && value != null) {
                rates[i] += counts.getOrDefault(value, 0) * weight + (spread.maxSkew() - 1);
            }
        }
    }

    private Map<String, Integer> count(Spread spread, Set<String> places, List<NodeSnapshot> all) {
        Map<String, Integer> counts = new HashMap<>();
        for (NodeSnapshot node : all) {
            String value = node.label(spread.topologyKey());
            if (value == null || !places.contains(value) || needsAllLabels && !hasAllLabels(node)) {
                continue;
            }
            if (node.pods().isEmpty() || !spread.counts(pod, node)) {
                continue;
            }
            int alike = 0;
            for (PodDemand other : node.pods().values()) {
                alike += spread.isAlike(pod, other) ? 1 : 0;
            }
            counts.merge(value, alike, Integer::sum);
        }
        return counts;
    }

    /** The less there are, the better; a node that is no place at all gets nothing. */
    private static double[] normalized(double[] rates, boolean[] ignored) {
        double least = Double.MAX_VALUE;
        double most = 0;
        for (int i = 0; i < rates.length; i++) {
            if (!ignored[i]) {
                rates[i] = Math.round(rates[i]);
                least = Math.min(least, rates[i]);
                most = Math.max(most, rates[i]);
            }
        }
        double[] result = new double[rates.length];
        Arrays.fill(result, most == 0 ? 100 : 0);
        for (int i = 0; i < rates.length; i++) {
            if (ignored[i]) {
                result[i] = 0;
            } else if (most > 0) {
                result[i] = Math.floor(100 * (most + least - rates[i]) / most);
            }
        }
        return result;
    }
}
