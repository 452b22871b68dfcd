package dev.leme.controllers.endpoints;

import dev.leme.api.core.v1.EndpointAddress;
import dev.leme.api.core.v1.EndpointSubset;
import dev.leme.api.core.v1.Pod;
import dev.leme.api.core.v1.Service;
import dev.leme.api.discovery.v1.Endpoint;
import dev.leme.api.discovery.v1.EndpointPort;
import dev.leme.controllers.backend.Backends;
import dev.leme.controllers.backend.Backends.Group;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Plans the subsets of one Service out of its pods: the same endpoints as in its slices, in the older form. */
final class EndpointsPlanner {

    /** Upstream's limit of one Endpoints object. */
    private static final int MOST = 1000;

    private EndpointsPlanner() {}

    /** Subsets, and whether addresses had to be left out. */
    record Planned(List<EndpointSubset> subsets, boolean truncated) {}

    /** Of the Service's first family alone; a pod without any of the Service's ports isn't among them. */
    static Planned plan(Service service, List<Pod> pods) {
        List<Group> groups =
                Backends.plan(service, pods, Backends.families(service).getFirst(), node -> "");
        boolean hasPorts = !service.spec().ports().isEmpty();
        List<Listed> all = new ArrayList<>();
        for (Group group : groups) {
            if (hasPorts && group.ports().isEmpty()) {
                continue;
            }
            group.endpoints().stream()
                    .filter(endpoint -> !endpoint.conditions().terminating()
                            || service.spec().publishNotReadyAddresses())
                    .forEach(endpoint -> all.add(new Listed(group.ports(), endpoint)));
        }
        List<Listed> kept = all;
        if (all.size() > MOST) {
            kept = all.stream()
                    .sorted(Comparator.comparing(listed -> !listed.isReady()))
                    .limit(MOST)
                    .toList();
        }
        return new Planned(subsets(kept), all.size() > MOST);
    }

    private record Listed(List<EndpointPort> ports, Endpoint endpoint) {
        boolean isReady() {
            return endpoint.conditions().ready();
        }
    }

    /** Addresses in their order as texts, as upstream's. */
    private static List<EndpointSubset> subsets(List<Listed> all) {
        Map<List<EndpointPort>, List<Listed>> byPorts = new LinkedHashMap<>();
        all.stream()
                .sorted(Comparator.comparing(
                        listed -> listed.endpoint().addresses().getFirst()))
                .forEach(listed -> byPorts.computeIfAbsent(listed.ports(), ports -> new ArrayList<>())
                        .add(listed));
        List<EndpointSubset> subsets = new ArrayList<>();
        byPorts.forEach(
                (ports, listed) -> subsets.add(subset(addresses(listed, true), addresses(listed, false), ports)));
        return subsets;
    }

    private static List<EndpointAddress> addresses(List<Listed> all, boolean ready) {
        return all.stream()
                .filter(listed -> listed.isReady() == ready)
                .map(listed -> address(listed.endpoint()))
                .toList();
    }

    private static EndpointAddress address(Endpoint endpoint) {
        EndpointAddress.Builder address =
                EndpointAddress.builder().ip(endpoint.addresses().getFirst());
        if (!endpoint.hostname().isEmpty()) {
            address.hostname(endpoint.hostname());
        }
        if (!endpoint.nodeName().isEmpty()) {
            address.nodeName(endpoint.nodeName());
        }
        return address.targetRef(endpoint.targetRef()).build();
    }

    private static EndpointSubset subset(
            List<EndpointAddress> ready, List<EndpointAddress> notReady, List<EndpointPort> ports) {
        EndpointSubset.Builder subset = EndpointSubset.builder();
        if (!ready.isEmpty()) {
            subset.addresses(ready);
        }
        if (!notReady.isEmpty()) {
            subset.notReadyAddresses(notReady);
        }
        return ports.isEmpty()
                ? subset.build()
                : subset.ports(ports.stream().map(EndpointsPlanner::port).toList())
                        .build();
    }

    private static dev.leme.api.core.v1.EndpointPort port(EndpointPort port) {
        dev.leme.api.core.v1.EndpointPort.Builder older = dev.leme.api.core.v1.EndpointPort.builder();
        if (!port.name().isEmpty()) {
            older.name(port.name());
        }
        older.port(port.port()).protocol(port.protocol());
        return port.appProtocol().isEmpty()
                ? older.build()
                : older.appProtocol(port.appProtocol()).build();
    }
}
