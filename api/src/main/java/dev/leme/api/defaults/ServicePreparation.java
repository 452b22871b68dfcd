package dev.leme.api.defaults;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import dev.leme.api.service.ServiceNeeds;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The singular and the plural of a Service's address say the same. An update keeps what was allocated where its writer left it
 * out, and gives up what the new type has no use for, unless the writer asks for it anew (which validation then refuses).
 * Allocating is the API server's.
 */
final class ServicePreparation extends PrepareRule {

    private static final String IP = "clusterIP";
    private static final String IPS = "clusterIPs";
    private static final String HEALTH = "healthCheckNodePort";
    private static final String NODE_PORT = "nodePort";

    ServicePreparation() {
        super(true, (JsonObject) Json.parse("{\"loadBalancer\":{}}"), false, false, false);
    }

    @Override
    public ApiObject create(ApiObject service) {
        JsonObject spec = service.spec();
        boolean singular = !spec.string(IP).isEmpty() && spec.array(IPS).isEmpty();
        return super.create(service).with("spec", singular ? plural(spec) : spec);
    }

    private static JsonObject plural(JsonObject spec) {
        return spec.with(IPS, JsonArray.ofStrings(List.of(spec.string(IP))));
    }

    @Override
    public ApiObject update(ApiObject fresh, ApiObject old) {
        JsonObject before = old.spec();
        JsonObject spec = withoutStale(synced(kept(fresh.spec(), before), before), before);
        ApiObject result = super.update(fresh, old).with("spec", spec);
        return ServiceNeeds.balanced(spec)
                ? result
                : result.withStatus(result.status().with("loadBalancer", JsonObject.EMPTY));
    }

    /** What {@code old} was given and {@code fresh} doesn't name. */
    private static JsonObject kept(JsonObject fresh, JsonObject old) {
        JsonObject result = fresh;
        if (both(fresh, old, ServiceNeeds::address)) {
            result = result.string(IP).isEmpty() ? copy(result, old, IP) : result;
            boolean same = result.string(IP).equals(old.string(IP));
            result = same && result.array(IPS).isEmpty() ? copy(result, old, IPS) : result;
        }
        if (both(fresh, old, ServiceNeeds::nodePorts)) {
            result = withOldNodePorts(result, old);
        }
        boolean unhealthy = fresh.number(HEALTH, 0) == 0;
        return unhealthy && both(fresh, old, ServiceNeeds::healthPort) ? copy(result, old, HEALTH) : result;
    }

    private static boolean both(JsonObject fresh, JsonObject old, Predicate<JsonObject> need) {
        return need.test(fresh) && need.test(old);
    }

    /** Ports are known by their names; a node port that the writer gave to another of the ports stays with that. */
    private static JsonObject withOldNodePorts(JsonObject fresh, JsonObject old) {
        Set<Long> used = nodePorts(old);
        used.retainAll(nodePorts(fresh));
        Map<String, Long> byName = new HashMap<>();
        old.array("ports").objects().forEach(port -> byName.put(port.string("name"), port.number(NODE_PORT, 0)));
        return Members.each(fresh, "ports", port -> {
            long before = byName.getOrDefault(port.string("name"), 0L);
            boolean wanted = port.number(NODE_PORT, 0) == 0 && before != 0 && !used.contains(before);
            return wanted ? port.with(NODE_PORT, before) : port;
        });
    }

    private static Set<Long> nodePorts(JsonObject spec) {
        Set<Long> numbers = new HashSet<>();
        for (JsonObject port : spec.array("ports").objects()) {
            if (port.number(NODE_PORT, 0) != 0) {
                numbers.add(port.number(NODE_PORT, 0));
            }
        }
        return numbers;
    }

    /** A writer that knows only the singular means the plural too. */
    private static JsonObject synced(JsonObject fresh, JsonObject old) {
        String now = fresh.string(IP);
        String before = old.string(IP);
        if (now.equals(before)) {
            return fresh.array(IPS).isEmpty() && !old.array(IPS).isEmpty() ? copy(fresh, old, IPS) : fresh;
        }
        if (!fresh.array(IPS).equals(old.array(IPS))) {
            return fresh;
        }
        return now.isEmpty() ? fresh.without(IPS) : plural(fresh);
    }

    private static JsonObject withoutStale(JsonObject spec, JsonObject old) {
        JsonObject result = spec;
        if (lost(spec, old, ServiceNeeds::address)) {
            boolean same = spec.array(IPS).equals(old.array(IPS));
            result = same ? result.without(IP).without(IPS) : result;
            result = unlessChanged(result, old, "ipFamilies");
            result = unlessChanged(result, old, "ipFamilyPolicy");
        }
        if (lost(spec, old, ServiceNeeds::nodePorts) && nodePorts(spec).equals(nodePorts(old))) {
            result = Members.each(result, "ports", port -> port.without(NODE_PORT));
        }
        if (lost(spec, old, ServiceNeeds::healthPort)) {
            result = unlessChanged(result, old, HEALTH);
        }
        if (lost(spec, old, ServiceNeeds::balanced)) {
            result = unlessChanged(result, old, "allocateLoadBalancerNodePorts");
            result = unlessChanged(result, old, "loadBalancerClass");
        }
        return lost(spec, old, ServiceNeeds::outward) ? unlessChanged(result, old, "externalTrafficPolicy") : result;
    }

    private static boolean lost(JsonObject fresh, JsonObject old, Predicate<JsonObject> need) {
        return need.test(old) && !need.test(fresh);
    }

    private static JsonObject unlessChanged(JsonObject spec, JsonObject old, String name) {
        JsonValue now = spec.get(name);
        return now != null && now.equals(old.get(name)) ? spec.without(name) : spec;
    }
}
