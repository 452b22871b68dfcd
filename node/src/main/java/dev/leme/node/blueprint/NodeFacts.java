package dev.leme.node.blueprint;

import dev.leme.api.quantity.Quantity;
import java.util.List;
import java.util.Map;

/**
 * What pods' blueprints need to know of the node and the cluster.
 *
 * @param addresses the node's addresses, the primary one first
 * @param dnsServers the cluster's DNS; empty: pods use the node's
 * @param clusterDomain such as {@code cluster.local}
 * @param memoryBytes the node's memory, for out-of-memory scores
 * @param appArmor whether the kernel enforces AppArmor
 * @param allocatable what pods may use
 */
public record NodeFacts(
        String nodeName,
        List<String> addresses,
        List<String> dnsServers,
        String clusterDomain,
        long memoryBytes,
        boolean appArmor,
        Map<String, Quantity> allocatable) {}
