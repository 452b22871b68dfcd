package dev.leme.proxy.ruleset;

import dev.leme.api.core.v1.LoadBalancerIngress;
import dev.leme.api.core.v1.Service;
import dev.leme.api.core.v1.ServicePort;
import dev.leme.api.core.v1.ServiceSpec;
import dev.leme.api.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Plans one Service: which frontends it has, and where each leads. The rules are those of upstream's virtual-IP reference:
 * cluster addresses follow {@code internalTrafficPolicy}; node ports, external and load-balancer addresses follow
 * {@code externalTrafficPolicy}, and are masqueraded unless it is Local.
 */
public final class RulesetPlanner {

    /** Services with this label are served by someone else. */
    private static final String PROXY_NAME_LABEL = "service.kubernetes.io/service-proxy-name";

    private static final int DEFAULT_AFFINITY_SECONDS = 10_800;

    private final Service service;
    private final NodeFacts node;
    private final ServiceRules.Builder rules = new ServiceRules.Builder();

    private RulesetPlanner(Service service, NodeFacts node) {
        this.service = service;
        this.node = node;
    }

    /** The rules of {@code service}, whose EndpointSlices are {@code slices}. */
    public static ServiceRules plan(Service service, List<EndpointSlice> slices, NodeFacts node) {
        ServiceSpec spec = service.spec();
        boolean ours = !service.metadata().labels().containsKey(PROXY_NAME_LABEL);
        if (!ours || spec.type().equals("ExternalName") || spec.clusterIP().equals("None")) {
            return ServiceRules.NONE;
        }
        RulesetPlanner planner = new RulesetPlanner(service, node);
        for (ServicePort port : spec.ports()) {
            planner.port(port, new UsableEndpoints(port, slices));
        }
        return planner.rules.build();
    }

    private void port(ServicePort port, UsableEndpoints endpoints) {
        internal(port, endpoints);
        external(port, endpoints);
    }

    private void internal(ServicePort port, UsableEndpoints endpoints) {
        boolean local = service.spec().internalTrafficPolicy().equals("Local");
        Choice choice = choice(port, local ? endpoints.on(node.name()) : endpoints.all());
        for (String address : clusterAddresses()) {
            rules.frontend(frontend(address, port), choice.chain, choice.numbered);
        }
    }

    private void external(ServicePort port, UsableEndpoints endpoints) {
        List<Frontend> open = openFrontends(port);
        List<Frontend> guarded = balancerFrontends(port);
        if (open.isEmpty() && guarded.isEmpty()) {
            return;
        }
        Choice choice = service.spec().externalTrafficPolicy().equals("Local")
                ? keepingSource(port, endpoints.on(node.name()), endpoints.all())
                : masqueraded(choice(port, endpoints.all()));
        open.forEach(frontend -> rules.frontend(frontend, choice.chain, choice.numbered));
        List<String> ranges = sourceRanges();
        String chain = ranges.isEmpty() ? choice.chain : rules.chain(Chain.guard(ranges, choice.chain));
        guarded.forEach(frontend -> rules.frontend(frontend, chain, choice.numbered));
    }

    /** Where to go on, and the endpoints that the chain there knows by number only. */
    private record Choice(String chain, List<Backend> numbered) {
        static final Choice NONE = new Choice(Chain.REJECTED, List.of());

        boolean isNone() {
            return chain.equals(Chain.REJECTED);
        }
    }

    private Choice choice(ServicePort port, List<Backend> endpoints) {
        if (endpoints.isEmpty()) {
            return Choice.NONE;
        }
        endpoints.forEach(endpoint -> hairpin(endpoint.address()));
        return service.spec().sessionAffinity().equals("ClientIP")
                ? new Choice(sticky(port, endpoints), List.of())
                : new Choice(byNumber(endpoints.size()), endpoints);
    }

    private void hairpin(String address) {
        if (!node.addresses().contains(address)) {
            rules.hairpin(address);
        }
    }

    private String byNumber(int count) {
        return count == 1 ? Chain.slot(0) : rules.chain(Chain.pick(count));
    }

    private Choice masqueraded(Choice choice) {
        return choice.isNone() ? choice : new Choice(rules.chain(Chain.masquerade(choice.chain)), choice.numbered);
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
        return new Choice(rules.chain(Chain.local(node.podRange(), inside.chain, strangers)), inside.numbered);
    }

    /** A chain that sends a client where it was sent before, as long as that is remembered and the endpoint is there. */
    private String sticky(ServicePort port, List<Backend> endpoints) {
        String owner = service.metadata().namespace() + "/" + service.metadata().name() + ":" + port.name();
        String protocol = Protocols.of(port.protocol());
        List<String> chains = new ArrayList<>();
        List<String> sticky = new ArrayList<>();
        for (Backend endpoint : endpoints) {
            String id = Digest.of(owner + " " + protocol + " " + affinitySeconds() + " " + endpoint);
            String known = "client-" + id;
            rules.client(known, affinitySeconds());
            String target = endpoint.address() + ":" + endpoint.port();
            chains.add(rules.chain(new Chain(
                    "stick-" + id,
                    List.of(
                            "update @" + known + " { ip saddr }",
                            "meta l4proto " + protocol + " dnat ip to " + target))));
            sticky.add("ip saddr @" + known + " goto stick-" + id);
        }
        sticky.add(chains.size() == 1 ? "goto " + chains.getFirst() : Chain.byChance(chains));
        return rules.chain(new Chain("sticky-" + Digest.of(String.join("\n", sticky)), sticky));
    }

    private int affinitySeconds() {
        int seconds = service.spec().sessionAffinityConfig().clientIP().timeoutSeconds();
        return seconds == 0 ? DEFAULT_AFFINITY_SECONDS : seconds;
    }

    private List<String> clusterAddresses() {
        List<String> all = service.spec().clusterIPs();
        List<String> given = all.isEmpty() ? List.of(service.spec().clusterIP()) : all;
        return given.stream().filter(RulesetPlanner::isIpv4).toList();
    }

    private List<Frontend> openFrontends(ServicePort port) {
        List<Frontend> open = new ArrayList<>();
        if (port.nodePort() != 0) {
            node.addresses()
                    .forEach(
                            address -> open.add(new Frontend(address, Protocols.of(port.protocol()), port.nodePort())));
        }
        service.spec().externalIPs().stream()
                .filter(RulesetPlanner::isIpv4)
                .forEach(address -> open.add(frontend(address, port)));
        return open;
    }

    /** Addresses in mode Proxy are served before they get here. */
    private List<Frontend> balancerFrontends(ServicePort port) {
        List<Frontend> frontends = new ArrayList<>();
        if (service.spec().type().equals("LoadBalancer")) {
            for (LoadBalancerIngress ingress : service.status().loadBalancer().ingress()) {
                if (isIpv4(ingress.ip()) && !ingress.ipMode().equals("Proxy")) {
                    frontends.add(frontend(ingress.ip(), port));
                }
            }
        }
        return frontends;
    }

    private List<String> sourceRanges() {
        return service.spec().loadBalancerSourceRanges().stream()
                .map(String::strip)
                .filter(RulesetPlanner::isIpv4)
                .sorted()
                .distinct()
                .toList();
    }

    private static Frontend frontend(String address, ServicePort port) {
        return new Frontend(address, Protocols.of(port.protocol()), port.port());
    }

    private static boolean isIpv4(String address) {
        return address.indexOf('.') > 0 && address.indexOf(':') < 0;
    }
}
