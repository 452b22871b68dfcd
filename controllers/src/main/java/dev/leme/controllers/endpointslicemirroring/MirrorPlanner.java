package dev.leme.controllers.endpointslicemirroring;

import dev.leme.api.core.v1.EndpointAddress;
import dev.leme.api.core.v1.EndpointSubset;
import dev.leme.api.core.v1.Endpoints;
import dev.leme.api.discovery.v1.Endpoint;
import dev.leme.api.discovery.v1.EndpointPort;
import dev.leme.controllers.backend.Backends.Group;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Plans the slices of one Endpoints: a pure function. */
final class MirrorPlanner {

    /** The most addresses of a subset that are mirrored, as upstream's. */
    private static final int MOST = 1000;

    private MirrorPlanner() {}

    /** What the slices of {@code family} are to hold. */
    static List<Group> plan(Endpoints endpoints, String family) {
        Map<List<EndpointPort>, List<Endpoint>> groups = new LinkedHashMap<>();
        for (EndpointSubset subset : endpoints.subsets()) {
            List<Endpoint> mirrored = new ArrayList<>();
            subset.addresses().forEach(address -> add(mirrored, address, family, true));
            subset.notReadyAddresses().forEach(address -> add(mirrored, address, family, false));
            if (!mirrored.isEmpty()) {
                groups.computeIfAbsent(ports(subset), ports -> new ArrayList<>())
                        .addAll(mirrored.subList(0, Math.min(MOST, mirrored.size())));
            }
        }
        List<Group> planned = new ArrayList<>();
        groups.forEach((ports, mirrored) -> planned.add(new Group(ports, mirrored)));
        return planned;
    }

    /** Whether some of the addresses are too many to be mirrored. */
    static boolean exceeds(Endpoints endpoints) {
        return endpoints.subsets().stream()
                .anyMatch(subset ->
                        subset.addresses().size() + subset.notReadyAddresses().size() > MOST);
    }

    private static void add(List<Endpoint> mirrored, EndpointAddress address, String family, boolean ready) {
        if (address.ip().contains(":") != family.equals("IPv6")) {
            return;
        }
        Endpoint.Builder endpoint =
                Endpoint.builder().addresses(List.of(address.ip())).conditions(conditions -> conditions.ready(ready));
        if (!address.hostname().isEmpty()) {
            endpoint.hostname(address.hostname());
        }
        if (!address.nodeName().isEmpty()) {
            endpoint.nodeName(address.nodeName());
        }
        if (address.hasTargetRef()) {
            endpoint.targetRef(address.targetRef());
        }
        mirrored.add(endpoint.build());
    }

    private static List<EndpointPort> ports(EndpointSubset subset) {
        List<EndpointPort> ports = new ArrayList<>();
        for (dev.leme.api.core.v1.EndpointPort port : subset.ports()) {
            EndpointPort.Builder mirrored =
                    EndpointPort.builder().name(port.name()).port(port.port()).protocol(port.protocol());
            ports.add(
                    port.appProtocol().isEmpty()
                            ? mirrored.build()
                            : mirrored.appProtocol(port.appProtocol()).build());
        }
        return ports;
    }
}
