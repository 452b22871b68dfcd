package dev.leme.proxy.ruleset;

import java.util.List;

/** The two families of addresses, and what nft calls their things. */
public enum Family {
    /** IPv4. */
    V4("IPv4", "ip", "ipv4_addr", ""),
    /** IPv6. */
    V6("IPv6", "ip6", "ipv6_addr", "6");

    private final String kubernetes;
    private final String header;
    private final String type;
    private final String suffix;

    Family(String kubernetes, String header, String type, String suffix) {
        this.kubernetes = kubernetes;
        this.header = header;
        this.type = type;
        this.suffix = suffix;
    }

    /** The family of an address or of a range. */
    public static Family of(String address) {
        return address.indexOf(':') >= 0 ? V6 : V4;
    }

    /** Those of {@code addresses}, or of ranges, that are of this family, in their order. */
    public List<String> of(List<String> addresses) {
        return addresses.stream().filter(address -> of(address) == this).toList();
    }

    /** As slices and Services name it. */
    String kubernetes() {
        return kubernetes;
    }

    /** The packet's header, for matches: {@code ip saddr}. */
    String header() {
        return header;
    }

    /** The type of an address. */
    String type() {
        return type;
    }

    /** {@code what} of this family: a map, a set or a chain. */
    String named(String what) {
        return what + suffix;
    }

    /** One port of an address, as a target of dnat. */
    String target(Backend backend) {
        return (this == V6 ? "[" + backend.address() + "]" : backend.address()) + ":" + backend.port();
    }
}
