package dev.leme.store.commit;

import dev.leme.store.Entry;
import dev.leme.store.Event;
import dev.leme.store.StoreException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps entries and their history for a {@link LocalStore}. It decides nothing: the loop tells it what to write, and
 * readers tell it at which revision to read.
 *
 * <p>Reads come from any thread, at the same time as writes; they ask for revisions that the loop has made visible, and
 * discard the answer when the revision was compacted meanwhile. {@link #begin}, {@link #compact} and {@link #sweep} come
 * from the loop's thread only. Everything throws {@link StoreException} when the disk fails, and only then.
 */
public interface Engine extends AutoCloseable {
    /** The last revision that was durable when the engine was opened. */
    long revision();

    /** The compacted revision when the engine was opened. */
    long compactedRevision();

    /** The entry of a key as of a revision; null where it didn't exist. */
    @Nullable Entry get(String key, long revision);

    /** At most {@code limit} entries (0: all) of a range as of a revision, ordered by key. */
    List<Entry> range(String from, String toExclusive, int limit, long revision);

    long count(String from, String toExclusive, long revision);

    /** Events in {@code (after, upTo]}: about {@code limit} (0: all), but all or nothing of one revision. */
    List<Event> history(String from, String toExclusive, long after, long upTo, int limit);

    /** At most {@code limit} entries as of a revision whose expiry is at or before {@code now}. */
    List<Entry> due(Instant now, long revision, int limit);

    /** Starts writing; one batch at a time. */
    Batch begin();

    /** Notes durably that history at or below a revision may go. Nothing is removed before {@link #sweep}. */
    void compact(long revision);

    /** Removes a little of what compaction allows; returns whether there is more to do. */
    boolean sweep();

    @Override
    void close();

    /** Writes that become durable together or not at all. Closing it takes back what wasn't committed. */
    interface Batch extends AutoCloseable {
        /** The newest entry of a key, this batch's own writes included; null where it doesn't exist. */
        @Nullable Entry newest(String key);

        void append(Event event, @Nullable Instant expires);

        /** Returns when everything appended is durable. */
        void commit();

        @Override
        void close();
    }
}
