package dev.leme.api.defaults;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import java.util.ArrayList;
import java.util.List;

/**
 * Services of a cluster with IPv4 alone. The singular and the plural of the cluster's address say the same; an update that
 * leaves an allocated address or node port out keeps it. Allocating is the API server's.
 */
final class ServicePreparation extends PrepareRule {

    private static final String IP = "clusterIP";
    private static final String IPS = "clusterIPs";

    ServicePreparation() {
        super(true, (JsonObject) Json.parse("{\"loadBalancer\":{}}"), false, false, false);
    }

    @Override
    public ApiObject create(ApiObject service) {
        return super.create(service).with("spec", families(addresses(service.spec())));
    }

    @Override
    public ApiObject update(ApiObject fresh, ApiObject old) {
        JsonObject spec = kept(followed(fresh.spec(), old.spec()), old.spec());
        spec = withoutStale(spec, fresh.spec(), old.spec());
        return super.update(fresh, old).with("spec", families(addresses(spec)));
    }

    /** A writer that changes or clears the singular alone means the plural too. */
    private static JsonObject followed(JsonObject fresh, JsonObject old) {
        boolean changed = !fresh.string(IP).equals(old.string(IP));
        return changed && fresh.array(IPS).equals(old.array(IPS)) ? fresh.without(IPS) : fresh;
    }

    private static JsonObject addresses(JsonObject spec) {
        String single = spec.string(IP);
        JsonArray list = spec.array(IPS);
        if (!single.isEmpty() && list.isEmpty()) {
            return spec.with(IPS, JsonArray.ofStrings(List.of(single)));
        }
        return single.isEmpty() && !list.strings().isEmpty()
                ? spec.with(IP, list.strings().getFirst())
                : spec;
    }

    private static JsonObject families(JsonObject spec) {
        if (spec.string("type").equals("ExternalName")) {
            return spec;
        }
        boolean noSelector = spec.object("selector").isEmpty();
        boolean either = spec.string(IP).equals("None") && noSelector;
        JsonObject result = Members.text(spec, "ipFamilyPolicy", either ? "RequireDualStack" : "SingleStack");
        boolean both = either && result.string("ipFamilyPolicy").equals("RequireDualStack");
        return Members.value(
                result, "ipFamilies", JsonArray.ofStrings(both ? List.of("IPv4", "IPv6") : List.of("IPv4")));
    }

    private static boolean hasAddress(JsonObject spec) {
        return !spec.string("type").equals("ExternalName");
    }

    private static boolean hasNodePorts(JsonObject spec) {
        return switch (spec.string("type")) {
            case "NodePort" -> true;
            case "LoadBalancer" ->
                !spec.has("allocateLoadBalancerNodePorts") || spec.bool("allocateLoadBalancerNodePorts");
            default -> false;
        };
    }

    /** The addresses and node ports that {@code old} was given and {@code fresh} doesn't name. */
    private static JsonObject kept(JsonObject fresh, JsonObject old) {
        JsonObject result = fresh;
        if (hasAddress(fresh) && hasAddress(old)) {
            boolean unnamed = fresh.string(IP).isEmpty() && fresh.array(IPS).isEmpty();
            result = unnamed ? copy(copy(result, old, IP), old, IPS) : result;
            for (String name : List.of("ipFamilies", "ipFamilyPolicy")) {
                result = result.has(name) ? result : copy(result, old, name);
            }
        }
        if (fresh.string("type").equals("LoadBalancer") && !fresh.has("healthCheckNodePort")) {
            result = copy(result, old, "healthCheckNodePort");
        }
        return hasNodePorts(fresh) && hasNodePorts(old) ? nodePorts(result, old) : result;
    }

    private static JsonObject nodePorts(JsonObject fresh, JsonObject old) {
        List<JsonValue> ports = new ArrayList<>();
        for (JsonObject port : fresh.array("ports").objects()) {
            ports.add(
                    port.has("nodePort")
                            ? port
                            : withOldNodePort(port, old.array("ports").objects()));
        }
        return ports.isEmpty() ? fresh : fresh.with("ports", new JsonArray(ports));
    }

    private static JsonObject withOldNodePort(JsonObject port, List<JsonObject> old) {
        for (JsonObject candidate : old) {
            boolean same = candidate.string("protocol").equals(port.string("protocol"))
                    && candidate.number("port", 0) == port.number("port", 0);
            JsonValue nodePort = candidate.get("nodePort");
            if (same && nodePort != null) {
                return port.with("nodePort", nodePort);
            }
        }
        return port;
    }

    /** A change of type gives back what the new type has no use for, unless the writer asks for it anew. */
    private static JsonObject withoutStale(JsonObject spec, JsonObject fresh, JsonObject old) {
        JsonObject result = spec;
        boolean sameAddress = fresh.string(IP).equals(old.string(IP));
        if (hasAddress(old) && !hasAddress(fresh) && sameAddress) {
            for (String name : List.of(IP, IPS, "ipFamilies", "ipFamilyPolicy")) {
                result = result.without(name);
            }
        }
        boolean samePorts = fresh.array("ports").equals(old.array("ports"));
        if (hasNodePorts(old) && !hasNodePorts(fresh) && samePorts) {
            result = Members.each(result, "ports", port -> port.without("nodePort"));
        }
        return result;
    }
}
