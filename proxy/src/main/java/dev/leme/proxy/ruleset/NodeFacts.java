package dev.leme.proxy.ruleset;

import java.util.List;

/**
 * What the planner must know of the node.
 *
 * @param name the Node object's name; endpoints that bear it are local
 * @param addresses the node's own IPv4 addresses, where NodePorts are answered
 * @param podRange all pods' addresses, as {@code 10.42.0.0/16}
 */
public record NodeFacts(String name, List<String> addresses, String podRange) {

    /** Keeps a copy. */
    public NodeFacts {
        addresses = List.copyOf(addresses);
    }
}
