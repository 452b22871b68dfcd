package dev.leme.proxy.ruleset;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All that Services add to the table of a node: chains, and what is in its maps and sets. Immutable.
 *
 * <p>A packet's way: the map {@code services} gives the chain for its address, protocol and port; that chain chooses a
 * number; the map of that number gives the endpoint. So no packet passes a list of Services, and most changes are elements.
 * Both families of addresses share this value; in the kernel each has maps of its own.
 *
 * @param chains the chains by name, slots apart
 * @param clients sets that remember clients, by name
 * @param services the chain of each frontend
 * @param slots by an endpoint's number, from 0 on: that endpoint of each frontend
 * @param hairpins addresses that may meet themselves as client
 * @param balancers load balancers' addresses, of which every port that no Service has is refused
 */
public record Ruleset(
        Map<String, Chain> chains,
        Map<String, Clients> clients,
        Map<Frontend, String> services,
        List<Map<Frontend, Backend>> slots,
        Set<String> hairpins,
        Set<String> balancers) {

    /** Takes over what it is given; the caller must not change it any more. */
    public Ruleset {
        chains = Collections.unmodifiableMap(chains);
        clients = Collections.unmodifiableMap(clients);
        services = Collections.unmodifiableMap(services);
        slots = slots.stream().map(Collections::unmodifiableMap).toList();
        hairpins = Collections.unmodifiableSet(hairpins);
        balancers = Collections.unmodifiableSet(balancers);
    }
}
