package dev.leme.client.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.base.time.ManualClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WorkQueueTest {

    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private final WorkQueue<String> queue = new WorkQueue<>(clock);

    @Test
    void add_twice_waitsOnce() throws Exception {
        queue.add("a");
        queue.add("a");
        assertEquals("a", queue.take());
        assertEquals(0, queue.depth());
    }

    @Test
    void add_whileWorkedOn_waitsUntilDone() throws Exception {
        queue.add("a");
        queue.take();
        queue.add("a");
        assertEquals(0, queue.depth());
        queue.done("a");
        assertEquals("a", queue.take());
    }

    @Test
    void addAfter_twoDelays_theShorterCounts() {
        queue.addAfter("a", Duration.ofSeconds(5));
        queue.addAfter("a", Duration.ofSeconds(1));
        queue.addAfter("a", Duration.ofSeconds(9));
        clock.advance(Duration.ofSeconds(1));
        assertEquals(1, queue.depth());
        assertTrue(clock.pending().isEmpty());
    }

    @Test
    void addRateLimited_repeated_delaysDoubleUntilForgotten() {
        assertEquals(Duration.ofMillis(5), queue.addRateLimited("a"));
        assertEquals(Duration.ofMillis(10), queue.addRateLimited("a"));
        queue.forget("a");
        assertEquals(Duration.ofMillis(5), queue.addRateLimited("a"));
    }

    @Test
    void close_takeWaits_endsWithNull() throws Exception {
        queue.add("a");
        queue.close();
        assertNull(queue.take());
    }
}
