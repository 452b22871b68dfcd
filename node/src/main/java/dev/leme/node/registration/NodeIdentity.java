package dev.leme.node.registration;

import java.util.List;
import java.util.Map;

/**
 * Who the node is.
 *
 * @param addresses its addresses, the primary one first
 * @param podCidr the range of its pods' addresses; empty: somebody else assigns it
 * @param labels besides those that every node has
 * @param version such as {@code v1.36.2+leme}
 */
public record NodeIdentity(
        String name, List<String> addresses, String podCidr, Map<String, String> labels, int maxPods, String version) {}
