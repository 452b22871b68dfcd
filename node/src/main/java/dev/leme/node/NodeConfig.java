package dev.leme.node;

import dev.leme.node.registration.NodeIdentity;
import dev.leme.node.volumes.NodeDirectories;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Settings of one node's agent; {@link #named} gives the defaults.
 *
 * @param addresses the node's addresses, the primary one first; HTTP probes go out from the network they are in
 * @param podCidrs the ranges of the pods' addresses, the primary family first; empty: somebody else assigns them
 * @param dnsServers the cluster's DNS; empty: pods use the node's
 * @param labels the node's labels besides those that every node has
 * @param cgroupRoot the cluster's own cgroup, the same that the runtime was given, such as {@code /leme-x}; {@code /} for
 *     the machine's; empty: pods' cgroups are left to the runtime
 * @param version shown as the kubelet's
 */
public record NodeConfig(
        String name,
        List<String> addresses,
        List<String> podCidrs,
        List<String> dnsServers,
        String clusterDomain,
        NodeDirectories directories,
        Map<String, String> labels,
        String cgroupRoot,
        int maxPods,
        String version) {

    /** A node that keeps its data below {@code home}, and in {@code memory} what must not reach a disk. */
    public static NodeConfig named(String name, List<String> addresses, Path home, Path memory) {
        boolean root = "root".equals(System.getProperty("user.name"));
        NodeDirectories directories =
                new NodeDirectories(home.resolve("pods"), memory.resolve("pods"), home.resolve("logs"), root);
        return new NodeConfig(
                name, addresses, List.of(), List.of(), "cluster.local", directories, Map.of(), "", 110, "v1.36.2+leme");
    }

    public NodeConfig withPodCidrs(List<String> ranges) {
        return new NodeConfig(
                name, addresses, ranges, dnsServers, clusterDomain, directories, labels, cgroupRoot, maxPods, version);
    }

    public NodeConfig withDns(List<String> servers, String domain) {
        return new NodeConfig(
                name, addresses, podCidrs, servers, domain, directories, labels, cgroupRoot, maxPods, version);
    }

    public NodeConfig withLabels(Map<String, String> more) {
        return new NodeConfig(
                name, addresses, podCidrs, dnsServers, clusterDomain, directories, more, cgroupRoot, maxPods, version);
    }

    public NodeConfig withCgroupRoot(String root) {
        return new NodeConfig(
                name, addresses, podCidrs, dnsServers, clusterDomain, directories, labels, root, maxPods, version);
    }

    NodeIdentity identity() {
        return new NodeIdentity(name, addresses, podCidrs, labels, maxPods, version);
    }
}
