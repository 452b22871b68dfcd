package dev.leme.api.address;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;

/**
 * A range of addresses, as {@code 10.43.0.0/16} or {@code fd00:43::/112}.
 *
 * @param base the first address
 * @param prefix the length of the prefix in bits
 */
public record AddressRange(IpAddress base, int prefix) {

    /** More than anyone can use; what is beyond is left alone. */
    private static final int MOST_BITS = 62;

    /** The range that {@code cidr} spells; throws {@link IllegalArgumentException}. */
    public static AddressRange parse(String cidr) {
        int slash = cidr.indexOf('/');
        IpAddress address =
                slash < 0 ? null : IpAddress.parse(cidr.substring(0, slash)).orElse(null);
        if (address == null || !cidr.substring(slash + 1).matches("[0-9]{1,3}")) {
            throw new IllegalArgumentException("not a range of addresses: " + cidr);
        }
        int prefix = Integer.parseInt(cidr.substring(slash + 1));
        int bits = bits(address);
        if (prefix > bits) {
            throw new IllegalArgumentException("the prefix must be at most " + bits + ": " + cidr);
        }
        BigInteger low = address.number().mod(BigInteger.TWO.pow(bits - prefix));
        return new AddressRange(new IpAddress(address.number().subtract(low), address.ipv6()), prefix);
    }

    /** The ranges of a list with commas. */
    public static List<AddressRange> parseAll(String cidrs) {
        return Arrays.stream(cidrs.split(",")).map(AddressRange::parse).toList();
    }

    private static int bits(IpAddress address) {
        return address.ipv6() ? 128 : 32;
    }

    /** The family as Services name it. */
    public String family() {
        return base.family();
    }

    /** How many addresses there are, those that nobody gets among them. */
    public long size() {
        return 1L << Math.min(MOST_BITS, bits(base) - prefix);
    }

    /** The offset after the last that a Service may have: the last of an IPv4 range is its broadcast address. */
    public long end() {
        return base.ipv6() ? size() : size() - 1;
    }

    /** How many addresses at the bottom are left for fixed wishes: a sixteenth, at least 16, at most 256 (upstream's rule). */
    public long staticBand() {
        return size() <= 16 ? 0 : Math.min(Math.max(16, size() / 16), 256);
    }

    /** The address at {@code offset} from the first. */
    public String address(long offset) {
        return new IpAddress(base.number().add(BigInteger.valueOf(offset)), base.ipv6()).toString();
    }

    /** Whether the address is in the range. */
    public boolean contains(IpAddress address) {
        return address.ipv6() == base.ipv6()
                && address.number().subtract(base.number()).signum() >= 0
                && address.number().subtract(base.number()).compareTo(BigInteger.TWO.pow(bits(base) - prefix)) < 0;
    }

    /** Whether all of {@code other} is in the range. */
    public boolean contains(AddressRange other) {
        return prefix <= other.prefix && contains(other.base);
    }

    /** Whether a Service may have the address, which is in the range: not the first, and of IPv4 not the last. */
    public boolean hasForServices(IpAddress address) {
        BigInteger offset = address.number().subtract(base.number());
        return offset.signum() > 0 && (base.ipv6() || offset.longValue() < end());
    }

    @Override
    public String toString() {
        return base + "/" + prefix;
    }
}
