package dev.leme.api.defaults;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonNull;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;
import dev.leme.api.json.JsonValue;
import dev.leme.api.service.ServiceNeeds;
import java.util.LinkedHashSet;
import java.util.Set;

/** Defaults of services, of what lies behind them, and of the rules about traffic. */
final class ServiceDefaults {

    /** Three hours. */
    private static final int AFFINITY_SECONDS = 10_800;

    private ServiceDefaults() {}

    static JsonObject service(JsonObject service) {
        return balanced(Members.inside(service, "spec", spec -> {
            JsonObject result = Members.text(spec, "type", "ClusterIP");
            result = Members.text(result, "sessionAffinity", "None");
            result = affinity(result);
            result = Members.each(result, "ports", ServiceDefaults::port);
            return traffic(result, result.string("type"));
        }));
    }

    /** Addresses of a load balancer are virtual unless it says otherwise. */
    private static JsonObject balanced(JsonObject service) {
        boolean outside = service.object("spec").string("type").equals("LoadBalancer");
        return !outside
                ? service
                : Members.within(
                        service,
                        "status",
                        status -> Members.within(
                                status,
                                "loadBalancer",
                                balancer -> Members.each(
                                        balancer,
                                        "ingress",
                                        ingress -> ingress.string("ip").isEmpty()
                                                ? ingress
                                                : Members.text(ingress, "ipMode", "VIP"))));
    }

    private static JsonObject affinity(JsonObject spec) {
        return switch (spec.string("sessionAffinity")) {
            case "None" -> spec.without("sessionAffinityConfig");
            case "ClientIP" ->
                Members.inside(
                        spec,
                        "sessionAffinityConfig",
                        config -> Members.inside(
                                config,
                                "clientIP",
                                client -> Members.number(client, "timeoutSeconds", AFFINITY_SECONDS)));
            default -> spec;
        };
    }

    private static JsonObject port(JsonObject port) {
        JsonObject result = Members.text(port, "protocol", "TCP");
        JsonValue target = port.get("targetPort");
        boolean unset = target == null
                || target.equals(JsonValue.of(0))
                || target instanceof JsonString(String name) && name.isEmpty();
        JsonValue own = port.get("port");
        return unset && own != null ? result.with("targetPort", own) : result;
    }

    private static JsonObject traffic(JsonObject spec, String type) {
        JsonObject result = ServiceNeeds.outward(spec) ? Members.text(spec, "externalTrafficPolicy", "Cluster") : spec;
        if (!type.equals("ExternalName")) {
            result = Members.text(result, "internalTrafficPolicy", "Cluster");
        }
        return type.equals("LoadBalancer") ? Members.bool(result, "allocateLoadBalancerNodePorts", true) : result;
    }

    static JsonObject endpoints(JsonObject endpoints) {
        return Members.each(
                endpoints,
                "subsets",
                subset -> Members.each(subset, "ports", port -> Members.text(port, "protocol", "TCP")));
    }

    /** Both lists are always written, null where they are empty. */
    static JsonObject endpointSlice(JsonObject slice) {
        JsonObject result = Members.each(
                slice,
                "ports",
                port -> Members.text(Members.value(port, "name", new JsonString("")), "protocol", "TCP"));
        result = Members.each(
                result, "endpoints", endpoint -> Members.inside(endpoint, "conditions", conditions -> conditions));
        return Members.value(Members.value(result, "endpoints", JsonNull.NULL), "ports", JsonNull.NULL);
    }

    static JsonObject networkPolicy(JsonObject policy) {
        return Members.inside(policy, "spec", spec -> {
            JsonObject result = Members.value(spec, "podSelector", JsonObject.EMPTY);
            for (String direction : new String[] {"ingress", "egress"}) {
                result = Members.each(
                        result,
                        direction,
                        rule -> Members.each(rule, "ports", port -> Members.text(port, "protocol", "TCP")));
            }
            Set<String> types = new LinkedHashSet<>();
            types.add("Ingress");
            if (!spec.array("egress").isEmpty()) {
                types.add("Egress");
            }
            return Members.value(result, "policyTypes", JsonArray.ofStrings(types));
        });
    }

    static JsonObject ingressClass(JsonObject ingressClass) {
        return Members.within(
                ingressClass,
                "spec",
                spec -> Members.within(spec, "parameters", parameters -> Members.text(parameters, "scope", "Cluster")));
    }
}
