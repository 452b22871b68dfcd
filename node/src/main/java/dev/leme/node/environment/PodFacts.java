package dev.leme.node.environment;

import dev.leme.api.quantity.Quantity;
import dev.leme.node.manifest.PodManifest;
import java.util.List;
import java.util.Map;

/**
 * What the downward API tells of a pod.
 *
 * @param podIps the pod's addresses, the primary one first; empty before it has a sandbox
 * @param hostIps the node's addresses
 * @param allocatable what a container may use that has no limit
 */
public record PodFacts(
        PodManifest pod,
        String nodeName,
        List<String> podIps,
        List<String> hostIps,
        Map<String, Quantity> allocatable) {}
