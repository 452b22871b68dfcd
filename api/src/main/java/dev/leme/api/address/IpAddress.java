package dev.leme.api.address;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An IP address. An IPv4 address in IPv6's clothes ({@code ::ffff:10.0.0.1}) counts as the IPv4 address.
 *
 * @param number its bits
 * @param ipv6 whether it has 128 of them, not 32
 */
public record IpAddress(BigInteger number, boolean ipv6) {

    private static final Pattern OCTETS = Pattern.compile("((0|[1-9][0-9]{0,2})\\.){3}(0|[1-9][0-9]{0,2})");
    private static final Pattern GROUPS = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    private static final int GROUPS_OF_IPV6 = 8;

    /** The address that {@code text} spells, without leading zeros or a zone; empty for anything else. */
    public static Optional<IpAddress> parse(String text) {
        if (!OCTETS.matcher(text).matches() && !GROUPS.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            byte[] bits = InetAddress.ofLiteral(text).getAddress();
            return Optional.of(new IpAddress(new BigInteger(1, bits), bits.length > 4));
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    /** The family as Services name it: {@code IPv4} or {@code IPv6}. */
    public String family() {
        return ipv6 ? "IPv6" : "IPv4";
    }

    /** The canonical spelling; of IPv6 RFC 5952's. */
    @Override
    public String toString() {
        return ipv6 ? groups() : octets();
    }

    private String octets() {
        long bits = number.longValue();
        return String.format(
                Locale.ROOT, "%d.%d.%d.%d", bits >> 24 & 255, bits >> 16 & 255, bits >> 8 & 255, bits & 255);
    }

    private int group(int index) {
        return number.shiftRight(16 * (GROUPS_OF_IPV6 - 1 - index)).intValue() & 0xFFFF;
    }

    /** The longest run of zeros, the first of several, is left out. */
    private String groups() {
        int from = 0;
        int length = 0;
        for (int start = 0; start < GROUPS_OF_IPV6; start++) {
            int end = start;
            while (end < GROUPS_OF_IPV6 && group(end) == 0) {
                end++;
            }
            if (end - start > length) {
                from = start;
                length = end - start;
            }
        }
        if (length < 2) {
            return joined(0, GROUPS_OF_IPV6);
        }
        return joined(0, from) + "::" + joined(from + length, GROUPS_OF_IPV6);
    }

    private String joined(int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int index = from; index < to; index++) {
            text.append(index == from ? "" : ":").append(Integer.toHexString(group(index)));
        }
        return text.toString();
    }
}
