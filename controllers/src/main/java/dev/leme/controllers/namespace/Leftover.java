package dev.leme.controllers.namespace;

import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is left of one kind in a namespace after all of it was deleted.
 *
 * @param resource the kind
 * @param count how many objects
 * @param finalizers how many of them each finalizer holds
 * @param expected how long they may reasonably take; zero when nothing explains why they are still there
 */
record Leftover(Resource resource, int count, Map<String, Integer> finalizers, Duration expected) {

    /** What whoever works off a finalizer is given. */
    private static final Duration FINALIZING = Duration.ofSeconds(15);

    Leftover {
        finalizers = Map.copyOf(finalizers);
    }

    /**
     * Judges what is left. A pure function.
     *
     * @param left the objects
     * @param since when the namespace was deleted
     */
    static Leftover of(Resource resource, List<ApiObject> left, Instant since, Instant now) {
        Map<String, Integer> finalizers = new TreeMap<>();
        left.forEach(object -> object.finalizers().forEach(name -> finalizers.merge(name, 1, Integer::sum)));
        Duration grace = resource.equals(Resources.PODS) ? grace(left) : Duration.ZERO;
        if (!since.plus(grace).isAfter(now)) {
            grace = finalizers.isEmpty() ? Duration.ZERO : FINALIZING;
        }
        return new Leftover(resource, left.size(), finalizers, grace);
    }

    /** The longest that a pod may take to end. */
    private static Duration grace(List<ApiObject> pods) {
        return Duration.ofSeconds(pods.stream()
                .filter(pod -> !hasEnded(pod))
                .mapToLong(pod -> pod.spec().number("terminationGracePeriodSeconds", 0))
                .max()
                .orElse(0));
    }

    private static boolean hasEnded(ApiObject pod) {
        String phase = pod.status().string("phase");
        return phase.equals("Succeeded") || phase.equals("Failed");
    }

    /** Whether nothing explains why the objects are still there. */
    boolean isUnexpected() {
        return expected.isZero();
    }
}
