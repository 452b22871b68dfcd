package dev.leme.scheduler.filter;

import dev.leme.api.core.v1.Affinity;
import dev.leme.api.core.v1.Pod;
import dev.leme.scheduler.snapshot.NodeSnapshot;
import dev.leme.scheduler.snapshot.PodDemand;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The filter of affinity and anti-affinity between pods, made for one pod: near whom it must be, from whom it must stay
 * away, and who must stay away from it. The first of several pods that want to be near each other may go anywhere.
 */
public final class Neighbours implements Filter {

    private final Function<String, Map<String, String>> labelsOfNamespace;
    private final List<NodeSnapshot> nodes;
    private final List<Term> wanted;
    private final List<Term> unwanted;
    private final boolean isFirst;
    private final Set<Place> near = new HashSet<>();
    private final Set<Place> unwantedPlaces = new HashSet<>();
    private final Set<Place> repelledFrom = new HashSet<>();

    private Neighbours(
            PodDemand demand, List<NodeSnapshot> nodes, Function<String, Map<String, String>> labelsOfNamespace) {
        this.labelsOfNamespace = labelsOfNamespace;
        this.nodes = nodes;
        Pod pod = demand.pod();
        Affinity affinity = pod.spec().affinity();
        wanted = Term.of(affinity.podAffinity().requiredDuringSchedulingIgnoredDuringExecution(), pod);
        unwanted = Term.of(affinity.podAntiAffinity().requiredDuringSchedulingIgnoredDuringExecution(), pod);
        unwanted.forEach(term -> addPlaces(term, unwantedPlaces));
        addRepelled(pod);
        boolean nobody = !wanted.isEmpty() && nobodyIsWanted();
        isFirst = nobody && wanted.stream().allMatch(term -> term.means(pod, labelsOfNamespace));
    }

    /** The filter of this pod among {@code nodes}. */
    public static Filter of(
            PodDemand pod, List<NodeSnapshot> nodes, Function<String, Map<String, String>> labelsOfNamespace) {
        return new Neighbours(pod, nodes, labelsOfNamespace);
    }

    private void addPlaces(Term term, Set<Place> places) {
        for (NodeSnapshot node : nodes) {
            Place place = place(term, node);
            boolean met = place != null
                    && node.pods().values().stream().anyMatch(other -> term.means(other.pod(), labelsOfNamespace));
            if (met) {
                places.add(place);
            }
        }
    }

    private static @Nullable Place place(Term term, NodeSnapshot node) {
        String value = node.labels().get(term.topologyKey());
        return value == null ? null : new Place(term.topologyKey(), value);
    }

    private void addRepelled(Pod pod) {
        for (NodeSnapshot node : nodes) {
            for (PodDemand other : node.repelling()) {
                for (Term term : Term.of(
                        other.pod()
                                .spec()
                                .affinity()
                                .podAntiAffinity()
                                .requiredDuringSchedulingIgnoredDuringExecution(),
                        other.pod())) {
                    Place place = place(term, node);
                    if (place != null && term.means(pod, labelsOfNamespace)) {
                        repelledFrom.add(place);
                    }
                }
            }
        }
    }

    private boolean nobodyIsWanted() {
        wanted.forEach(term -> addPlaces(term, near));
        return near.isEmpty();
    }

    @Override
    public @Nullable Rejection check(PodDemand pod, NodeSnapshot node) {
        for (Term term : wanted) {
            Place place = place(term, node);
            if (place == null || !isFirst && !near.contains(place)) {
                return Rejection.of(Obstacle.PODS, "node(s) didn't match pod affinity rules");
            }
        }
        if (unwanted.stream().map(term -> place(term, node)).anyMatch(unwantedPlaces::contains)) {
            return preemptible("node(s) didn't match pod anti-affinity rules");
        }
        boolean repelled = repelledFrom.stream()
                .anyMatch(place -> place.value().equals(node.labels().get(place.topologyKey())));
        return repelled ? preemptible("node(s) didn't satisfy existing pods anti-affinity rules") : null;
    }

    private static Rejection preemptible(String reason) {
        return new Rejection(Obstacle.PODS, List.of(reason), true);
    }
}
