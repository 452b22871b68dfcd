package dev.leme.apiserver.hooks;

import dev.leme.api.field.FieldError;
import dev.leme.api.field.FieldPath;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.service.ServiceNeeds;
import dev.leme.api.status.ApiException;
import dev.leme.apiserver.storage.Companions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Gives one Service the node ports that it needs and takes back those that it no longer has. Lives as long as one write. */
final class PortAllocation {

    private final NodePorts nodePorts;
    private final ApiObject service;
    private final Companions companions;
    private final Set<Integer> held;
    private final boolean isNew;
    private final Set<Integer> kept = new HashSet<>();

    PortAllocation(NodePorts nodePorts, ApiObject service, JsonObject before, Companions companions) {
        this.nodePorts = nodePorts;
        this.service = service;
        this.companions = companions;
        this.held = NodePorts.of(before);
        this.isNew = before.isEmpty();
    }

    /** The spec with its ports. */
    JsonObject apply(JsonObject spec) {
        JsonObject result = health(ports(spec));
        held.stream().filter(port -> !kept.contains(port)).forEach(port -> nodePorts.release(port, companions));
        return result;
    }

    private JsonObject ports(JsonObject spec) {
        List<JsonObject> ports = spec.array("ports").objects();
        boolean given = ServiceNeeds.nodePorts(spec);
        Map<Long, Integer> wanted = new HashMap<>();
        for (int i = 0; i < ports.size(); i++) {
            int number = (int) ports.get(i).number("nodePort", 0);
            if (number != 0) {
                claim(number, FieldPath.of("spec", "ports").index(i).child("nodePort"));
                wanted.putIfAbsent(ports.get(i).number("port", 0), number);
            }
        }
        List<JsonValue> result = new ArrayList<>();
        for (JsonObject port : ports) {
            boolean lacks = given && port.number("nodePort", 0) == 0;
            result.add(lacks ? port.with("nodePort", chosen(port.number("port", 0), wanted)) : port);
        }
        return ports.isEmpty() ? spec : spec.with("ports", new JsonArray(result));
    }

    /** One port for two protocols has one node port, in a new Service; an old one's stay apart. */
    private int chosen(long port, Map<Long, Integer> wanted) {
        Integer same = isNew ? wanted.get(port) : null;
        if (same != null) {
            return same;
        }
        int number = nodePorts.choose(kept);
        take(number);
        wanted.put(port, number);
        return number;
    }

    private void claim(int number, FieldPath path) {
        if (kept.contains(number) || held.contains(number)) {
            kept.add(number);
            return;
        }
        String refusal = nodePorts.refusal(number);
        if (!refusal.isEmpty()) {
            throw ApiException.invalid(
                    Resources.SERVICES, service.name(), List.of(FieldError.invalid(path, number, refusal)));
        }
        take(number);
    }

    private void take(int number) {
        kept.add(number);
        nodePorts.take(number, service, companions);
    }

    private JsonObject health(JsonObject spec) {
        if (!ServiceNeeds.healthPort(spec)) {
            return spec;
        }
        int number = (int) spec.number("healthCheckNodePort", 0);
        if (number == 0) {
            int chosen = nodePorts.choose(kept);
            take(chosen);
            return spec.with("healthCheckNodePort", chosen);
        }
        String refusal = held.contains(number) ? "" : nodePorts.refusal(number);
        if (!refusal.isEmpty() || kept.contains(number)) {
            String why = refusal.isEmpty() ? "provided port is already allocated" : refusal;
            throw ApiException.internal("failed to allocate requested HealthCheck NodePort " + number + ": " + why);
        }
        if (held.contains(number)) {
            kept.add(number);
        } else {
            take(number);
        }
        return spec;
    }
}
