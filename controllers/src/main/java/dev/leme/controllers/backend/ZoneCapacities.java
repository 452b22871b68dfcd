package dev.leme.controllers.backend;

import dev.leme.api.object.ApiObject;
import dev.leme.api.quantity.Quantity;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * How much of the cluster's work the nodes of each zone do: traffic is taken to come from there in that proportion.
 *
 * @param shares the share of each zone, by its name, together 1; empty where a node doesn't say enough, or all are in one zone
 */
public record ZoneCapacities(Map<String, Double> shares) {

    private static final ZoneCapacities UNKNOWN = new ZoneCapacities(Map.of());
    private static final String ZONE = "topology.kubernetes.io/zone";
    private static final String CONTROL_PLANE = "node-role.kubernetes.io/control-plane";
    private static final String MASTER = "node-role.kubernetes.io/master";

    /** Of the nodes that are ready and do others' work; each must say its zone and its processors. */
    public static ZoneCapacities of(Collection<ApiObject> nodes) {
        Map<String, Long> millis = new TreeMap<>();
        for (ApiObject node : nodes) {
            if (counts(node)) {
                long own = processors(node);
                String zone = node.labels().getOrDefault(ZONE, "");
                if (zone.isEmpty() || own == 0) {
                    return UNKNOWN;
                }
                millis.merge(zone, own, Long::sum);
            }
        }
        if (millis.size() < 2) {
            return UNKNOWN;
        }
        double all = millis.values().stream().mapToLong(Long::longValue).sum();
        Map<String, Double> shares = new TreeMap<>();
        millis.forEach((zone, own) -> shares.put(zone, own / all));
        return new ZoneCapacities(shares);
    }

    private static boolean counts(ApiObject node) {
        boolean ready = node.status().array("conditions").objects().stream()
                .anyMatch(condition -> condition.string("type").equals("Ready")
                        && condition.string("status").equals("True"));
        return ready
                && !node.labels().containsKey(CONTROL_PLANE)
                && !node.labels().containsKey(MASTER);
    }

    private static long processors(ApiObject node) {
        return Quantity.parseOrZero(node.status().object("allocatable").string("cpu"))
                .milliValue();
    }

    /** Whether a change of a node may change the shares. */
    static boolean differ(ApiObject before, ApiObject after) {
        return counts(before) != counts(after)
                || processors(before) != processors(after)
                || !before.labels().getOrDefault(ZONE, "").equals(after.labels().getOrDefault(ZONE, ""));
    }
}
