package dev.leme.cli.network;

import dev.leme.api.json.JsonObject;
import java.util.List;

/**
 * A cluster's link between the host and its node's namespace. Kept as long as the cluster.
 *
 * @param namespace the network namespace's name
 * @param link the veth's name on the host's side, at most 15 characters
 * @param range three bytes of the addresses: {@code 198.18.0} for 198.18.0.0/24; the host is 1, the node is 2
 * @param range6 four groups of the IPv6 addresses, likewise: {@code fd6c:656d:6518:0}; empty where there are none
 */
public record NodeNetwork(String namespace, String link, String range, String range6) {
    private static final int LONGEST_LINK = 15;

    /** 48 bits of RFC 4193's local addresses, Leme's own. */
    private static final String LOCAL = "fd6c:656d:65";

    /** The network of the cluster with that name, of IPv4 alone. */
    public static NodeNetwork named(String cluster, String range) {
        String name = "leme-" + cluster;
        String link = name.length() <= LONGEST_LINK ? name : String.format("leme-%08x", cluster.hashCode());
        return new NodeNetwork(name, link, range, "");
    }

    static final int PREFIX_LENGTH = 24;
    static final int PREFIX_LENGTH_6 = 64;

    /** With IPv6 too: {@code 198.18.4} has {@code fd6c:656d:6518:4} beside it. */
    public NodeNetwork withIpv6() {
        String[] bytes = range.split("\\.", -1);
        return new NodeNetwork(namespace, link, range, LOCAL + bytes[1] + ":" + bytes[2]);
    }

    /** Without IPv6. */
    public NodeNetwork withoutIpv6() {
        return new NodeNetwork(namespace, link, range, "");
    }

    boolean hasIpv6() {
        return !range6.isEmpty();
    }

    /** As {@link #toJson} wrote it. */
    public static NodeNetwork of(JsonObject json) {
        return new NodeNetwork(
                json.string("namespace"), json.string("link"), json.string("range"), json.string("range6"));
    }

    public JsonObject toJson() {
        return JsonObject.builder()
                .put("namespace", namespace)
                .put("link", link)
                .put("range", range)
                .put("range6", range6)
                .build();
    }

    public String hostAddress() {
        return range + ".1";
    }

    public String nodeAddress() {
        return range + ".2";
    }

    String hostAddress6() {
        return range6 + "::1";
    }

    /** The node's addresses, IPv4's first. */
    public List<String> addresses() {
        return hasIpv6() ? List.of(nodeAddress(), nodeAddress6()) : List.of(nodeAddress());
    }

    String nodeAddress6() {
        return range6 + "::2";
    }

    /** All of its addresses of IPv4. */
    public String cidr() {
        return range + ".0/" + PREFIX_LENGTH;
    }

    String cidr6() {
        return range6 + "::/" + PREFIX_LENGTH_6;
    }

    /** What no machine is given, Services' own: the upper half, and of IPv6 65,536 addresses. */
    public String loadBalancerPool() {
        return range + ".128/25" + (hasIpv6() ? "," + range6 + "::1:0/112" : "");
    }

    /** The nftables table that lets the node out; nftables' names have no dashes. */
    public String table() {
        return namespace.replace('-', '_');
    }
}
