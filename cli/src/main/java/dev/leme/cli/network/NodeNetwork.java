package dev.leme.cli.network;

import dev.leme.api.json.JsonObject;

/**
 * A cluster's link between the host and its node's namespace. Kept as long as the cluster.
 *
 * @param namespace the network namespace's name
 * @param link the veth's name on the host's side, at most 15 characters
 * @param range three bytes of the addresses: {@code 198.18.0} for 198.18.0.0/24; the host is 1, the node is 2
 */
public record NodeNetwork(String namespace, String link, String range) {
    private static final int LONGEST_LINK = 15;

    /** The network of the cluster with that name. */
    public static NodeNetwork named(String cluster, String range) {
        String name = "leme-" + cluster;
        String link = name.length() <= LONGEST_LINK ? name : String.format("leme-%08x", cluster.hashCode());
        return new NodeNetwork(name, link, range);
    }

    static final int PREFIX_LENGTH = 24;

    /** As {@link #toJson} wrote it. */
    public static NodeNetwork of(JsonObject json) {
        return new NodeNetwork(json.string("namespace"), json.string("link"), json.string("range"));
    }

    public JsonObject toJson() {
        return JsonObject.builder()
                .put("namespace", namespace)
                .put("link", link)
                .put("range", range)
                .build();
    }

    public String hostAddress() {
        return range + ".1";
    }

    public String nodeAddress() {
        return range + ".2";
    }

    /** All of its addresses. */
    public String cidr() {
        return range + ".0/" + PREFIX_LENGTH;
    }

    /** The upper half, which no machine is given: Services' own. */
    public String loadBalancerPool() {
        return range + ".128/25";
    }

    /** The nftables table that lets the node out; nftables' names have no dashes. */
    public String table() {
        return namespace.replace('-', '_');
    }
}
