package dev.leme.node.registration;

import java.util.List;
import java.util.Map;

/**
 * Who the node is.
 *
 * @param addresses its addresses, the primary one first
 * @param podCidrs the ranges of its pods' addresses, the primary family first; empty: somebody else assigns them
 * @param labels besides those that every node has
 * @param version such as {@code v1.36.2+leme}
 */
public record NodeIdentity(
        String name,
        List<String> addresses,
        List<String> podCidrs,
        Map<String, String> labels,
        int maxPods,
        String version) {}
