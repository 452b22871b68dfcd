package dev.leme.controllers.serviceloadbalancer;

import dev.leme.api.address.AddressRange;
import dev.leme.api.address.IpAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * The addresses that Services may be given.
 *
 * @param ranges all of whose addresses but the first and the last may be given; a single address or a pair whole
 */
record AddressPool(List<AddressRange> ranges) {

    /** {@code text}: ranges with commas between them; empty for none. Throws {@link IllegalArgumentException}. */
    static AddressPool parse(String text) {
        return new AddressPool(text.isEmpty() ? List.of() : AddressRange.parseAll(text));
    }

    /** Whether it has any address of a family. */
    boolean has(boolean v6) {
        return ranges.stream().anyMatch(range -> range.base().ipv6() == v6);
    }

    boolean contains(String address) {
        Optional<IpAddress> parsed = IpAddress.parse(address);
        return parsed.isPresent() && ranges.stream().anyMatch(range -> isGiven(range, parsed.get()));
    }

    /** The first address of a family that isn't in use. */
    Optional<String> free(boolean v6, Predicate<String> inUse) {
        return ranges.stream()
                .filter(range -> range.base().ipv6() == v6)
                .flatMap(range -> LongStream.range(ends(range), range.size() - ends(range))
                        .mapToObj(range::address))
                .filter(address -> !inUse.test(address))
                .findFirst();
    }

    /** How many addresses at each end aren't given: they may be a network's own address and its broadcast address. */
    private static int ends(AddressRange range) {
        return range.size() > 2 ? 1 : 0;
    }

    private static boolean isGiven(AddressRange range, IpAddress address) {
        String text = address.toString();
        boolean end = text.equals(range.address(0)) || text.equals(range.address(range.size() - 1));
        return range.contains(address) && !(end && ends(range) > 0);
    }

    @Override
    public String toString() {
        return ranges.stream().map(AddressRange::toString).collect(Collectors.joining(","));
    }
}
