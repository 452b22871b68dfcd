package dev.leme.scheduler.queue;

import dev.leme.scheduler.filter.Filter;
import dev.leme.scheduler.filter.FilterName;
import dev.leme.scheduler.filter.Filters;
import dev.leme.scheduler.filter.Obstacle;
import dev.leme.scheduler.filter.Rejection;
import dev.leme.scheduler.filter.Spread;
import dev.leme.scheduler.snapshot.ClusterImage;
import dev.leme.scheduler.snapshot.NodeSnapshot;
import dev.leme.scheduler.snapshot.PodDemand;
import dev.leme.scheduler.snapshot.Term;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Which happening may help which pod: whoever it surely doesn't help need not be tried. When in doubt, it may. */
public final class Hints {

    private final ClusterImage image;
    private final Function<String, Map<String, String>> labelsOfNamespace;

    /** Hints by what {@code image} shows now. */
    public Hints(ClusterImage image, Function<String, Map<String, String>> labelsOfNamespace) {
        this.image = image;
        this.labelsOfNamespace = labelsOfNamespace;
    }

    /** Whether a pod that was turned down for these obstacles should be tried again. */
    boolean mayHelp(Happening happening, PodDemand pod, Set<Obstacle> obstacles) {
        return switch (happening) {
            case Happening.LongTimeSince() -> true;
            case Happening.VolumesChanged() -> obstacles.contains(Obstacle.VOLUMES);
            case Happening.NamespaceChanged(String any) -> obstacles.contains(Obstacle.PODS);
            case Happening.NodeGone(String any) -> obstacles.contains(Obstacle.PODS);
            case Happening.NodeChanged(String node) -> nodeMayHelp(node, pod, obstacles);
            case Happening.PodPlaced(PodDemand other, String any) ->
                obstacles.contains(Obstacle.PODS) && concerns(other, pod);
            case Happening.PodLeft(PodDemand other, String node) ->
                obstacles.contains(Obstacle.PODS) && concerns(other, pod)
                        || obstacles.contains(Obstacle.ROOM) && roomMayHelp(other, node, pod);
        };
    }

    private boolean nodeMayHelp(String node, PodDemand pod, Set<Obstacle> obstacles) {
        if (obstacles.contains(Obstacle.PODS) || obstacles.contains(Obstacle.VOLUMES)) {
            return true;
        }
        Rejection rejection = rejection(node, pod);
        return rejection == null || rejection.preemptible();
    }

    /** Room that isn't enough helps all the same when what took it could not be made to leave. */
    private boolean roomMayHelp(PodDemand other, String node, PodDemand pod) {
        Rejection rejection = rejection(node, pod);
        return rejection == null || rejection.preemptible() && other.priority() >= pod.priority();
    }

    private @Nullable Rejection rejection(String name, PodDemand pod) {
        NodeSnapshot node = image.node(name);
        if (node == null) {
            return Rejection.lasting(FilterName.NODE_NAME, "the node is gone");
        }
        for (Filter filter : Filters.ALL) {
            Rejection rejection = filter.check(pod, node);
            if (rejection != null) {
                return rejection;
            }
        }
        return null;
    }

    private boolean concerns(PodDemand other, PodDemand pod) {
        for (Term term : pod.attractions().near()) {
            if (term.means(other, labelsOfNamespace)) {
                return true;
            }
        }
        for (Term term : pod.attractions().away()) {
            if (term.means(other, labelsOfNamespace)) {
                return true;
            }
        }
        return other.attractions().away().stream().anyMatch(term -> term.means(pod, labelsOfNamespace))
                || Spread.of(pod, "DoNotSchedule").stream()
                        .anyMatch(spread -> other.namespace().equals(pod.namespace())
                                && spread.selector().matches(other.labels()));
    }
}
