package dev.leme.proxy.health;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.base.time.ManualClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ProxyHealthTest {

    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private final ProxyHealth health = new ProxyHealth(clock);

    @Test
    void proxy_thatHasNothingToDo_isHealthyForEver() {
        assertTrue(health.isHealthy());
        health.begin();
        health.done();
        clock.advance(Duration.ofDays(1));
        assertTrue(health.isHealthy());
    }

    @Test
    void change_thatWaitsForMoreThanAMinute_isUnhealthy_untilItIsInForce() {
        health.begin();
        clock.advance(Duration.ofSeconds(60));
        assertTrue(health.isHealthy());
        health.begin();
        clock.advance(Duration.ofSeconds(1));
        assertFalse(health.isHealthy(), "trying again is not keeping up");
        health.done();
        assertTrue(health.isHealthy());
        health.begin();
        clock.advance(Duration.ofSeconds(60));
        assertTrue(health.isHealthy(), "each change has its own minute");
    }
}
