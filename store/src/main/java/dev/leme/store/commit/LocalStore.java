package dev.leme.store.commit;

import dev.leme.store.Commit;
import dev.leme.store.CompactedException;
import dev.leme.store.ConflictException;
import dev.leme.store.Entry;
import dev.leme.store.Event;
import dev.leme.store.FutureRevisionException;
import dev.leme.store.Observation;
import dev.leme.store.Observer;
import dev.leme.store.Page;
import dev.leme.store.Snapshot;
import dev.leme.store.Store;
import dev.leme.store.StoreException;
import dev.leme.store.Txn;
import dev.leme.store.commit.Work.Write;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A store whose engine belongs to this process alone. Writes go through the {@link CommitLoop}. Reads go to the engine
 * directly, at a revision that the loop has made visible; since compaction runs beside them, they look afterwards
 * whether that revision was still there.
 */
public final class LocalStore implements Store {
    private static final int EXPIRE_AT_ONCE = 256;

    private final Engine engine;
    private final Observers observers = new Observers();
    private final CommitLoop loop;

    /** Set on the loop before anything is removed, so that a reader that misses something sees it afterwards. */
    private volatile long compacted;

    private volatile boolean closed;

    private LocalStore(String name, Engine engine, Consumer<Throwable> fatal) {
        this.engine = engine;
        this.compacted = engine.compactedRevision();
        this.loop = new CommitLoop(name, engine, observers, fatal);
    }

    /**
     * Starts a store on an engine, which it closes in the end.
     *
     * @param name for the name of its thread
     * @param fatal told about a bug in the store or in an observer, once; it should end the process
     */
    public static LocalStore start(String name, Engine engine, Consumer<Throwable> fatal) {
        var store = new LocalStore(name, engine, fatal);
        store.loop.start();
        return store;
    }

    @Override
    public long revision() {
        return loop.visible();
    }

    @Override
    public long compactedRevision() {
        return compacted;
    }

    @Override
    public @Nullable Entry get(String key) {
        return newest(revision -> new Found(engine.get(key, revision))).entry();
    }

    private record Found(@Nullable Entry entry) {}

    @Override
    public Page range(String from, String toExclusive, int limit, long revision) {
        if (limit < 0) throw new IllegalArgumentException("limit " + limit + " is negative");
        if (revision == 0) return newest(at -> page(from, toExclusive, limit, at));
        return at(revision, () -> page(from, toExclusive, limit, revision));
    }

    private Page page(String from, String toExclusive, int limit, long revision) {
        if (limit == 0 || limit == Integer.MAX_VALUE) {
            return new Page(engine.range(from, toExclusive, 0, revision), false, revision);
        }
        var entries = engine.range(from, toExclusive, limit + 1, revision);
        boolean more = entries.size() > limit;
        return new Page(more ? entries.subList(0, limit) : entries, more, revision);
    }

    @Override
    public long count(String from, String toExclusive) {
        return newest(revision -> engine.count(from, toExclusive, revision));
    }

    @Override
    public List<Event> history(String from, String toExclusive, long afterRevision, int limit) {
        if (limit < 0) throw new IllegalArgumentException("limit " + limit + " is negative");
        return at(afterRevision, () -> engine.history(from, toExclusive, afterRevision, revision(), limit));
    }

    @Override
    public Commit commit(Txn txn) {
        return loop.submit(txn).await();
    }

    @Override
    public Observation observe(String from, String toExclusive, Observer observer) {
        while (true) {
            var following = observers.new Following(from, toExclusive, observer);
            long revision = loop.call(() -> add(following));
            try {
                var snapshot = snapshotUnlessCompacted(from, toExclusive, revision);
                if (snapshot.isEmpty()) {
                    following.close();
                    continue;
                }
                observer.started(snapshot.get());
                loop.call(following::goLive);
                return following;
            } catch (RuntimeException e) {
                following.close();
                throw e;
            }
        }
    }

    private long add(Observers.Following following) {
        observers.add(following);
        return revision();
    }

    private Optional<Snapshot> snapshotUnlessCompacted(String from, String toExclusive, long revision) {
        try {
            return Optional.of(
                    new Snapshot(range(from, toExclusive, 0, revision).entries(), revision));
        } catch (CompactedException meanwhile) {
            return Optional.empty();
        }
    }

    @Override
    public void compact(long revision) {
        checkExists(revision);
        loop.call(() -> startCompaction(revision));
        // A little at a time, so that writes go on in between.
        while (loop.call(engine::sweep)) {}
    }

    private boolean startCompaction(long revision) {
        if (revision <= compacted) return false;
        engine.compact(revision);
        compacted = revision;
        return true;
    }

    @Override
    public int expire(Instant now) {
        int expired = 0;
        while (true) {
            var due = newest(revision -> engine.due(now, revision, EXPIRE_AT_ONCE));
            if (due.isEmpty()) return expired;
            expired += delete(due);
        }
    }

    /** All are handed over before the first is awaited, so that they share a sync of the disk. */
    private int delete(List<Entry> due) {
        var writes = new ArrayList<Write>(due.size());
        for (var entry : due) writes.add(loop.submit(Txn.delete(entry.key(), entry.modRevision())));
        int deleted = 0;
        for (var write : writes) {
            if (done(write)) deleted++;
        }
        return deleted;
    }

    private static boolean done(Write write) {
        try {
            write.await();
            return true;
        } catch (ConflictException writtenMeanwhile) {
            return false;
        }
    }

    @Override
    public void close() {
        loop.stop();
        if (closed) return;
        closed = true;
        engine.close();
    }

    /** Reads at the newest revision. When that was compacted meanwhile there is a newer one, which is read instead. */
    private <T> T newest(LongFunction<T> read) {
        while (true) {
            checkOpen();
            long revision = revision();
            T result = read.apply(revision);
            if (compacted <= revision) return result;
        }
    }

    private <T> T at(long revision, Read<T> read) {
        checkOpen();
        checkExists(revision);
        checkKept(revision);
        T result = read.get();
        checkKept(revision);
        return result;
    }

    /** Reads from the engine at a revision that was checked. */
    private interface Read<T> {
        T get();
    }

    private void checkOpen() {
        if (closed) throw new StoreException("the store is closed");
    }

    private void checkExists(long revision) {
        if (revision < 0) throw new IllegalArgumentException("revision " + revision + " is negative");
        long newest = revision();
        if (revision > newest) throw new FutureRevisionException(revision, newest);
    }

    private void checkKept(long revision) {
        if (revision < compacted) throw new CompactedException(revision, compacted);
    }
}
