package dev.leme.controllers.serviceloadbalancer;

import dev.leme.api.core.v1.Service;
import dev.leme.api.core.v1.ServiceSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which changes of a Service people are told of, by the reason of the event; upstream's. Pure. */
final class SpecChanges {

    private SpecChanges() {}

    static Map<String, String> between(Service before, Service after) {
        Map<String, String> changes = new LinkedHashMap<>();
        ServiceSpec old = before.spec();
        ServiceSpec now = after.spec();
        boolean wanted = LoadBalancerPlanner.wants(before);
        if (wanted != LoadBalancerPlanner.wants(after)) {
            note(changes, "Type", old.type(), now.type());
        } else if (wanted) {
            note(
                    changes,
                    "LoadBalancerSourceRanges",
                    list(old.loadBalancerSourceRanges()),
                    list(now.loadBalancerSourceRanges()));
            note(changes, "LoadbalancerIP", old.loadBalancerIP(), now.loadBalancerIP());
            note(changes, "ExternalTrafficPolicy", old.externalTrafficPolicy(), now.externalTrafficPolicy());
            note(changes, "HealthCheckNodePort", "" + old.healthCheckNodePort(), "" + now.healthCheckNodePort());
        }
        return changes;
    }

    private static String list(List<String> entries) {
        return "[" + String.join(" ", entries) + "]";
    }

    private static void note(Map<String, String> changes, String reason, String before, String after) {
        if (!before.equals(after)) {
            changes.put(reason, before + " -> " + after);
        }
    }
}
