package dev.leme.store.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.leme.store.Bytes;
import dev.leme.store.CompactedException;
import dev.leme.store.Keys;
import dev.leme.store.Recorder;
import dev.leme.store.Txn;
import dev.leme.store.commit.LocalStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reads that compaction overtakes, just after they have chosen their revision: the engine has lost what they look for. */
class LocalStoreTest {
    private final List<Throwable> bugs = new CopyOnWriteArrayList<>();
    private final FaultyEngine engine = new FaultyEngine();
    private final LocalStore store = LocalStore.start("test", engine, bugs::add);

    @BeforeEach
    void write() {
        store.commit(Txn.put("a", Bytes.utf8("1")));
        store.commit(Txn.put("b", Bytes.utf8("1")));
    }

    @AfterEach
    void close() {
        store.close();
        assertEquals(List.of(), bugs);
    }

    private void overtakeNextRead() {
        engine.duringRead.set(() -> {
            store.commit(Txn.put("a", Bytes.utf8("2")));
            store.compact(store.revision());
        });
    }

    @Test
    void get_overtaken_findsTheNewest() {
        overtakeNextRead();
        var entry = store.get("a");
        assertNotNull(entry);
        assertEquals("2", entry.value().text());
    }

    @Test
    void range_newestOvertaken_isAtTheNewerRevision() {
        overtakeNextRead();
        var page = store.range("", Keys.NO_END, 0, 0);
        assertEquals(4, page.revision());
        assertEquals(2, page.entries().size());
    }

    @Test
    void count_overtaken_countsAll() {
        overtakeNextRead();
        assertEquals(2, store.count("", Keys.NO_END));
    }

    @Test
    void range_revisionOvertaken_isRefused() {
        overtakeNextRead();
        var error = assertThrows(CompactedException.class, () -> store.range("", Keys.NO_END, 0, 3));
        assertEquals(4, error.compactedRevision());
    }

    @Test
    void history_overtaken_isRefused() {
        overtakeNextRead();
        assertThrows(CompactedException.class, () -> store.history("", Keys.NO_END, 2, 0));
    }

    @Test
    void observe_snapshotOvertaken_startsAgain() {
        overtakeNextRead();
        var seen = new Recorder();
        try (var observation = store.observe("", Keys.NO_END, seen)) {
            assertNotNull(observation);
            store.commit(Txn.delete("b"));
        }
        assertEquals(4, seen.snapshot().revision());
        assertEquals(2, seen.snapshot().entries().size());
        assertEquals(List.of(5L), seen.revisions);
    }
}
