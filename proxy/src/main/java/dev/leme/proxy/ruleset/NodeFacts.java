package dev.leme.proxy.ruleset;

import dev.leme.api.address.AddressRange;
import dev.leme.api.address.IpAddress;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * What the planner must know of the node and of its neighbours.
 *
 * @param name the Node object's name; endpoints that bear it are local
 * @param zone the node's zone; empty for none
 * @param addresses the node's own addresses, where NodePorts are answered
 * @param podRanges all pods' addresses, as {@code 10.42.0.0/16}, at most one range a family
 * @param balancers the cluster's own addresses for load balancers
 * @param peers the nodes that may answer for a load balancer's address, this one maybe among them
 */
public record NodeFacts(
        String name,
        String zone,
        List<String> addresses,
        List<String> podRanges,
        List<AddressRange> balancers,
        NavigableSet<String> peers) {

    /** Keeps a copy. */
    public NodeFacts {
        addresses = List.copyOf(addresses);
        podRanges = List.copyOf(podRanges);
        balancers = List.copyOf(balancers);
        peers = new TreeSet<>(peers);
    }

    /** The same, but for what may change while the node lives. */
    public NodeFacts in(String otherZone, NavigableSet<String> otherPeers) {
        return new NodeFacts(name, otherZone, addresses, podRanges, balancers, otherPeers);
    }

    /** Whether the address is one of the cluster's own pool of load balancers. */
    boolean isBalancer(String address) {
        return !balancers.isEmpty()
                && IpAddress.parse(address)
                        .filter(parsed -> balancers.stream().anyMatch(range -> range.contains(parsed)))
                        .isPresent();
    }

    /**
     * Whether this node is the one of all that answers for the address. Every node comes to the same result by itself:
     * the highest rank among those that have endpoints wins, or among all where {@code withEndpoints} names none of them.
     */
    boolean answersFor(String address, NavigableSet<String> withEndpoints) {
        NavigableSet<String> eligible = new TreeSet<>(peers);
        eligible.retainAll(withEndpoints);
        String best = "";
        String bestRank = "";
        for (String peer : eligible.isEmpty() ? peers : eligible) {
            String rank = Digest.of(address + " " + peer);
            if (rank.compareTo(bestRank) > 0) {
                bestRank = rank;
                best = peer;
            }
        }
        return best.isEmpty() || best.equals(name);
    }
}
