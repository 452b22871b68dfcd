package dev.leme.scheduler.filter;

import dev.leme.scheduler.snapshot.NodeSnapshot;
import dev.leme.scheduler.snapshot.PodDemand;
import dev.leme.scheduler.snapshot.Term;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The filter of affinity and anti-affinity between pods, made for one pod: near whom it must be, from whom it must stay
 * away, and who must stay away from it. The first of several pods that want to be near each other may go anywhere.
 */
public final class Neighbours implements Counting {

    private final Function<String, Map<String, String>> labelsOfNamespace;
    private final PodDemand pod;
    private final List<Term> wanted;
    private final List<Term> unwanted;
    private final boolean wantsItself;
    private final Map<Place, Integer> near = new HashMap<>();
    private final Map<Place, Integer> unwantedPlaces = new HashMap<>();
    private final Map<Place, Integer> repelledFrom = new HashMap<>();

    private Neighbours(
            PodDemand pod, List<NodeSnapshot> nodes, Function<String, Map<String, String>> labelsOfNamespace) {
        this.labelsOfNamespace = labelsOfNamespace;
        this.pod = pod;
        this.wanted = pod.attractions().near();
        this.unwanted = pod.attractions().away();
        this.wantsItself = meansAll(pod);
        boolean indifferent = wanted.isEmpty() && unwanted.isEmpty();
        for (NodeSnapshot node : nodes) {
            for (PodDemand other : indifferent ? node.attracted() : node.pods().values()) {
                count(other, node, 1);
            }
        }
    }

    /** The filter of this pod among {@code nodes}. */
    public static Neighbours of(
            PodDemand pod, List<NodeSnapshot> nodes, Function<String, Map<String, String>> labelsOfNamespace) {
        return new Neighbours(pod, nodes, labelsOfNamespace);
    }

    private boolean meansAll(PodDemand other) {
        for (Term term : wanted) {
            if (!term.means(other, labelsOfNamespace)) {
                return false;
            }
        }
        return true;
    }

    private void count(PodDemand other, NodeSnapshot node, int by) {
        if (!wanted.isEmpty() && meansAll(other)) {
            wanted.forEach(term -> add(near, term, node, by));
        }
        for (Term term : unwanted) {
            if (term.means(other, labelsOfNamespace)) {
                add(unwantedPlaces, term, node, by);
            }
        }
        for (Term term : other.attractions().away()) {
            if (term.means(pod, labelsOfNamespace)) {
                add(repelledFrom, term, node, by);
            }
        }
    }

    private static void add(Map<Place, Integer> counts, Term term, NodeSnapshot node, int by) {
        Place place = place(term, node);
        if (place != null) {
            counts.merge(place, by, (one, two) -> one + two == 0 ? null : one + two);
        }
    }

    private static @Nullable Place place(Term term, NodeSnapshot node) {
        String value = node.label(term.topologyKey());
        return value == null ? null : new Place(term.topologyKey(), value);
    }

    @Override
    public void add(PodDemand other, NodeSnapshot node) {
        count(other, node, 1);
    }

    @Override
    public void remove(PodDemand other, NodeSnapshot node) {
        count(other, node, -1);
    }

    @Override
    public @Nullable Rejection check(PodDemand any, NodeSnapshot node) {
        boolean isFirst = near.isEmpty() && wantsItself;
        for (Term term : wanted) {
            Place place = place(term, node);
            if (place == null || !isFirst && !near.containsKey(place)) {
                return Rejection.lasting(FilterName.INTER_POD_AFFINITY, "node(s) didn't match pod affinity rules");
            }
        }
        for (Term term : unwanted) {
            Place place = place(term, node);
            if (place != null && unwantedPlaces.containsKey(place)) {
                return refusal("node(s) didn't match pod anti-affinity rules");
            }
        }
        for (Place place : repelledFrom.keySet()) {
            if (place.value().equals(node.label(place.topologyKey()))) {
                return refusal("node(s) didn't satisfy existing pods anti-affinity rules");
            }
        }
        return null;
    }

    private static Rejection refusal(String reason) {
        return Rejection.preemptible(FilterName.INTER_POD_AFFINITY, reason);
    }
}
