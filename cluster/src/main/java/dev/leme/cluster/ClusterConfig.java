package dev.leme.cluster;

import dev.leme.api.address.AddressRange;
import dev.leme.api.address.IpAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a cluster is to be.
 *
 * @param name its name, unique on the machine; a DNS label of at most 11 characters, for interface names' sake
 * @param home where all its state lies
 * @param runtime what runs its pods
 * @param offline whether the node has no way out, so that nobody need be asked
 * @param inMemory whether its objects are gone when it stops
 * @param nodeName the name of this machine's node
 * @param addresses the node's addresses, at most one of each family; the API listens on the first
 * @param apiPort the API's port; 0 takes a free one
 * @param podRange the addresses of pods: one range a family, with a comma between two
 * @param serviceRange the addresses of Services, likewise; Services are of the first's family unless they ask
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
        List<String> addresses,
        int apiPort,
        String podRange,
        String serviceRange,
        String loadBalancerPool,
        String resolvConf) {

    /** For pods that are simulated: addresses where nothing answers, set aside for benchmarks by RFC 2544. */
    public static final String SIMULATED_POOL = "198.19.255.0/24";

    /** Where pods and Services are unless told; those of IPv6 out of a range of RFC 4193 that is Leme's own. */
    private static final String PODS = "10.42.0.0/16";

    private static final String SERVICES = "10.43.0.0/16";
    private static final String PODS_V6 = "fd6c:656d:6542::/56";
    private static final String SERVICES_V6 = "fd6c:656d:6543::/112";

    /** One that asks the machine's own resolvers. */
    public ClusterConfig(
            String name,
            Path home,
            Runtime runtime,
            boolean offline,
            boolean inMemory,
            String nodeName,
            List<String> addresses,
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
                addresses,
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
                addresses,
                apiPort,
                podRange,
                serviceRange,
                loadBalancerPool,
                file);
    }

    /** Keeps the addresses in the spelling that everything compares. */
    public ClusterConfig {
        addresses = addresses.stream().map(ClusterConfig::canonical).toList();
    }

    private static String canonical(String address) {
        return IpAddress.parse(address).map(IpAddress::toString).orElse(address);
    }

    /** What runs pods. */
    @SuppressWarnings("AvoidCommonTypeNames") // always written ClusterConfig.Runtime
    public enum Runtime {
        /** Real containers; needs root. */
        CONTAINERD,
        /** Nothing: pods become Running and Ready by themselves. */
        SIMULATED
    }

    /** The usual addresses of pods, in the families of the node's addresses. */
    public static String usualPods(List<String> addresses) {
        return inFamilies(addresses, PODS, PODS_V6);
    }

    /** The usual addresses of Services, in the families of the node's addresses. */
    public static String usualServices(List<String> addresses) {
        return inFamilies(addresses, SERVICES, SERVICES_V6);
    }

    private static String inFamilies(List<String> addresses, String v4, String v6) {
        return addresses.stream()
                .map(address -> address.contains(":") ? v6 : v4)
                .distinct()
                .collect(Collectors.joining(","));
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
                List.of("127.0.0.1"),
                0,
                PODS,
                SERVICES,
                SIMULATED_POOL);
    }

    /** The file with what an administrator needs to come in. */
    public Path kubeconfig() {
        return home.resolve("kubeconfig");
    }

    /** The address that the API listens on. */
    public String address() {
        return addresses.getFirst();
    }

    /** The addresses of pods, a range a family. */
    List<AddressRange> podRanges() {
        return AddressRange.parseAll(podRange);
    }

    /** The addresses of Services, a range a family. */
    List<AddressRange> serviceRanges() {
        return AddressRange.parseAll(serviceRange);
    }

    /** The ranges of the node's own pods: the first 256 addresses of IPv4, the first /64 of IPv6. */
    List<String> nodePodRanges() {
        return podRanges().stream().map(ClusterConfig::first).toList();
    }

    private static String first(AddressRange range) {
        int usual = range.base().ipv6() ? 64 : 24;
        return new AddressRange(range.base(), Math.max(usual, range.prefix())).toString();
    }

    /** The addresses of LoadBalancer Services. */
    List<AddressRange> loadBalancerRanges() {
        return loadBalancerPool.isEmpty() ? List.of() : AddressRange.parseAll(loadBalancerPool);
    }

    /** The address at {@code offset} of the Services' range. */
    String serviceAddress(int offset) {
        return serviceRanges().getFirst().address(offset);
    }
}
