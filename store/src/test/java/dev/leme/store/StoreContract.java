package dev.leme.store;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every engine must do. A test of an engine extends this. */
public abstract class StoreContract {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final List<Throwable> bugs = new CopyOnWriteArrayList<>();
    private @Nullable Store opened;

    protected abstract Store open();

    /** Where a test's store reports bugs. */
    protected final void bug(Throwable bug) {
        bugs.add(bug);
    }

    @BeforeEach
    void openStore() {
        opened = open();
    }

    @AfterEach
    void closeStore() {
        store().close();
        assertEquals(List.of(), bugs, "bugs reported by the store");
    }

    protected final Store store() {
        var store = opened;
        assertNotNull(store);
        return store;
    }

    private Commit put(String key, String value) {
        return store().commit(Txn.put(key, Bytes.utf8(value)));
    }

    private static String text(Page page) {
        return text(page.entries());
    }

    private static String text(List<Entry> entries) {
        return String.join(" ", entries.stream().map(StoreContract::text).toList());
    }

    private static String text(Entry entry) {
        return entry.key() + "=" + entry.value().text();
    }

    private static String eventText(Event event) {
        var previous = event.previous();
        var sign = event.kind() == Event.Kind.PUT ? "+" : "-";
        return event.revision()
                + sign
                + text(event.current())
                + (previous == null ? "" : "<" + previous.value().text());
    }

    private static String eventsText(List<Event> events) {
        return String.join(" ", events.stream().map(StoreContract::eventText).toList());
    }

    @Test
    void store_empty_isAtRevisionOne() {
        assertEquals(1, store().revision());
        assertEquals(0, store().compactedRevision());
        assertNull(store().get("a"));
        assertEquals(new Page(List.of(), false, 1), store().range("", Keys.NO_END, 0, 0));
        assertEquals(0, store().count("", Keys.NO_END));
        assertEquals(List.of(), store().history("", Keys.NO_END, 0, 0));
    }

    @Test
    void put_twice_countsVersions() {
        var first = put("a", "1").entry();
        var second = put("a", "2").entry();
        assertEquals(new Entry("a", Bytes.utf8("1"), 2, 2, 1), first);
        assertEquals(new Entry("a", Bytes.utf8("2"), 2, 3, 2), second);
        assertEquals(second, store().get("a"));
    }

    @Test
    void put_afterDelete_startsANewLife() {
        put("a", "1");
        var deleted = store().commit(Txn.delete("a"));
        assertEquals(3, deleted.revision());
        assertEquals(Entry.tombstone("a", 3), deleted.entry());
        assertNull(store().get("a"));
        assertEquals(new Entry("a", Bytes.utf8("2"), 4, 4, 1), put("a", "2").entry());
    }

    @Test
    void put_emptyValue_isKept() {
        store().commit(Txn.put("a", Bytes.EMPTY));
        assertEquals(new Entry("a", Bytes.EMPTY, 2, 2, 1), store().get("a"));
    }

    @Test
    void put_largeBinaryValue_comesBackUnchanged() {
        var content = new byte[3 << 20];
        new Random(7).nextBytes(content);
        store().commit(Txn.put("a", Bytes.copyOf(content)));
        var entry = store().get("a");
        assertNotNull(entry);
        assertEquals(Bytes.wrap(content), entry.value());
    }

    @Test
    void create_existing_conflictsWithTheEntry() {
        var entry = put("a", "1").entry();
        var conflict = assertThrows(ConflictException.class, () -> store().commit(Txn.create("a", Bytes.utf8("2"))));
        assertEquals(entry, conflict.current());
        assertEquals(Condition.absent("a"), conflict.condition());
        assertEquals(2, store().revision());
    }

    @Test
    void update_stale_conflictsWithTheEntry() {
        put("a", "1");
        var entry = put("a", "2").entry();
        var conflict = assertThrows(ConflictException.class, () -> store().commit(Txn.update("a", 2, Bytes.utf8("3"))));
        assertEquals(entry, conflict.current());
        assertEquals(4, store().commit(Txn.update("a", 3, Bytes.utf8("3"))).revision());
    }

    @Test
    void update_missing_conflictsWithNothing() {
        var conflict = assertThrows(ConflictException.class, () -> store().commit(Txn.update("a", 2, Bytes.utf8("3"))));
        assertNull(conflict.current());
    }

    @Test
    void delete_stale_conflicts() {
        put("a", "1");
        assertThrows(ConflictException.class, () -> store().commit(Txn.delete("a", 1)));
        assertEquals(Entry.tombstone("a", 3), store().commit(Txn.delete("a", 2)).entry());
    }

