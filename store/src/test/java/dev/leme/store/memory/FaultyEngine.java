package dev.leme.store.memory;

import dev.leme.store.Entry;
import dev.leme.store.Event;
import dev.leme.store.commit.Engine;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A memory engine whose disk can fail, whose reads can be overtaken, and which counts the committed batches. */
final class FaultyEngine implements Engine {
    private final MemoryEngine memory = new MemoryEngine();
    volatile @Nullable RuntimeException failAppend;
    volatile @Nullable RuntimeException failCommit;
    /** Runs once, inside the next read, after the store has chosen the revision to read at. */
    final AtomicReference<@Nullable Runnable> duringRead = new AtomicReference<>();

    final AtomicInteger committed = new AtomicInteger();

    private static void failWith(@Nullable RuntimeException failure) {
        if (failure != null) throw failure;
    }

    private MemoryEngine reading() {
        var hook = duringRead.getAndSet(null);
        if (hook != null) hook.run();
        return memory;
    }

    @Override
    public long revision() {
        return memory.revision();
    }

    @Override
    public long compactedRevision() {
        return memory.compactedRevision();
    }

    @Override
    public @Nullable Entry get(String key, long revision) {
        return reading().get(key, revision);
    }

    @Override
    public List<Entry> range(String from, String toExclusive, int limit, long revision) {
        return reading().range(from, toExclusive, limit, revision);
    }

    @Override
    public long count(String from, String toExclusive, long revision) {
        return reading().count(from, toExclusive, revision);
    }

    @Override
    public List<Event> history(String from, String toExclusive, long after, long upTo, int limit) {
        return reading().history(from, toExclusive, after, upTo, limit);
    }

    @Override
    public List<Entry> due(Instant now, long revision, int limit) {
        return memory.due(now, revision, limit);
    }

    @Override
    public Batch begin() {
        var batch = memory.begin();
        return new Batch() {
            @Override
            public @Nullable Entry newest(String key) {
                return batch.newest(key);
            }

            @Override
            public void append(Event event, @Nullable Instant expires) {
                failWith(failAppend);
                batch.append(event, expires);
            }

            @Override
            public void commit() {
                failWith(failCommit);
                batch.commit();
                committed.incrementAndGet();
            }

            @Override
            public void close() {
                batch.close();
            }
        };
    }

    @Override
    public void compact(long revision) {
        memory.compact(revision);
    }

    @Override
    public boolean sweep() {
        return memory.sweep();
    }

    @Override
    public void close() {
        memory.close();
    }
}
