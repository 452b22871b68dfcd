package dev.leme.proxy.ruleset;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one Service adds to the ruleset, and what else the node does for it.
 *
 * @param verdicts the chain where traffic to a frontend goes on
 * @param backends a frontend's endpoints by number; none for those whose chains choose by themselves
 * @param flows of frontends over UDP: the endpoints where flows may go on
 * @param chains the shared chains that are needed, slots apart
 * @param clients sets that remember clients, by name
 * @param hairpins addresses that may meet themselves as client
 * @param balancers load balancers' addresses, and whether this node answers for them on its network
 */
public record ServiceRules(
        Map<Frontend, String> verdicts,
        Map<Frontend, List<Backend>> backends,
        Map<Frontend, Set<Backend>> flows,
        Set<Chain> chains,
        Map<String, Clients> clients,
        Set<String> hairpins,
        Map<String, Boolean> balancers) {

    /** Keeps the order that it is given. */
    public ServiceRules {
        verdicts = Collections.unmodifiableMap(new LinkedHashMap<>(verdicts));
        backends = Collections.unmodifiableMap(new LinkedHashMap<>(backends));
        flows = Collections.unmodifiableMap(new LinkedHashMap<>(flows));
        chains = Collections.unmodifiableSet(new LinkedHashSet<>(chains));
        clients = Collections.unmodifiableMap(new LinkedHashMap<>(clients));
        hairpins = Collections.unmodifiableSet(new LinkedHashSet<>(hairpins));
        balancers = Collections.unmodifiableMap(new LinkedHashMap<>(balancers));
    }

    /** Nothing. */
    public static final ServiceRules NONE = new Builder().build();

    /** Collects a Service's rules. */
    static final class Builder {
        private final Map<Frontend, String> verdicts = new LinkedHashMap<>();
        private final Map<Frontend, List<Backend>> backends = new LinkedHashMap<>();
        private final Map<Frontend, Set<Backend>> flows = new LinkedHashMap<>();
        private final Set<Chain> chains = new LinkedHashSet<>();
        private final Map<String, Clients> clients = new LinkedHashMap<>();
        private final Set<String> hairpins = new LinkedHashSet<>();
        private final Map<String, Boolean> balancers = new LinkedHashMap<>();

        /** Needs a chain; its name. */
        String chain(Chain chain) {
            chains.add(chain);
            return chain.name();
        }

        void clients(String set, Clients kind) {
            clients.put(set, kind);
        }

        void hairpin(String address) {
            hairpins.add(address);
        }

        void balancer(String address, boolean answered) {
            balancers.put(address, answered);
        }

        void frontend(Frontend frontend, String chain, List<Backend> numbered, Set<Backend> reached) {
            verdicts.put(frontend, chain);
            if (!numbered.isEmpty()) {
                backends.put(frontend, List.copyOf(numbered));
            }
            if (frontend.protocol().equals("udp")) {
                flows.put(frontend, Set.copyOf(reached));
            }
        }

        ServiceRules build() {
            return new ServiceRules(verdicts, backends, flows, chains, clients, hairpins, balancers);
        }
    }
}