    @Test
    void delete_missing_changesNothing() {
        var commit = store().commit(Txn.delete("a"));
        assertEquals(new Commit(1, List.of()), commit);
        assertEquals(1, store().revision());
    }

    @Test
    void txn_conditionsOnly_makesNoRevision() {
        put("a", "1");
        assertEquals(
                new Commit(2, List.of()),
                store().commit(Txn.build().unchanged("a", 2).absent("b").done()));
        assertThrows(
                ConflictException.class,
                () -> store().commit(Txn.build().unchanged("a", 1).done()));
    }

    @Test
    void txn_severalKeys_sharesOneRevision() {
        put("a", "1");
        var commit = store().commit(Txn.build()
                .put("b", Bytes.utf8("2"))
                .delete("a")
                .put("c", Bytes.utf8("3"))
                .done());
        assertEquals("3+b=2 3-a=<1 3+c=3", eventsText(commit.events()));
        assertEquals("3+b=2 3-a=<1 3+c=3", eventsText(store().history("", Keys.NO_END, 2, 0)));
    }

    @Test
    void txn_oneConditionOfTwoFails_changesNothing() {
        put("a", "1");
        var txn = Txn.build()
                .unchanged("a", 2)
                .unchanged("b", 9)
                .put("a", Bytes.utf8("x"))
                .put("c", Bytes.utf8("x"))
                .done();
        assertThrows(ConflictException.class, () -> store().commit(txn));
        assertEquals("a=1", text(store().range("", Keys.NO_END, 0, 0)));
        assertEquals(2, store().revision());
    }

    @Test
    void txn_badParts_areRefusedWhenMade() {
        assertThrows(IllegalArgumentException.class, () -> Txn.put("", Bytes.EMPTY));
        assertThrows(IllegalArgumentException.class, () -> Txn.put("a\ud800", Bytes.EMPTY));
        assertThrows(IllegalArgumentException.class, () -> Txn.update("a", -1, Bytes.EMPTY));
        assertThrows(
                IllegalArgumentException.class,
                () -> Txn.build().put("a", Bytes.EMPTY).delete("a").done());
        var many = Txn.build();
        for (int i = 0; i <= Txn.MAX_OPS; i++) many.delete("k" + i);
        assertThrows(IllegalArgumentException.class, many::done);
    }

    @Test
    void txn_mostOps_keepsTheirOrder() {
        var most = Txn.build();
        for (int i = Txn.MAX_OPS; i > 0; i--) most.put("k" + i, Bytes.utf8("" + i));
        var commit = store().commit(most.done());
        assertEquals(Txn.MAX_OPS, commit.events().size());
        assertEquals(commit.events(), store().history("", Keys.NO_END, 1, 0));
    }

    @Test
    void range_bounds_areHalfOpenAndOrderedByCodePoint() {
        for (var key : List.of("b", "a", "a/\ud83d\ude00", "a/\uffee", "a0", "a/x", "a/")) put(key, "");
        var all = store().range("", Keys.NO_END, 0, 0).entries();
        assertEquals(
                List.of("a", "a/", "a/x", "a/\uffee", "a/\ud83d\ude00", "a0", "b"),
                all.stream().map(Entry::key).toList());
        assertEquals("a/= a/x= a/\uffee= a/\ud83d\ude00=", text(store().range("a/", Keys.endOfPrefix("a/"), 0, 0)));
        assertEquals("a= a/=", text(store().range("a", "a/x", 0, 0)));
        assertEquals("", text(store().range("b", "a", 0, 0)));
        assertEquals(4, store().count("a/", Keys.endOfPrefix("a/")));
        assertEquals(0, store().count("b", "a"));
    }

    @Test
    void range_limit_pagesThroughOneRevision() {
        for (int i = 0; i < 10; i++) put("k" + i, "1");
        store().commit(Txn.delete("k3"));
        var keys = new ArrayList<String>();
        var page = store().range("k", "l", 4, 0);
        while (true) {
            page.entries().forEach(entry -> keys.add(text(entry)));
            if (!page.more()) break;
            put("k9", "2");
            store().commit(Txn.put("k35", Bytes.EMPTY));
            page = store().range(page.next(), "l", 4, page.revision());
        }
        assertEquals(List.of("k0=1", "k1=1", "k2=1", "k4=1", "k5=1", "k6=1", "k7=1", "k8=1", "k9=1"), keys);
    }

    @Test
    void range_limitEqualToTheRest_hasNoMore() {
        put("a", "1");
        put("b", "1");
        assertFalse(store().range("", Keys.NO_END, 2, 0).more());
        assertTrue(store().range("", Keys.NO_END, 1, 0).more());
    }

