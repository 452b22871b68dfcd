package dev.leme.store;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.store.StoreModel.KeyRange;
import dev.leme.store.memory.MemoryStore;
import dev.leme.store.sqlite.SqliteStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random transactions from several threads, beside observers that come and go, readers and compaction; then everything
 * that anyone was told is compared with a replay of all events. The seed decides what each thread does, the machine how
 * they interleave; {@code -Dleme.seed=N} repeats one.
 */
class StorePropertyTest {
    private static final int WRITERS = 6;
    private static final int WRITES = 250;
    private static final KeyRange ALL = new KeyRange("", Keys.NO_END);

    private final long seed = Long.getLong("leme.seed", System.nanoTime());
    private final List<Throwable> bugs = new CopyOnWriteArrayList<>();
    private final List<Answer> answers = new CopyOnWriteArrayList<>();
    private final List<Refusal> refusals = new CopyOnWriteArrayList<>();
    private final List<Read> reads = new CopyOnWriteArrayList<>();
    private final List<Followed> followed = new CopyOnWriteArrayList<>();

    private record Answer(Txn txn, Commit commit) {}

    private record Refusal(Txn txn, ConflictException conflict) {}

    private record Read(KeyRange range, int limit, Page page) {}

    private record Followed(KeyRange range, ProgressRecorder recorder) {}

    /** Also lets other threads see how far it has come. */
    private static final class ProgressRecorder extends Recorder {
        private final Semaphore progress = new Semaphore(0);
        private volatile long seen;

        @Override
        public void started(Snapshot snapshot) {
            super.started(snapshot);
            seen = snapshot.revision();
        }

        @Override
        public void committed(List<Event> batch, long revision) {
            super.committed(batch, revision);
            seen = revision;
            progress.release();
        }

