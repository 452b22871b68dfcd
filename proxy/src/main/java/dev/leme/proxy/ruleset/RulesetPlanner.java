package dev.leme.proxy.ruleset;

import dev.leme.api.address.AddressRange;
import dev.leme.api.address.IpAddress;
import dev.leme.api.core.v1.LoadBalancerIngress;
import dev.leme.api.core.v1.Service;
import dev.leme.api.core.v1.ServicePort;
import dev.leme.api.core.v1.ServiceSpec;
import dev.leme.api.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Plans one Service: which frontends it has, and where each leads. The rules are those of upstream's virtual-IP reference:
 * cluster addresses follow {@code internalTrafficPolicy}; node ports, external and load-balancer addresses follow
 * {@code externalTrafficPolicy}, and are masqueraded unless it is Local. What is no address is passed over: none of a
 * Service's texts gets into nft's language unread.
 */
public final class RulesetPlanner {

    /** Services with this label are served by someone else. */
    private static final String PROXY_NAME_LABEL = "service.kubernetes.io/service-proxy-name";

    private final Service service;
    private final Family family;
    private final NodeFacts node;
    private final ServiceRules.Builder rules;

    private RulesetPlanner(Service service, Family family, NodeFacts node, ServiceRules.Builder rules) {
        this.service = service;
        this.family = family;
        this.node = node;
        this.rules = rules;
    }

    /** The rules of {@code service}, whose EndpointSlices are {@code slices}. */
    public static ServiceRules plan(Service service, List<EndpointSlice> slices, NodeFacts node) {
        if (!isServed(service)) {
            return ServiceRules.NONE;
        }
        ServiceRules.Builder rules = new ServiceRules.Builder();
        for (Family family : Family.values()) {
            if (!family.of(node.podRanges()).isEmpty()) {
                new RulesetPlanner(service, family, node, rules).ports(slices);
            }
        }
        return rules.build();
    }

    /** Whether this proxy makes rules for it. */
    public static boolean isServed(Service service) {
        ServiceSpec spec = service.spec();
        return !service.metadata().labels().containsKey(PROXY_NAME_LABEL)
                && !spec.type().equals("ExternalName")
                && !spec.clusterIP().equals("None");
    }

    private void ports(List<EndpointSlice> slices) {
        NavigableSet<String> nodes = new TreeSet<>();
        for (ServicePort port : service.spec().ports()) {
            PortEndpoints endpoints = new PortEndpoints(port, slices, family, node);
            internal(port, endpoints);
            external(port, endpoints);
            nodes.addAll(endpoints.nodes());
        }
        NavigableSet<String> answering = isLocal(service.spec().externalTrafficPolicy()) ? nodes : new TreeSet<>();
        balancerAddresses().stream()
                .filter(node::isBalancer)
                .forEach(address -> rules.balancer(address, node.answersFor(address, answering)));
    }

    private static boolean isLocal(String policy) {
        return policy.equals("Local");
    }

    private void internal(ServicePort port, PortEndpoints endpoints) {
        boolean local = isLocal(service.spec().internalTrafficPolicy());
        Choice choice = choice(port, local ? endpoints.local() : endpoints.cluster());
        clusterAddresses().forEach(address -> frontend(new At(address, port.port()), port, choice, choice.chain));
    }

    private void external(ServicePort port, PortEndpoints endpoints) {
        List<At> open = openFrontends(port);
        List<String> guarded = balancerAddresses();
        if (open.isEmpty() && guarded.isEmpty()) {
            return;
        }
        Choice choice = isLocal(service.spec().externalTrafficPolicy())
                ? keepingSource(port, endpoints.local(), endpoints.cluster())
                : masqueraded(choice(port, endpoints.cluster()));
        open.forEach(at -> frontend(at, port, choice, choice.chain));
        String chain = guarded(choice);
        guarded.forEach(address -> frontend(new At(address, port.port()), port, choice, chain));
    }

    /** A port that clients knock at. */
    private record At(String address, int port) {}

