package dev.leme.proxy.ruleset;

import dev.leme.api.core.v1.ServicePort;
import dev.leme.api.discovery.v1.Endpoint;
import dev.leme.api.discovery.v1.EndpointConditions;
import dev.leme.api.discovery.v1.EndpointPort;
import dev.leme.api.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The endpoints of one Service port that traffic may be sent to: those that are ready, or where none is, those that still
 * serve while they terminate (KEP-1669).
 */
final class UsableEndpoints {

    private record Candidate(Backend backend, String node, boolean ready, boolean lastResort) {}

    private final List<Candidate> candidates = new ArrayList<>();

    /** The endpoints of {@code port} in the Service's slices. */
    UsableEndpoints(ServicePort port, List<EndpointSlice> slices) {
        for (EndpointSlice slice : slices) {
            if (slice.addressType().equals("IPv4")) {
                slice.ports().stream()
                        .filter(offered -> offered.hasPort() && serves(offered, port))
                        .forEach(offered -> slice.endpoints().forEach(endpoint -> add(endpoint, offered.port())));
            }
        }
    }

    private static boolean serves(EndpointPort offered, ServicePort port) {
        return offered.name().equals(port.name())
                && Protocols.of(offered.protocol()).equals(Protocols.of(port.protocol()));
    }

    /** An endpoint's further addresses are its own affair; the first is what counts. */
    private void add(Endpoint endpoint, int port) {
        EndpointConditions conditions = endpoint.conditions();
        boolean ready = !conditions.hasReady() || conditions.ready();
        boolean serving = conditions.hasServing() ? conditions.serving() : ready;
        if (!endpoint.addresses().isEmpty()) {
            Backend backend = new Backend(endpoint.addresses().getFirst(), port);
            candidates.add(new Candidate(backend, endpoint.nodeName(), ready, serving && conditions.terminating()));
        }
    }

    /** Those of the whole cluster. */
    List<Backend> all() {
        return choose(candidate -> true);
    }

    /** Those of one node. */
    List<Backend> on(String node) {
        return choose(candidate -> candidate.node.equals(node));
    }

    private List<Backend> choose(Predicate<Candidate> eligible) {
        Set<Backend> ready = new LinkedHashSet<>();
        Set<Backend> lastResort = new LinkedHashSet<>();
        for (Candidate candidate : candidates) {
            if (eligible.test(candidate) && candidate.ready) {
                ready.add(candidate.backend);
            } else if (eligible.test(candidate) && candidate.lastResort) {
                lastResort.add(candidate.backend);
            }
        }
        return List.copyOf(ready.isEmpty() ? lastResort : ready);
    }
}
