package dev.leme.proxy.ruleset;

import dev.leme.api.core.v1.Service;
import dev.leme.api.core.v1.ServicePort;
import java.util.ArrayList;
import java.util.List;

/** The chains of a Service with session affinity: each endpoint has a set of the clients that it has seen. */
final class StickyChains {

    private static final int DEFAULT_SECONDS = 10_800;

    private final Service service;
    private final Family family;
    private final ServiceRules.Builder rules;

    StickyChains(Service service, Family family, ServiceRules.Builder rules) {
        this.service = service;
        this.family = family;
        this.rules = rules;
    }

    /** A chain that sends a client where it was sent before, as long as that is remembered and the endpoint is there. */
    String chain(ServicePort port, List<Backend> endpoints) {
        String owner = service.metadata().namespace() + "/" + service.metadata().name() + ":" + port.name();
        String protocol = Protocols.of(port.protocol());
        String client = family.header() + " saddr";
        List<String> chains = new ArrayList<>();
        List<String> sticky = new ArrayList<>();
        for (Backend endpoint : endpoints) {
            String id = Digest.of(owner + " " + protocol + " " + seconds() + " " + endpoint);
            String known = "client-" + id;
            rules.clients(known, new Clients(family, seconds()));
            String dnat = "meta l4proto " + protocol + " dnat " + family.header() + " to " + family.target(endpoint);
            chains.add(
                    rules.chain(new Chain("stick-" + id, List.of("update @" + known + " { " + client + " }", dnat))));
            sticky.add(client + " @" + known + " goto stick-" + id);
        }
        sticky.add(chains.size() == 1 ? "goto " + chains.getFirst() : Chain.byChance(chains));
        return rules.chain(new Chain("sticky-" + Digest.of(String.join("\n", sticky)), sticky));
    }

    private int seconds() {
        int seconds = service.spec().sessionAffinityConfig().clientIP().timeoutSeconds();
        return seconds == 0 ? DEFAULT_SECONDS : seconds;
    }
}
