package dev.leme.api.service;

import dev.leme.api.json.JsonObject;
import java.util.List;

/** What a Service, by its spec, needs of the cluster. */
public final class ServiceNeeds {

    private ServiceNeeds() {}

    /** An address of the cluster's, or none by its own wish: everything but an ExternalName. */
    public static boolean address(JsonObject spec) {
        return !spec.string("type").equals("ExternalName");
    }

    /** Whether it has said that it wants no address. */
    public static boolean headless(JsonObject spec) {
        return spec.array("clusterIPs").strings().equals(List.of("None"))
                || spec.string("clusterIP").equals("None");
    }

    /** A port on every node for each of its ports. */
    public static boolean nodePorts(JsonObject spec) {
        return switch (spec.string("type")) {
            case "NodePort" -> true;
            case "LoadBalancer" ->
                !spec.has("allocateLoadBalancerNodePorts") || spec.bool("allocateLoadBalancerNodePorts");
            default -> false;
        };
    }

    /** A port on every node that says whether endpoints are there. */
    public static boolean healthPort(JsonObject spec) {
        return balanced(spec) && spec.string("externalTrafficPolicy").equals("Local");
    }

    /** An address outside the cluster. */
    public static boolean balanced(JsonObject spec) {
        return spec.string("type").equals("LoadBalancer");
    }

    /** Whether clients outside the cluster can come to it. */
    public static boolean outward(JsonObject spec) {
        return switch (spec.string("type")) {
            case "NodePort", "LoadBalancer" -> true;
            case "ClusterIP" -> !spec.array("externalIPs").isEmpty();
            default -> false;
        };
    }
}
