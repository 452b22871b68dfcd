package dev.leme.cli.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AddressRangeTest {
    private static List<AddressRange> ranges(String... texts) {
        return Stream.of(texts)
                .flatMap(text -> AddressRange.parse(text).stream())
                .toList();
    }

    @Test
    void parse_otherTexts_areNoRanges() {
        assertEquals(List.of(), ranges("default", "fe80::/64", ""));
        assertEquals(new AddressRange(0xC0000200L, 24), ranges("192.0.2.7/24").getFirst());
        assertEquals(32, ranges("192.0.2.7").getFirst().length());
    }

    @Test
    void overlaps_containedEitherWay() {
        AddressRange wide = ranges("198.18.0.0/15").getFirst();
        AddressRange narrow = ranges("198.19.7.0/24").getFirst();
        assertTrue(wide.overlaps(narrow) && narrow.overlaps(wide));
        assertFalse(narrow.overlaps(ranges("198.19.8.0/24").getFirst()));
        assertTrue(ranges("0.0.0.0/0").getFirst().overlaps(narrow));
    }

    @Test
    void firstFree_nothingInUse_isTheFirst() {
        assertEquals(Optional.of("198.18.0"), AddressRange.firstFree(ranges("10.0.0.0/8", "192.0.2.0/24")));
    }

    @Test
    void firstFree_passesOverRoutesAndOtherClusters() {
        assertEquals(
                Optional.of("198.18.3"),
                AddressRange.firstFree(ranges("198.18.0.0/24", "198.18.1.77", "198.18.2.0/30")));
        assertEquals(Optional.of("198.19.0"), AddressRange.firstFree(ranges("198.18.0.0/16")));
    }

    @Test
    void firstFree_allInUse_isNothing() {
        assertEquals(Optional.empty(), AddressRange.firstFree(ranges("198.16.0.0/12")));
    }
}