    @Test
    void range_oldRevision_isAsItWas() {
        put("a", "1");
        put("b", "1");
        put("a", "2");
        store().commit(Txn.delete("b"));
        put("b", "3");
        assertEquals("", text(store().range("", Keys.NO_END, 0, 1)));
        assertEquals("a=1", text(store().range("", Keys.NO_END, 0, 2)));
        assertEquals("a=1 b=1", text(store().range("", Keys.NO_END, 0, 3)));
        assertEquals("a=2 b=1", text(store().range("", Keys.NO_END, 0, 4)));
        assertEquals("a=2", text(store().range("", Keys.NO_END, 0, 5)));
        assertEquals("a=2 b=3", text(store().range("", Keys.NO_END, 0, 6)));
        var future = assertThrows(FutureRevisionException.class, () -> store().range("", Keys.NO_END, 0, 7));
        assertEquals(6, future.currentRevision());
    }

    @Test
    void history_rangeAndLimit_neverSplitARevision() {
        put("a", "1");
        store().commit(Txn.build()
                .put("b", Bytes.utf8("2"))
                .put("x", Bytes.utf8("2"))
                .put("c", Bytes.utf8("2"))
                .done());
        put("a", "3");
        assertEquals("2+a=1 3+b=2 3+c=2 4+a=3<1", eventsText(store().history("a", "d", 0, 0)));
        assertEquals("2+a=1 3+b=2 3+c=2", eventsText(store().history("a", "d", 0, 2)));
        assertEquals("2+a=1", eventsText(store().history("a", "d", 0, 1)));
        assertEquals("4+a=3<1", eventsText(store().history("a", "d", 3, 0)));
        assertEquals("", eventsText(store().history("a", "d", 4, 0)));
        assertThrows(FutureRevisionException.class, () -> store().history("a", "d", 5, 0));
    }

    @Test
    void compact_oldRevision_keepsWhatItMust() {
        put("a", "1");
        put("a", "2");
        put("b", "1");
        store().commit(Txn.delete("b"));
        put("c", "1");
        put("a", "3");
        store().compact(5);
        assertEquals(5, store().compactedRevision());
        assertThrows(CompactedException.class, () -> store().range("", Keys.NO_END, 0, 4));
        assertEquals("a=2", text(store().range("", Keys.NO_END, 0, 5)));
        assertEquals("a=2 c=1", text(store().range("", Keys.NO_END, 0, 6)));
        assertEquals("a=3 c=1", text(store().range("", Keys.NO_END, 0, 0)));
        assertThrows(CompactedException.class, () -> store().history("", Keys.NO_END, 4, 0));
        assertEquals("6+c=1 7+a=3<2", eventsText(store().history("", Keys.NO_END, 5, 0)));
        assertEquals(1, put("b", "9").entry().version());
    }

    @Test
    void compact_again_neverGoesBack() {
        put("a", "1");
        put("a", "2");
        store().compact(3);
        store().compact(2);
        assertEquals(3, store().compactedRevision());
        assertThrows(FutureRevisionException.class, () -> store().compact(4));
        assertEquals("a=2", text(store().range("", Keys.NO_END, 0, 0)));
    }

    @Test
    void compact_manyVersions_keepsTheNewest() {
        for (int i = 0; i < 2_000; i++) put("k" + i % 7, "" + i);
        store().compact(1_500);
        var kept = store().range("", Keys.NO_END, 0, 1_500);
        assertEquals("k0=1498 k1=1492 k2=1493 k3=1494 k4=1495 k5=1496 k6=1497", text(kept));
        assertEquals(501, store().history("", Keys.NO_END, 1_500, 0).size());
    }

    @Test
    void expire_due_deletesThroughCommits() {
        store().commit(Txn.put("a", Bytes.EMPTY, NOON.plusSeconds(10)));
        store().commit(Txn.put("b", Bytes.EMPTY, NOON.plusSeconds(20)));
        store().commit(Txn.create("c", Bytes.EMPTY, NOON.plusSeconds(10)));
        put("d", "");
        assertEquals(0, store().expire(NOON.plusSeconds(9)));
        assertEquals(2, store().expire(NOON.plusSeconds(10)));
        assertEquals("b= d=", text(store().range("", Keys.NO_END, 0, 0)));
        assertEquals("6-a=< 7-c=<", eventsText(store().history("", Keys.NO_END, 5, 0)));
        assertEquals(1, store().expire(NOON.plusSeconds(999)));
        assertEquals(0, store().expire(NOON.plusSeconds(999)));
    }

