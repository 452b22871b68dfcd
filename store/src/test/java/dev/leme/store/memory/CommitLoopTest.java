package dev.leme.store.memory;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.store.Bytes;
import dev.leme.store.Commit;
import dev.leme.store.ConflictException;
import dev.leme.store.Event;
import dev.leme.store.Keys;
import dev.leme.store.Recorder;
import dev.leme.store.StoreException;
import dev.leme.store.Txn;
import dev.leme.store.commit.LocalStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the loop does with batches, with a failing disk and with bugs. */
class CommitLoopTest {
    private final List<Throwable> bugs = new CopyOnWriteArrayList<>();
    private final FaultyEngine engine = new FaultyEngine();
    private final LocalStore store = LocalStore.start("test", engine, bugs::add);

    @AfterEach
    void close() {
        store.close();
    }

    private Commit put(String key) {
        return store.commit(Txn.put(key, Bytes.utf8("1")));
    }

    /** Holds the loop in a delivery until it is released, so that what is handed over meanwhile becomes one batch. */
    private static final class Gate extends Recorder {
        final CountDownLatch entered = new CountDownLatch(1);
        final CountDownLatch released = new CountDownLatch(1);

        @Override
        public void committed(List<Event> batch, long revision) {
            super.committed(batch, revision);
            entered.countDown();
            try {
                assertTrue(released.await(60, SECONDS));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static <T> FutureTask<T> start(Callable<T> body) {
        var task = new FutureTask<>(body);
        Thread.ofPlatform().daemon().start(task);
        return task;
    }

    /** Starts writers one after the other, and waits until each is waiting for its answer. */
    private List<FutureTask<Commit>> queued(Txn... txns) throws InterruptedException {
        var tasks = new ArrayList<FutureTask<Commit>>();
        for (var txn : txns) {
            var task = new FutureTask<>(() -> store.commit(txn));
            var thread = Thread.ofPlatform().daemon().start(task);
            while (thread.getState() != Thread.State.WAITING) Thread.onSpinWait();
            tasks.add(task);
        }
        return tasks;
    }

    private static <T extends Throwable> T failure(Class<T> type, FutureTask<?> task) {
        var e = assertThrows(ExecutionException.class, () -> task.get(60, SECONDS));
        return assertInstanceOf(type, e.getCause());
    }

    @Test
    void batch_conflictingTransactions_areDecidedOneByOne() throws Exception {
        var gate = new Gate();
        try (var observation = store.observe("", Keys.NO_END, gate)) {
            assertEquals(observation, observation);
            var first = start(() -> put("first"));
            assertTrue(gate.entered.await(60, SECONDS));
            var batch = queued(
                    Txn.create("a", Bytes.utf8("x")),
                    Txn.create("a", Bytes.utf8("y")),
                    Txn.update("a", 3, Bytes.utf8("z")));
            gate.released.countDown();
            first.get(60, SECONDS);
            var created = batch.get(0).get(60, SECONDS).entry();
            assertEquals(created, failure(ConflictException.class, batch.get(1)).current());
            assertEquals(2, batch.get(2).get(60, SECONDS).entry().version());
            assertEquals(2, engine.committed.get(), "the three are one batch");
            assertEquals(List.of(2L, 4L), gate.revisions);
        }
    }

    @Test
    void batch_diskFails_isAnsweredToAllAndLeavesNothing() throws Exception {
        var gate = new Gate();
        try (var observation = store.observe("", Keys.NO_END, gate)) {
            assertEquals(observation, observation);
            var first = start(() -> put("first"));
            assertTrue(gate.entered.await(60, SECONDS));
            var batch = queued(Txn.create("a", Bytes.EMPTY), Txn.create("a", Bytes.EMPTY), Txn.put("b", Bytes.EMPTY));
            engine.failCommit = new StoreException("the disk is full");
            gate.released.countDown();
            first.get(60, SECONDS);
            for (var task : batch) {
                assertEquals(
                        "the disk is full", failure(StoreException.class, task).getMessage());
            }
            assertEquals(List.of(2L), gate.revisions);
        }
        assertEquals(2, store.revision());
        assertNull(store.get("a"));
        engine.failCommit = null;
        assertEquals(3, store.commit(Txn.create("a", Bytes.EMPTY)).revision());
        assertEquals(List.of(), bugs);
    }

    @Test
    void append_diskFails_leavesNothing() {
        put("a");
        engine.failAppend = new StoreException("broken");
        assertThrows(StoreException.class, () -> store.commit(Txn.delete("a")));
        engine.failAppend = null;
        assertEquals(2, store.revision());
        assertEquals(3, store.commit(Txn.delete("a", 2)).revision());
    }

    @Test
    void observer_throws_endsTheStore() {
        var seen = new Recorder() {
            @Override
            public void committed(List<Event> batch, long revision) {
                throw new StoreException("not the disk, but a bug of the observer");
            }
        };
        store.observe("", Keys.NO_END, seen);
        assertThrows(StoreException.class, () -> put("a"));
        assertThrows(StoreException.class, () -> put("b"));
        store.close();
        assertEquals(1, bugs.size());
        assertInstanceOf(IllegalStateException.class, bugs.getFirst());
    }

    @Test
    void engine_bug_endsTheStore() {
        var bug = new IllegalArgumentException("a bug");
        engine.failAppend = bug;
        assertThrows(StoreException.class, () -> put("a"));
        engine.failAppend = null;
        assertThrows(StoreException.class, () -> put("a"));
        assertThrows(StoreException.class, () -> store.compact(1));
        store.close();
        assertEquals(1, bugs.size());
        assertSame(bug, bugs.getFirst());
    }

    @Test
    void observer_waitsForTheStore_isToldSo() {
        var errors = new CopyOnWriteArrayList<Throwable>();
        var seen = new Recorder() {
            @Override
            public void committed(List<Event> batch, long revision) {
                errors.add(assertThrows(IllegalStateException.class, () -> put("b")));
                errors.add(assertThrows(IllegalStateException.class, () -> store.observe("", "", this)));
                errors.add(assertThrows(IllegalStateException.class, store::close));
            }
        };
        try (var observation = store.observe("", Keys.NO_END, seen)) {
            assertEquals(observation, observation);
            put("a");
        }
        assertEquals(3, errors.size());
        assertEquals(List.of(), bugs);
    }

    @Test
    void close_queuedWrites_areFinished() throws Exception {
        var gate = new Gate();
        store.observe("", Keys.NO_END, gate);
        var first = start(() -> put("first"));
        assertTrue(gate.entered.await(60, SECONDS));
        var queued = queued(Txn.put("a", Bytes.EMPTY));
        var closing = Thread.ofPlatform().start(store::close);
        gate.released.countDown();
        assertEquals(2, first.get(60, SECONDS).revision());
        assertEquals(3, queued.getFirst().get(60, SECONDS).revision());
        closing.join();
    }
}
