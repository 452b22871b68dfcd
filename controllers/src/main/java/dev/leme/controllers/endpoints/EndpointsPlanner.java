package dev.leme.controllers.endpoints;

import dev.leme.api.core.v1.EndpointAddress;
import dev.leme.api.core.v1.EndpointSubset;
import dev.leme.api.core.v1.Pod;
import dev.leme.api.core.v1.Service;
import dev.leme.api.discovery.v1.Endpoint;
import dev.leme.api.discovery.v1.EndpointPort;
import dev.leme.controllers.backend.Backends;
import java.util.ArrayList;
import java.util.List;

/** Plans the subsets of one Service out of its pods: the same endpoints as in its slices, in the older form. */
final class EndpointsPlanner {

    /** Upstream's limit of one Endpoints object. */
    private static final int MOST = 1000;

    private EndpointsPlanner() {}

    /** Subsets, and whether addresses had to be left out. */
    record Planned(List<EndpointSubset> subsets, boolean truncated) {}

    static Planned plan(Service service, List<Pod> pods) {
        List<EndpointSubset> subsets = new ArrayList<>();
        int room = MOST;
        boolean truncated = false;
        for (Backends.Group group : Backends.plan(service, pods)) {
            List<EndpointAddress> ready = new ArrayList<>();
            List<EndpointAddress> notReady = new ArrayList<>();
            for (Endpoint endpoint : group.endpoints()) {
                boolean terminating = endpoint.conditions().terminating();
                if (terminating && !service.spec().publishNotReadyAddresses()) {
                    continue;
                }
                if (room == 0) {
                    truncated = true;
                    continue;
                }
                room--;
                (endpoint.conditions().ready() ? ready : notReady).add(address(endpoint));
            }
            if (!ready.isEmpty() || !notReady.isEmpty()) {
                subsets.add(subset(ready, notReady, group.ports()));
            }
        }
        return new Planned(subsets, truncated);
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
