package dev.leme.proxy.ruleset;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one Service adds to the ruleset.
 *
 * @param verdicts the chain where traffic to a frontend goes on
 * @param backends a frontend's endpoints by number; none for those whose chains choose by themselves
 * @param chains the shared chains that are needed, slots apart
 * @param clients sets that remember clients, with the seconds that they are remembered
 * @param hairpins addresses that may meet themselves as client
 */
public record ServiceRules(
        Map<Frontend, String> verdicts,
        Map<Frontend, List<Backend>> backends,
        Set<Chain> chains,
        Map<String, Integer> clients,
        Set<String> hairpins) {

    /** Keeps the order that it is given. */
    public ServiceRules {
        verdicts = Collections.unmodifiableMap(new LinkedHashMap<>(verdicts));
        backends = Collections.unmodifiableMap(new LinkedHashMap<>(backends));
        chains = Collections.unmodifiableSet(new LinkedHashSet<>(chains));
        clients = Collections.unmodifiableMap(new LinkedHashMap<>(clients));
        hairpins = Collections.unmodifiableSet(new LinkedHashSet<>(hairpins));
    }

    /** Nothing. */
    public static final ServiceRules NONE = new ServiceRules(Map.of(), Map.of(), Set.of(), Map.of(), Set.of());

    /** Collects a Service's rules. */
    static final class Builder {
        private final Map<Frontend, String> verdicts = new LinkedHashMap<>();
        private final Map<Frontend, List<Backend>> backends = new LinkedHashMap<>();
        private final Set<Chain> chains = new LinkedHashSet<>();
        private final Map<String, Integer> clients = new LinkedHashMap<>();
        private final Set<String> hairpins = new LinkedHashSet<>();

        /** Needs a chain; its name. */
        String chain(Chain chain) {
            chains.add(chain);
            return chain.name();
        }

        void client(String set, int seconds) {
            clients.put(set, seconds);
        }

        void hairpin(String address) {
            hairpins.add(address);
        }

        void frontend(Frontend frontend, String chain, List<Backend> numbered) {
            verdicts.put(frontend, chain);
            if (!numbered.isEmpty()) {
                backends.put(frontend, List.copyOf(numbered));
            }
        }

        ServiceRules build() {
            return new ServiceRules(verdicts, backends, chains, clients, hairpins);
        }
    }
}