        void awaitProgress() {
            try {
                if (progress.tryAcquire(10, MILLISECONDS)) progress.drainPermits();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void memory_randomTransactions_areOrderedUniqueAtomicAndResumable() throws InterruptedException {
        try (var store = MemoryStore.open(bugs::add)) {
            var all = run(store);
            compare(store, new StoreModel(all.events));
        }
    }

    @Test
    void sqlite_randomTransactions_areOrderedUniqueAtomicAndResumable(@TempDir Path directory)
            throws InterruptedException {
        var file = directory.resolve("leme.db");
        StoreModel model;
        try (var store = SqliteStore.open(file, bugs::add)) {
            model = new StoreModel(run(store).events);
            compare(store, model);
        }
        try (var reopened = SqliteStore.open(file, bugs::add)) {
            compareHistory(reopened, model);
        }
    }

    /** Lets everything happen at once; returns the observer that saw all of it. */
    private Recorder run(Store store) throws InterruptedException {
        System.out.println("StorePropertyTest -Dleme.seed=" + seed);
        var all = new ProgressRecorder();
        try (var observation = store.observe(ALL.from(), ALL.toExclusive(), all)) {
            Objects.requireNonNull(observation);
            var writers = new ArrayList<Thread>();
            for (int i = 0; i < WRITERS; i++) {
                var random = new Random(seed + i);
                writers.add(start(() -> write(store, random, all)));
            }
            var others = List.of(
                    start(() -> whileAny(writers, () -> read(store, new Random(seed ^ reads.size())))),
                    start(() -> whileAny(writers, () -> follow(store, new Random(seed ^ followed.size()), writers))),
                    start(() -> whileAny(writers, () -> follow(store, new Random(~seed ^ followed.size()), writers))),
                    start(() -> whileAny(writers, () -> compact(store))));
            for (var thread : writers) thread.join();
            for (var thread : others) thread.join();
        }
        assertEquals(List.of(), bugs, "seed " + seed);
        return all;
    }

    private Thread start(Runnable body) {
        return Thread.ofPlatform()
                .uncaughtExceptionHandler((t, e) -> bugs.add(e))
                .start(body);
    }

    private static void whileAny(List<Thread> writers, Runnable body) {
        while (anyAlive(writers)) body.run();
    }

    private static boolean anyAlive(List<Thread> threads) {
        return threads.stream().anyMatch(Thread::isAlive);
    }

    private void write(Store store, Random random, ProgressRecorder all) {
        for (int i = 0; i < WRITES; i++) {
            var txn = txn(store, random);
            try {
                var commit = store.commit(txn);
                answers.add(new Answer(txn, commit));
                assertTrue(store.revision() >= commit.revision(), "answered before it was visible");
                assertTrue(all.seen >= commit.revision(), "answered before it was observed");
                for (var event : commit.events()) checkReadable(store, event);
            } catch (ConflictException e) {
                refusals.add(new Refusal(txn, e));
            }
        }
    }

    /** Unless someone wrote it again, the newest entry is the one that was answered. */
    private static void checkReadable(Store store, Event event) {
        var entry = store.get(event.key());
        if (entry != null && entry.modRevision() == event.revision()) assertEquals(event.current(), entry);
        else if (entry != null) assertTrue(entry.modRevision() > event.revision(), "read something older");
    }

    private static Txn txn(Store store, Random random) {
        var txn = Txn.build();
        for (int i = random.nextInt(3); i > 0; i--) condition(store, random, txn);
        var keys = Stream.generate(() -> key(random))
                .distinct()
                .limit(random.nextInt(4))
                .toList();
        for (var key : keys) {
            if (random.nextInt(3) == 0) txn.delete(key);
            else txn.put(key, Bytes.utf8(key + random.nextInt(1000)));
        }
        return txn.done();
    }

    private static void condition(Store store, Random random, Txn.Builder txn) {
        var key = key(random);
        var entry = store.get(key);
        if (random.nextInt(8) == 0) txn.unchanged(key, 1 + random.nextLong(store.revision()));
        else if (entry == null) txn.absent(key);
        else txn.unchanged(key, entry.modRevision());
    }

    private static String key(Random random) {
        return "abc".charAt(random.nextInt(3)) + "/" + random.nextInt(5);
    }

    private static KeyRange range(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> ALL;
            case 1 -> new KeyRange("b/", Keys.endOfPrefix("b/"));
            default -> new KeyRange("a/2", "c/" + random.nextInt(4));
        };
    }

    private void read(Store store, Random random) {
        var range = range(random);
        int limit = random.nextInt(4);
        long revision = random.nextBoolean() ? 0 : random.nextLong(1 + store.revision());
        try {
            reads.add(new Read(range, limit, store.range(range.from(), range.toExclusive(), limit, revision)));
        } catch (CompactedException e) {
            assertTrue(revision != 0 && revision < e.compactedRevision(), e::getMessage);
        }
    }

    /** Follows a range until some more was seen. */
    private void follow(Store store, Random random, List<Thread> writers) {
        var range = range(random);
        var recorder = new ProgressRecorder();
        long until = store.revision() + random.nextInt(40);
        try (var observation = store.observe(range.from(), range.toExclusive(), recorder)) {
            Objects.requireNonNull(observation);
            while (recorder.seen < until && anyAlive(writers)) recorder.awaitProgress();
        }
        // The loop may be in the middle of the last delivery: a task behind it on the loop makes that visible.
        store.compact(0);
        followed.add(new Followed(range, recorder));
    }

    private static void compact(Store store) {
        long behind = store.revision() - 60;
        if (behind > store.compactedRevision() + 20) store.compact(behind);
    }

    private void compare(Store store, StoreModel model) {
        assertEquals(store.revision(), model.revision());
        compareAnswers(model);
        for (var refusal : refusals) compareRefusal(refusal, model);
        for (var read : reads) compareRead(read, model);
        for (var follower : followed) compareFollower(follower, model);
        compareHistory(store, model);
        assertTrue(reads.size() > 10 && followed.size() > 2 && refusals.size() > 10, "too little happened");
    }

    /** Every answered write is there once, all of it at its revision, and its conditions held just before. */
    private void compareAnswers(StoreModel model) {
        var revisions = new ArrayList<Long>();
        for (var answer : answers) {
            long revision = answer.commit().revision();
            boolean changed = !answer.commit().events().isEmpty();
            if (changed) {
                revisions.add(revision);
                assertEquals(
                        model.events(ALL, revision - 1, revision),
                        answer.commit().events());
            }
            for (var condition : answer.txn().conditions()) {
                var before = model.get(condition.key(), changed ? revision - 1 : revision);
                assertEquals(condition.modRevision(), before == null ? 0 : before.modRevision());
            }
        }
        assertEquals(model.revision() - 1, revisions.size());
        assertEquals(revisions.size(), revisions.stream().distinct().count());
    }

    private static void compareRefusal(Refusal refusal, StoreModel model) {
        var condition = refusal.conflict().condition();
        var current = refusal.conflict().current();
        assertTrue(refusal.txn().conditions().contains(condition));
        assertNotEquals(condition.modRevision(), current == null ? 0 : current.modRevision());
        if (current != null) assertTrue(model.lives(condition.key()).contains(current), "never was: " + current);
    }

    private static void compareRead(Read read, StoreModel model) {
        var expected = model.range(read.range(), read.page().revision());
        boolean cut = read.limit() > 0 && expected.size() > read.limit();
        assertEquals(
                cut ? expected.subList(0, read.limit()) : expected, read.page().entries());
        assertEquals(cut, read.page().more());
    }

    /** No gap, no repeat, no other order: what followed the snapshot is what was committed, up to the end. */
    private static void compareFollower(Followed follower, StoreModel model) {
        var recorder = follower.recorder();
        long start = recorder.snapshot().revision();
        assertEquals(model.range(follower.range(), start), recorder.snapshot().entries());
        assertEquals(model.events(follower.range(), start, recorder.seen), recorder.events);
        var ordered = recorder.revisions.stream().distinct().sorted().toList();
        assertEquals(ordered, recorder.revisions);
        assertTrue(ordered.isEmpty() || ordered.getFirst() > start);
    }

    private static void compareHistory(Store store, StoreModel model) {
        long newest = model.revision();
        assertEquals(newest, store.revision());
        for (long revision = store.compactedRevision(); revision <= newest; revision++) {
            for (var range : List.of(ALL, new KeyRange("b/", "b0"))) {
                var from = range.from();
                var to = range.toExclusive();
                assertEquals(model.events(range, revision, newest), store.history(from, to, revision, 0));
                if (revision > 0) {
                    assertEquals(
                            model.range(range, revision),
                            store.range(from, to, 0, revision).entries());
                }
                var page = store.history(from, to, revision, 5);
                long last = page.isEmpty() ? newest : page.getLast().revision();
                assertEquals(model.events(range, revision, last), page);
            }
        }
    }
}
