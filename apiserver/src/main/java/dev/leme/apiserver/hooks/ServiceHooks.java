package dev.leme.apiserver.hooks;

import dev.leme.api.field.FieldError;
import dev.leme.api.field.FieldPath;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.apiserver.storage.Companions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Addresses and node ports are taken and given back in the very transaction that writes the Service. */
final class ServiceHooks extends StandardHooks {

    private final ClusterAddresses addresses;
    private final NodePorts nodePorts;

    ServiceHooks(ClusterAddresses addresses, NodePorts nodePorts) {
        super(Resources.SERVICES);
        this.addresses = addresses;
        this.nodePorts = nodePorts;
    }

    @Override
    public ApiObject allocate(ApiObject fresh, @Nullable ApiObject old, Companions companions) {
        JsonObject before = old == null ? JsonObject.EMPTY : old.spec();
        JsonObject spec = address(fresh, before, companions);
        spec = ports(fresh, spec, before, companions);
        return fresh.with("spec", spec);
    }

    private JsonObject address(ApiObject service, JsonObject before, Companions companions) {
        JsonObject spec = service.spec();
        String held = ownAddress(before);
        String wanted = ownAddress(spec);
        boolean needs = !spec.string("type").equals("ExternalName")
                && !spec.string("clusterIP").equals("None");
        if (!held.isEmpty() && !held.equals(wanted)) {
            addresses.release(held, companions);
        }
        if (!needs || held.equals(wanted) && !held.isEmpty()) {
            return spec;
        }
        if (wanted.isEmpty()) {
            String chosen = addresses.choose();
            addresses.take(chosen, service, companions);
            return spec.with("clusterIP", chosen).with("clusterIPs", JsonArray.ofStrings(List.of(chosen)));
        }
        String refusal = addresses.refusal(wanted);
        if (!refusal.isEmpty()) {
            throw ApiException.invalid(
                    Resources.SERVICES,
                    service.name(),
                    List.of(FieldError.invalid(
                            FieldPath.of("spec", "clusterIPs"),
                            JsonArray.ofStrings(List.of(wanted)),
                            "failed to allocate IP " + wanted + ": " + refusal)));
        }
        addresses.take(wanted, service, companions);
        return spec;
    }

    /** The address that a spec holds; empty for none and for headless. */
    private static String ownAddress(JsonObject spec) {
        String address = spec.string("clusterIP");
        return address.equals("None") || spec.string("type").equals("ExternalName") ? "" : address;
    }

    private JsonObject ports(ApiObject service, JsonObject spec, JsonObject before, Companions companions) {
        Set<NodePorts.Port> held = held(before);
        Set<NodePorts.Port> kept = new HashSet<>();
        boolean needs = needsNodePorts(spec);
        List<JsonValue> ports = new ArrayList<>();
        for (JsonObject port : spec.array("ports").objects()) {
            ports.add(needs ? port(service, port, ports.size(), held, kept, companions) : port);
        }
        held.stream().filter(port -> !kept.contains(port)).forEach(port -> nodePorts.release(port, companions));
        return ports.isEmpty() ? spec : spec.with("ports", new JsonArray(ports));
    }

    private JsonObject port(
            ApiObject service,
            JsonObject port,
            int index,
            Set<NodePorts.Port> held,
            Set<NodePorts.Port> kept,
            Companions companions) {
        String protocol = port.string("protocol");
        long asked = port.number("nodePort", 0);
        NodePorts.Port wanted =
                new NodePorts.Port(asked == 0 ? nodePorts.choose(protocol, kept) : (int) asked, protocol);
        if (!kept.add(wanted) || held.contains(wanted)) {
            return port.with("nodePort", wanted.number());
        }
        String refusal = nodePorts.refusal(wanted);
        if (!refusal.isEmpty()) {
            throw ApiException.invalid(
                    Resources.SERVICES,
                    service.name(),
                    List.of(FieldError.invalid(
                            FieldPath.of("spec", "ports").index(index).child("nodePort"), wanted.number(), refusal)));
        }
        nodePorts.take(wanted, service, companions);
        return port.with("nodePort", wanted.number());
    }

    private static Set<NodePorts.Port> held(JsonObject spec) {
        Set<NodePorts.Port> held = new HashSet<>();
        for (JsonObject port : spec.array("ports").objects()) {
            if (port.number("nodePort", 0) != 0) {
                held.add(new NodePorts.Port((int) port.number("nodePort", 0), port.string("protocol")));
            }
        }
        return held;
    }

    private static boolean needsNodePorts(JsonObject spec) {
        return switch (spec.string("type")) {
            case "NodePort" -> true;
            case "LoadBalancer" ->
                !spec.has("allocateLoadBalancerNodePorts") || spec.bool("allocateLoadBalancerNodePorts");
            default -> false;
        };
    }

    @Override
    public void release(ApiObject service, Companions companions) {
        String address = ownAddress(service.spec());
        if (!address.isEmpty()) {
            addresses.release(address, companions);
        }
        held(service.spec()).forEach(port -> nodePorts.release(port, companions));
    }
}
