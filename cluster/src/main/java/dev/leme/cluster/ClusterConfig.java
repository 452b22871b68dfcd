package dev.leme.cluster;

import dev.leme.api.address.AddressRange;
import java.nio.file.Path;
import java.util.List;

/**
 * What a cluster is to be.
 *
 * @param name its name, unique on the machine; a DNS label of at most 11 characters, for interface names' sake
 * @param home where all its state lies
 * @param runtime what runs its pods
 * @param offline whether the node has no way out, so that nobody need be asked
 * @param inMemory whether its objects are gone when it stops
 * @param nodeName the name of this machine's node
 * @param address the address that the API listens on and the node has
 * @param apiPort the API's port; 0 takes a free one
 * @param podRange the addresses of pods
 * @param serviceRange the addresses of Services
 * @param loadBalancerPool the addresses of LoadBalancer Services: ranges with commas between them; empty for none
 * @param resolvConf the file that names the resolvers of names outside the cluster; empty: the machine's, of a node with a way out
 */
public record ClusterConfig(
        String name,
        Path home,
        Runtime runtime,
        boolean offline,
        boolean inMemory,
        String nodeName,
        String address,
        int apiPort,
        String podRange,
        String serviceRange,
        String loadBalancerPool,
        String resolvConf) {

    /** For pods that are simulated: addresses where nothing answers, set aside for benchmarks by RFC 2544. */
    public static final String SIMULATED_POOL = "198.19.255.0/24";

    /** One that asks the machine's own resolvers. */
    public ClusterConfig(
            String name,
            Path home,
            Runtime runtime,
            boolean offline,
            boolean inMemory,
            String nodeName,
            String address,
            int apiPort,
            String podRange,
            String serviceRange,
            String loadBalancerPool) {
        this(
                name,
                home,
                runtime,
                offline,
                inMemory,
                nodeName,
                address,
                apiPort,
                podRange,
                serviceRange,
                loadBalancerPool,
                "");
    }

    /** The same, which asks the resolvers that {@code file} names. */
    public ClusterConfig withResolvConf(String file) {
        return new ClusterConfig(
                name,
                home,
                runtime,
                offline,
                inMemory,
                nodeName,
                address,
                apiPort,
                podRange,
                serviceRange,
                loadBalancerPool,
                file);
    }

    /** What runs pods. */
    @SuppressWarnings("AvoidCommonTypeNames") // always written ClusterConfig.Runtime
    public enum Runtime {
        /** Real containers; needs root. */
        CONTAINERD,
        /** Nothing: pods become Running and Ready by themselves. */
        SIMULATED
    }

    /** A cluster that needs no root and keeps nothing: for tests. */
    public static ClusterConfig simulated(Path home) {
        return new ClusterConfig(
                "leme",
                home,
                Runtime.SIMULATED,
                true,
                true,
                "leme",
                "127.0.0.1",
                0,
                "10.42.0.0/16",
                "10.43.0.0/16",
                SIMULATED_POOL);
    }

    /** The file with what an administrator needs to come in. */
    public Path kubeconfig() {
        return home.resolve("kubeconfig");
    }

    /** The range of the node's own pods: the first 256 addresses. */
    String nodePodRange() {
        return podRange.substring(0, podRange.indexOf('/')) + "/24";
    }

    /** The addresses of LoadBalancer Services. */
    List<AddressRange> loadBalancerRanges() {
        return loadBalancerPool.isEmpty() ? List.of() : AddressRange.parseAll(loadBalancerPool);
    }

    /** The address at {@code offset} of the Services' range. */
    String serviceAddress(int offset) {
        return AddressRange.parseAll(serviceRange).getFirst().address(offset);
    }
}
