package dev.leme.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leme.store.memory.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RetentionTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final Store store = MemoryStore.open(Throwable::printStackTrace);
    private final Retention retention = new Retention(store, Duration.ofMinutes(5), 100);

    @AfterEach
    void close() {
        store.close();
    }

    private void write(int times) {
        for (int i = 0; i < times; i++) store.commit(Txn.put("a", Bytes.EMPTY));
    }

    @Test
    void tick_youngHistory_isKept() {
        write(9);
        retention.tick(NOON);
        retention.tick(NOON.plusSeconds(299));
        assertEquals(0, store.compactedRevision());
    }

    @Test
    void tick_oldHistory_isCompacted() {
        write(9);
        retention.tick(NOON);
        write(5);
        retention.tick(NOON.plusSeconds(60));
        write(5);
        retention.tick(NOON.plusSeconds(300));
        assertEquals(10, store.compactedRevision());
        retention.tick(NOON.plusSeconds(361));
        assertEquals(15, store.compactedRevision());
    }

    @Test
    void tick_muchHistory_isCompactedHoweverYoung() {
        write(150);
        retention.tick(NOON);
        assertEquals(51, store.compactedRevision());
    }

    @Test
    void tick_dueEntries_areDeleted() {
        store.commit(Txn.put("e", Bytes.EMPTY, NOON));
        retention.tick(NOON.minusMillis(1));
        assertEquals(1, store.count("", Keys.NO_END));
        retention.tick(NOON);
        assertEquals(0, store.count("", Keys.NO_END));
    }
}
