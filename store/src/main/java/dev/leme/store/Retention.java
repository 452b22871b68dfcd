package dev.leme.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Keeps a store bounded: ticked now and then (every half minute, say) by whoever owns the store, it deletes what has
 * expired and compacts history that is older than a time or has too many newer revisions. It knows the age of a revision
 * from its own ticks, so after a start nothing counts as old at first. For one thread.
 */
public final class Retention {
    private final Store store;
    private final Duration time;
    private final long revisions;
    private final Deque<Sample> samples = new ArrayDeque<>();

    /**
     * @param time how long history is kept; upstream's API server compacts after 5 minutes
     * @param revisions the most revisions that are kept, however young
     */
    public Retention(Store store, Duration time, long revisions) {
        this.store = store;
        this.time = time;
        this.revisions = revisions;
    }

    private record Sample(Instant at, long revision) {}

    /**
     * @throws StoreException when the disk fails; the next tick tries again
     */
    public void tick(Instant now) {
        store.expire(now);
        long newest = store.revision();
        samples.addLast(new Sample(now, newest));
        long target = Math.max(newestOfAge(now.minus(time)), newest - revisions);
        if (target > store.compactedRevision()) store.compact(target);
    }

    /** The newest revision that existed at a time already; 0 where none is known. Older samples are dropped. */
    private long newestOfAge(Instant time) {
        long revision = 0;
        while (!samples.isEmpty() && !samples.getFirst().at().isAfter(time)) {
            revision = samples.removeFirst().revision();
        }
        return revision;
    }
}
