package dev.leme.controllers.nodelifecycle;

import dev.leme.api.object.ApiObject;
import dev.leme.controllers.nodelifecycle.Taints.Eviction;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * How fast pods may be made to leave nodes that aren't ready. One node at a time and zone, every ten seconds; where more than
 * half of a zone is gone, ten times slower, and not at all in a zone of up to 50 nodes; not at all either when no node of the
 * cluster is ready: then it is more likely that we hear nobody than that nobody lives. The figures are upstream's.
 */
final class Zones {

    private static final Duration ONE_NODE = Duration.ofSeconds(10);
    private static final Duration ONE_NODE_OF_MANY = Duration.ofSeconds(100);
    private static final double MANY = 0.55;
    private static final int LARGE = 50;

    private record Count(int ready, int notReady) {

        Count plus(boolean isReady) {
            return isReady ? new Count(ready + 1, notReady) : new Count(ready, notReady + 1);
        }

        /** The time between two nodes; zero when none is to be cleared. */
        Duration pace() {
            int all = ready + notReady;
            boolean partial = ready > 0 && notReady > 2 && notReady >= MANY * all;
            if (!partial) {
                return ONE_NODE;
            }
            return all > LARGE ? ONE_NODE_OF_MANY : Duration.ZERO;
        }
    }

    private final Map<String, Instant> next = new HashMap<>();

    /** Whether pods are to leave {@code node}, which isn't ready and may be tainted already, among all {@code others}. */
    synchronized Eviction of(ApiObject node, Collection<ApiObject> others, boolean tainted, Instant now) {
        Map<String, Count> counts = count(others);
        counts.merge(zone(node), new Count(0, 1), (one, two) -> one.plus(false));
        if (counts.values().stream().allMatch(count -> count.ready == 0)) {
            return Eviction.NO;
        }
        if (tainted) {
            return Eviction.YES;
        }
        String zone = zone(node);
        Duration pace = counts.getOrDefault(zone, new Count(0, 1)).pace();
        boolean waits = pace.isZero() || next.getOrDefault(zone, now).isAfter(now);
        if (waits) {
            return Eviction.LATER;
        }
        next.put(zone, now.plus(pace));
        return Eviction.YES;
    }

    private static Map<String, Count> count(Collection<ApiObject> nodes) {
        Map<String, Count> counts = new HashMap<>();
        for (ApiObject node : nodes) {
            boolean ready = Taints.ofReadiness(node).isEmpty();
            counts.merge(zone(node), new Count(0, 0).plus(ready), (one, two) -> one.plus(ready));
        }
        return counts;
    }

    private static String zone(ApiObject node) {
        return node.labels().getOrDefault("topology.kubernetes.io/region", "") + ":"
                + node.labels().getOrDefault("topology.kubernetes.io/zone", "");
    }
}
