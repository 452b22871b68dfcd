package dev.leme.store;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bytes by key, every state of which has a revision: one number that grows by one with each transaction that changes
 * something. The vocabulary and the rules are those of etcd's key-value API, so that etcd can be an engine too.
 *
 * <p>What holds for every engine:
 *
 * <ul>
 *   <li>A write is answered after it is durable, readable and seen by every observer; before that nobody sees it.
 *   <li>Writes happen one after the other in the order of their revisions, also those that ran at the same time.
 *   <li>Keys are ordered by their code points. A range is {@code [from, toExclusive)}; an empty {@code toExclusive}
 *       means that it has no end. {@link Keys} makes ranges.
 *   <li>An empty store has revision 1, so the first write has revision 2, as in etcd.
 *   <li>Reads don't wait for writes.
 * </ul>
 *
 * <p>Every method throws {@link StoreException} where the disk (or the server behind) fails, and after {@link #close}.
 * All methods may be called from any thread, except that an {@link Observer} must not call {@link #commit},
 * {@link #observe}, {@link #compact}, {@link #expire} or {@link #close} on the thread that delivers to it.
 */
public interface Store extends AutoCloseable {

    /** The last revision that is durable and readable. */
    long revision();

    /** States below this revision are gone, and so are the events at or below it; 0 where nothing was compacted. */
    long compactedRevision();

    /** The newest entry of a key, or null where it doesn't exist. */
    @Nullable Entry get(String key);

    /**
     * The entries of a range as they were at one revision, ordered by key.
     *
     * @param limit the most entries to return; 0 for all
     * @param revision the revision to read at; 0 for the newest
     * @throws CompactedException when the state at that revision is gone
     * @throws FutureRevisionException when that revision doesn't exist yet
     */
    Page range(String from, String toExclusive, int limit, long revision);

    /** How many keys a range holds now. */
    long count(String from, String toExclusive);

    /**
     * Does all of a transaction, or nothing, and returns when it is durable, readable and delivered to every observer.
     * An interrupt doesn't end the wait (the write can't be taken back); it is kept for the caller.
     *
     * @throws ConflictException when a condition doesn't hold; nothing was changed
     * @throws StoreException when the store couldn't write; nothing of it is visible
     */
    Commit commit(Txn txn);

    /**
     * The events of a range after a revision, in order, up to the newest revision at the time of the call.
     *
     * @param limit about how many events to return, 0 for all; the events of one revision are never split, so it may be
     *     a few more. Fewer than the limit means that there are no more.
     * @throws CompactedException when some of these events are gone: {@code afterRevision < compactedRevision()}
     * @throws FutureRevisionException when {@code afterRevision} doesn't exist yet
     */
    List<Event> history(String from, String toExclusive, long afterRevision, int limit);

    /**
     * Follows a range. Before this returns, {@link Observer#started} got the range at one revision; from the next
     * revision on, every batch goes to {@link Observer#committed}: no gap, no repeat, until the observation is closed.
     */
    Observation observe(String from, String toExclusive, Observer observer);

    /**
     * Forgets states below a revision and the events at or below it. Newest entries stay, however old. Returns when the
     * space is free to be used again; other writes go on meanwhile. Does nothing where it was compacted further already.
     *
     * @throws FutureRevisionException when that revision doesn't exist yet
     */
    void compact(long revision);

    /** Deletes the entries whose expiry is at or before {@code now}, through ordinary commits; returns how many. */
    int expire(Instant now);

    /** Finishes the writes that were accepted, and gives back files and threads. */
    @Override
    void close();
}