    private void frontend(At at, ServicePort port, Choice choice, String chain) {
        Frontend frontend = new Frontend(at.address, Protocols.of(port.protocol()), at.port);
        rules.frontend(frontend, chain, choice.numbered, choice.reached);
    }

    /** Where to go on, the endpoints that the chain there knows by number only, and all that it may lead to. */
    private record Choice(String chain, List<Backend> numbered, Set<Backend> reached) {
        static final Choice NONE = new Choice(Chain.REJECTED, List.of(), Set.of());

        boolean isNone() {
            return chain.equals(Chain.REJECTED);
        }

        Choice by(String other) {
            return new Choice(other, numbered, reached);
        }
    }

    private Choice choice(ServicePort port, List<Backend> endpoints) {
        if (endpoints.isEmpty()) {
            return Choice.NONE;
        }
        endpoints.forEach(endpoint -> hairpin(endpoint.address()));
        Set<Backend> all = new LinkedHashSet<>(endpoints);
        return service.spec().sessionAffinity().equals("ClientIP")
                ? new Choice(new StickyChains(service, family, rules).chain(port, endpoints), List.of(), all)
                : new Choice(byNumber(endpoints.size()), endpoints, all);
    }

    private void hairpin(String address) {
        if (!node.addresses().contains(address)) {
            rules.hairpin(address);
        }
    }

    private String byNumber(int count) {
        return count == 1 ? Chain.slot(family, 0) : rules.chain(Chain.pick(family, count));
    }

    private Choice masqueraded(Choice choice) {
        return choice.isNone() ? choice : choice.by(rules.chain(Chain.masquerade(choice.chain)));
    }

    /** Numbers the node's own endpoints first, so that strangers' choice is among the first few of the same list. */
    private Choice keepingSource(ServicePort port, List<Backend> own, List<Backend> all) {
        Set<Backend> ordered = new LinkedHashSet<>(own);
        ordered.addAll(all);
        Choice inside = choice(port, List.copyOf(ordered));
        if (inside.isNone()) {
            return inside;
        }
        rules.chain(Chain.masquerade(inside.chain));
        String strangers = own.isEmpty() ? "" : choice(port, own).chain;
        return inside.by(rules.chain(Chain.local(family, family.of(node.podRanges()), inside.chain, strangers)));
    }

    private String guarded(Choice choice) {
        if (service.spec().loadBalancerSourceRanges().isEmpty()) {
            return choice.chain;
        }
        List<String> ranges = service.spec().loadBalancerSourceRanges().stream()
                .map(String::strip)
                .flatMap(range -> range(range).stream())
                .filter(range -> Family.of(range) == family)
                .sorted()
                .distinct()
                .toList();
        return rules.chain(Chain.guard(family, ranges, choice.chain));
    }

    private static Optional<String> range(String text) {
        try {
            return Optional.of(AddressRange.parse(text).toString());
        } catch (IllegalArgumentException wrong) {
            return Optional.empty();
        }
    }

    private List<String> clusterAddresses() {
        List<String> all = service.spec().clusterIPs();
        return valid(all.isEmpty() ? List.of(service.spec().clusterIP()) : all);
    }

    private List<At> openFrontends(ServicePort port) {
        List<At> open = new ArrayList<>();
        if (port.nodePort() != 0) {
            family.of(node.addresses()).forEach(address -> open.add(new At(address, port.nodePort())));
        }
        valid(service.spec().externalIPs()).forEach(address -> open.add(new At(address, port.port())));
        return open;
    }

    /** Addresses in mode Proxy are served before they get here. */
    private List<String> balancerAddresses() {
        if (!service.spec().type().equals("LoadBalancer")) {
            return List.of();
        }
        return valid(service.status().loadBalancer().ingress().stream()
                .filter(ingress -> !ingress.ipMode().equals("Proxy"))
                .map(LoadBalancerIngress::ip)
                .toList());
    }

    /** Of this family, in canonical text. */
    private List<String> valid(List<String> addresses) {
        return addresses.stream()
                .map(IpAddress::parse)
                .flatMap(Optional::stream)
                .map(IpAddress::toString)
                .filter(address -> Family.of(address) == family)
                .toList();
    }
}
