package dev.leme.controllers.serviceloadbalancer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AddressPoolTest {

    @Test
    void free_isTheFirstInside_withoutBothEnds() {
        AddressPool pool = AddressPool.parse("198.18.0.128/30,fd00::/126");
        assertEquals(Optional.of("198.18.0.129"), pool.free(false, address -> false));
        assertEquals(Optional.of("198.18.0.130"), pool.free(false, "198.18.0.129"::equals));
        assertEquals(Optional.empty(), pool.free(false, address -> true));
        assertEquals(Optional.of("fd00::1"), pool.free(true, address -> false));
        assertFalse(pool.contains("198.18.0.128"));
        assertFalse(pool.contains("198.18.0.131"));
        assertTrue(pool.contains("198.18.0.130"));
    }

    @Test
    void range_ofOneOrTwo_isGivenWhole() {
        assertEquals(Optional.of("192.0.2.7"), AddressPool.parse("192.0.2.7/32").free(false, address -> false));
        assertEquals(Optional.of("192.0.2.7"), AddressPool.parse("192.0.2.6/31").free(false, "192.0.2.6"::equals));
    }

    @Test
    void text_thatIsNoRange_isRefused() {
        assertEquals(List.of(), AddressPool.parse("").ranges());
        assertThrows(IllegalArgumentException.class, () -> AddressPool.parse("192.0.2.1-192.0.2.9"));
    }
}
