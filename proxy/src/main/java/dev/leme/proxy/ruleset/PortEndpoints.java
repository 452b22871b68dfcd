package dev.leme.proxy.ruleset;

import dev.leme.api.address.IpAddress;
import dev.leme.api.core.v1.ServicePort;
import dev.leme.api.discovery.v1.Endpoint;
import dev.leme.api.discovery.v1.EndpointConditions;
import dev.leme.api.discovery.v1.EndpointPort;
import dev.leme.api.discovery.v1.EndpointSlice;
import dev.leme.api.discovery.v1.ForNode;
import dev.leme.api.discovery.v1.ForZone;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The endpoints of one Service port in one family, and which of them traffic may be sent to: those that are ready, or where
 * none is, those that still serve while they terminate (KEP-1669). Of the cluster's, the slices' hints leave only the near
 * ones (KEP-2433, KEP-3015).
 */
final class PortEndpoints {

    private record Candidate(
            Backend backend, String node, boolean ready, boolean lastResort, List<String> zones, List<String> nodes) {}

    private final List<Candidate> candidates = new ArrayList<>();
    private final NodeFacts node;

    /** The endpoints of {@code port} in the Service's slices. */
    PortEndpoints(ServicePort port, List<EndpointSlice> slices, Family family, NodeFacts node) {
        this.node = node;
        for (EndpointSlice slice : slices) {
            if (slice.addressType().equals(family.kubernetes())) {
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
        List<String> zones =
                endpoint.hints().forZones().stream().map(ForZone::name).toList();
        List<String> nodes =
                endpoint.hints().forNodes().stream().map(ForNode::name).toList();
        endpoint.addresses().stream()
                .limit(1)
                .flatMap(text -> IpAddress.parse(text).stream())
                .map(address -> new Backend(address.toString(), port))
                .forEach(backend -> candidates.add(new Candidate(
                        backend, endpoint.nodeName(), ready, serving && conditions.terminating(), zones, nodes)));
    }

    /** Those of the whole cluster that this node should use. */
    List<Backend> cluster() {
        return choose(candidate -> true, near());
    }

    /** Those of this node. */
    List<Backend> local() {
        return choose(candidate -> candidate.node.equals(node.name()), candidate -> true);
    }

    /** The nodes of those that are ready. */
    NavigableSet<String> nodes() {
        NavigableSet<String> nodes = new TreeSet<>();
        candidates.stream().filter(Candidate::ready).map(Candidate::node).forEach(nodes::add);
        return nodes;
    }

    /** Hints count where every ready endpoint has them, and one of them is for this node or its zone: the nearer first. */
    private Predicate<Candidate> near() {
        List<Candidate> ready = candidates.stream().filter(Candidate::ready).toList();
        Predicate<Candidate> here = candidate -> candidate.nodes.contains(node.name());
        if (ready.stream().noneMatch(candidate -> candidate.nodes.isEmpty())
                && ready.stream().anyMatch(here)) {
            return here;
        }
        Predicate<Candidate> inZone = candidate -> candidate.zones.contains(node.zone());
        boolean hinted = !node.zone().isEmpty()
                && ready.stream().noneMatch(candidate -> candidate.zones.isEmpty())
                && ready.stream().anyMatch(inZone);
        return hinted ? inZone : candidate -> true;
    }

    private List<Backend> choose(Predicate<Candidate> eligible, Predicate<Candidate> near) {
        Set<Backend> ready = new LinkedHashSet<>();
        Set<Backend> lastResort = new LinkedHashSet<>();
        for (Candidate candidate : candidates) {
            if (eligible.test(candidate) && candidate.ready && near.test(candidate)) {
                ready.add(candidate.backend);
            } else if (eligible.test(candidate) && candidate.lastResort) {
                lastResort.add(candidate.backend);
            }
        }
        return List.copyOf(ready.isEmpty() ? lastResort : ready);
    }
}
