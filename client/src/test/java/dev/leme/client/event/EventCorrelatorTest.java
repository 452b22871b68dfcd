package dev.leme.client.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.leme.api.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EventCorrelatorTest {

    private final EventCorrelator correlator = new EventCorrelator();

    private static EventKey event(String version, String message) {
        JsonObject pod = JsonObject.EMPTY.with("name", "a").with("resourceVersion", version);
        return new EventKey(pod, EventType.NORMAL, "Pulled", message);
    }

    @Test
    void known_sameEventOfLaterVersion_isFound() {
        EventCorrelator.Written written = new EventCorrelator.Written("a.1", Instant.EPOCH);
        correlator.remember(event("1", "x"), written);
        assertEquals(written, correlator.known(event("2", "x")));
        assertNull(correlator.known(event("2", "y")));
    }

    @Test
    void admit_tenthMessageOfOneReason_isCombined() {
        for (int i = 0; i < 9; i++) {
            correlator.admit(event("1", "m" + i), Instant.EPOCH);
        }
        EventKey tenth = correlator.admit(event("1", "m9"), Instant.EPOCH);
        assertEquals("(combined from similar events): m9", tenth == null ? "" : tenth.message());
    }

    @Test
    void admit_beyondTheBurst_isDroppedUntilTimePasses() {
        for (int i = 0; i < 25; i++) {
            assertNotNull(correlator.admit(event("1", "m"), Instant.EPOCH));
        }
        assertNull(correlator.admit(event("1", "m"), Instant.EPOCH));
        assertNotNull(correlator.admit(event("1", "m"), Instant.EPOCH.plus(Duration.ofMinutes(6))));
    }
}
