package dev.leme.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.leme.store.Bytes;
import dev.leme.store.Entry;
import dev.leme.store.Event;
import dev.leme.store.Keys;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in the file already but not visible yet must not be read: every read stops at the revision it is told. */
class SqliteEngineTest {
    private static final Entry FIRST = new Entry("a", Bytes.utf8("1"), 2, 2, 1);
    private static final Entry SECOND = new Entry("a", Bytes.utf8("2"), 2, 3, 2);

    @Test
    void reads_anyRevision_stopThere(@TempDir Path directory) {
        try (var engine = SqliteEngine.open(directory.resolve("leme.db"))) {
            append(engine, Event.of(FIRST, null));
            append(engine, Event.of(SECOND, FIRST));
            assertNull(engine.get("a", 1));
            assertEquals(FIRST, engine.get("a", 2));
            assertEquals(SECOND, engine.get("a", 3));
            assertEquals(List.of(), engine.range("", Keys.NO_END, 0, 1));
            assertEquals(List.of(FIRST), engine.range("", Keys.NO_END, 0, 2));
            assertEquals(0, engine.count("", Keys.NO_END, 1));
            assertEquals(List.of(Event.of(FIRST, null)), engine.history("", Keys.NO_END, 0, 2, 0));
            assertEquals(List.of(), engine.due(Instant.EPOCH, 1, 10));
            assertEquals(List.of(SECOND), engine.due(Instant.EPOCH, 3, 10));
        }
    }

    @Test
    void batch_notCommitted_leavesNothing(@TempDir Path directory) {
        try (var engine = SqliteEngine.open(directory.resolve("leme.db"))) {
            try (var batch = engine.begin()) {
                batch.append(Event.of(FIRST, null), null);
                assertEquals(FIRST, batch.newest("a"));
            }
            try (var batch = engine.begin()) {
                assertNull(batch.newest("a"));
            }
            assertNull(engine.get("a", 9));
        }
    }

    private static void append(SqliteEngine engine, Event event) {
        try (var batch = engine.begin()) {
            batch.append(event, Instant.EPOCH);
            batch.commit();
        }
    }
}
