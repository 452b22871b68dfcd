package dev.leme.apiserver.hooks;

import java.util.Locale;

/**
 * A range of IPv4 addresses, as {@code 10.43.0.0/16}.
 *
 * @param base the first address as a number
 * @param prefix the length of the prefix, 8 to 28
 */
public record AddressRange(long base, int prefix) {

    /** The range that {@code cidr} spells; throws {@link IllegalArgumentException}. */
    public static AddressRange parse(String cidr) {
        int slash = cidr.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("not a range: " + cidr);
        }
        int prefix = Integer.parseInt(cidr.substring(slash + 1));
        if (prefix < 8 || prefix > 28) {
            throw new IllegalArgumentException("the prefix must be 8 to 28: " + cidr);
        }
        long mask = 0xFFFFFFFFL << (32 - prefix) & 0xFFFFFFFFL;
        return new AddressRange(number(cidr.substring(0, slash)) & mask, prefix);
    }

    private static long number(String address) {
        long number = 0;
        String[] parts = address.split("\\.", -1);
        if (parts.length != 4) {
            throw new IllegalArgumentException("not an IPv4 address: " + address);
        }
        for (String part : parts) {
            int octet = Integer.parseInt(part);
            if (octet < 0 || octet > 255) {
                throw new IllegalArgumentException("not an IPv4 address: " + address);
            }
            number = number << 8 | octet;
        }
        return number;
    }

    /** How many addresses there are, the first and the last, which nobody gets, among them. */
    public long size() {
        return 1L << (32 - prefix);
    }

    /** How many addresses at the bottom are left for fixed wishes: a sixteenth, at least 16, at most 256 (upstream's rule). */
    long staticBand() {
        return Math.min(Math.max(16, size() / 16), 256);
    }

    /** The address at {@code offset} from the first. */
    public String address(long offset) {
        long number = base + offset;
        return String.format(
                Locale.ROOT, "%d.%d.%d.%d", number >> 24 & 255, number >> 16 & 255, number >> 8 & 255, number & 255);
    }

    /** Whether a Service may have the address. */
    public boolean contains(String address) {
        try {
            long offset = number(address) - base;
            return offset > 0 && offset < size() - 1;
        } catch (IllegalArgumentException notIpv4) {
            return false;
        }
    }

    @Override
    public String toString() {
        return address(0) + "/" + prefix;
    }
}
