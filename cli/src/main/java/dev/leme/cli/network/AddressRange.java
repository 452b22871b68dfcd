package dev.leme.cli.network;

import java.util.Collection;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * IPv4 addresses that share their first bits.
 *
 * @param first the first address as a number
 * @param length how many bits they share
 */
public record AddressRange(long first, int length) {
    private static final int BITS = 32;
    private static final int BLOCKS = 512;
    private static final Pattern FORM = Pattern.compile("(\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3})(?:/(\\d{1,2}))?");

    /** {@code a.b.c.d/n}, or one address; nothing for another text, such as IPv6 or {@code default}. */
    public static Optional<AddressRange> parse(String text) {
        var form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        int length = form.group(2) == null ? BITS : Integer.parseInt(form.group(2));
        long address = 0;
        for (String part : form.group(1).split("\\.", -1)) {
            address = address << 8 | Integer.parseInt(part);
        }
        return Optional.of(new AddressRange(address & mask(length), length));
    }

    private static long mask(int length) {
        return length == 0 ? 0 : 0xFFFF_FFFFL << BITS - length & 0xFFFF_FFFFL;
    }

    public boolean overlaps(AddressRange other) {
        long mask = mask(Math.min(length, other.length));
        return (first & mask) == (other.first & mask);
    }

    /**
     * The first 256 addresses out of 198.18.0.0/15 that overlap nothing in use, by their first three bytes. RFC 2544
     * sets that range aside for benchmarks, so that no one's network or VPN should have it.
     */
    public static Optional<String> firstFree(Collection<AddressRange> inUse) {
        return IntStream.range(0, BLOCKS)
                .mapToObj(block -> "198." + (18 + block / 256) + "." + block % 256)
                .filter(range -> parse(range + ".0/24").stream()
                        .noneMatch(free -> inUse.stream().anyMatch(free::overlaps)))
                .findFirst();
    }
}