    @Test
    void expire_renewed_goesByTheNewestPut() {
        store().commit(Txn.put("a", Bytes.EMPTY, NOON));
        store().commit(Txn.update("a", 2, Bytes.EMPTY, NOON.plusSeconds(60)));
        store().commit(Txn.put("b", Bytes.EMPTY, NOON));
        put("b", "stays");
        assertEquals(0, store().expire(NOON.plusSeconds(59)));
        assertEquals(1, store().expire(NOON.plusSeconds(60)));
        assertEquals("b=stays", text(store().range("", Keys.NO_END, 0, 0)));
    }

    @Test
    void expire_many_deletesAll() {
        IntStream.range(0, 700).forEach(i -> store().commit(Txn.put("k" + i, Bytes.EMPTY, NOON)));
        assertEquals(700, store().expire(NOON));
        assertEquals(0, store().count("", Keys.NO_END));
    }

    @Test
    void observe_existing_startsBehindTheSnapshot() {
        put("p/a", "1");
        put("q/a", "1");
        var seen = new Recorder();
        try (var observation = store().observe("p/", "p0", seen)) {
            assertNotNull(observation);
            put("p/a", "2");
            put("q/a", "2");
            store().commit(Txn.delete("p/a"));
            store().commit(Txn.delete("p/none"));
        }
        put("p/a", "unseen");
        assertEquals(
                "p/a=1@3",
                text(seen.snapshot().entries()) + "@" + seen.snapshot().revision());
        assertEquals("4+p/a=2<1 6-p/a=<2", eventsText(seen.events));
        assertEquals(List.of(4L, 5L, 6L), seen.revisions);
    }

    @Test
    void observe_readsInside_seeTheCommittedState() {
        var read = new AtomicReference<@Nullable Entry>();
        var seen = new Recorder() {
            @Override
            public void committed(List<Event> events, long revision) {
                read.set(store().get("a"));
            }
        };
        try (var observation = store().observe("", Keys.NO_END, seen)) {
            assertNotNull(observation);
            assertEquals(put("a", "1").entry(), read.get());
        }
    }

    @Test
    void observe_startThrows_isPassedOnAndWithdrawn() {
        var calls = new Recorder() {
            @Override
            public void started(Snapshot snapshot) {
                throw new UnsupportedOperationException("no");
            }
        };
        assertThrows(UnsupportedOperationException.class, () -> store().observe("", Keys.NO_END, calls));
        put("a", "1");
        assertEquals(List.of(), calls.revisions);
    }

    @Test
    void observe_writesDuringTheSnapshot_arriveBeforeItReturns() {
        var seen = new Recorder() {
            @Override
            public void started(Snapshot snapshot) {
                super.started(snapshot);
                put("a", "while starting");
            }
        };
        put("a", "before");
        try (var observation = store().observe("", Keys.NO_END, seen)) {
            assertNotNull(observation);
            assertEquals("3+a=while starting<before", eventsText(seen.events));
            put("a", "after");
        }
        assertEquals(List.of(3L, 4L), seen.revisions);
    }

    @Test
    void commit_sameCondition_oneOfManyWins() throws InterruptedException {
        put("a", "0");
        int threads = 8;
        var start = new CountDownLatch(1);
        var won = new CopyOnWriteArrayList<Commit>();
        var lost = new CopyOnWriteArrayList<ConflictException>();
        var all = IntStream.range(0, threads)
                .mapToObj(i -> Thread.ofVirtual().start(() -> {
                    try {
                        assertTrue(start.await(60, SECONDS));
                        won.add(store().commit(Txn.update("a", 2, Bytes.utf8("" + i))));
                    } catch (ConflictException e) {
                        lost.add(e);
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                }))
                .toList();
        start.countDown();
        for (var thread : all) thread.join();
        assertEquals(1, won.size());
        assertEquals(threads - 1, lost.size());
        for (var conflict : lost) assertEquals(won.getFirst().entry(), conflict.current());
    }

    @Test
    void commit_interrupted_finishesAndKeepsTheInterrupt() {
        Thread.currentThread().interrupt();
        var commit = put("a", "1");
        assertTrue(Thread.interrupted());
        assertEquals(2, commit.revision());
    }

    @Test
    void close_twice_refusesWhatComesAfter() {
        put("a", "1");
        store().close();
        store().close();
        assertThrows(StoreException.class, () -> put("a", "2"));
        assertThrows(StoreException.class, () -> store().get("a"));
        assertThrows(StoreException.class, () -> store().range("", Keys.NO_END, 0, 0));
        assertThrows(StoreException.class, () -> store().history("", Keys.NO_END, 1, 0));
        assertThrows(StoreException.class, () -> store().observe("", Keys.NO_END, new Recorder()));
    }
}
