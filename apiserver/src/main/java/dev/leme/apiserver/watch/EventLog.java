package dev.leme.apiserver.watch;

import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The newest changes of one resource, in order, as a chain that every watcher walks at its own pace.
 *
 * <p>There is no queue a watcher: a node is reachable from the one before it, so what no watcher has yet to read is garbage.
 * The log itself holds on to the last {@code window} nodes, so that a watch can begin a little in the past. A watcher that has
 * fallen more than {@code window} nodes behind is told so ({@link Cursor#isOverrun}) and has to list again: a client that
 * doesn't read can't fill the memory.
 */
final class EventLog {

    private static final class Node {
        final @Nullable CachedEvent event;
        final long sequence;
        volatile @Nullable Node next;

        Node(@Nullable CachedEvent event, long sequence) {
            this.event = event;
            this.sequence = sequence;
        }
    }

    private final int window;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition grown = lock.newCondition();
    private Node oldest;
    private volatile Node newest;
    private volatile long revision;
    private final long floor;
    private volatile boolean ended;

    /** An empty log that stands behind {@code revision}, and knows nothing of what was at or before it. */
    EventLog(int window, long revision) {
        this.window = window;
        this.revision = revision;
        this.floor = revision;
        this.oldest = new Node(null, 0);
        this.newest = oldest;
    }

    /** Adds what was committed up to {@code at} and wakes who waits. */
    void append(List<CachedEvent> events, long at) {
        lock.lock();
        try {
            for (CachedEvent event : events) {
                Node node = new Node(event, newest.sequence + 1);
                newest.next = node;
                newest = node;
            }
            revision = at;
            trim();
            grown.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing of this resource was committed up to {@code at}. */
    void advance(long at) {
        revision = at;
    }

    private void trim() {
        while (newest.sequence - oldest.sequence > window) {
            Node next = oldest.next;
            if (next == null) {
                return;
            }
            oldest = next;
        }
    }

    /** Ends every watch. */
    void end() {
        lock.lock();
        try {
            ended = true;
            grown.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The revision up to which everything is in the log. */
    long revision() {
        return revision;
    }

    /** A cursor behind everything so far; to be taken under the same lock as the state that it goes on from. */
    Cursor fromNow() {
        return new Cursor(newest);
    }

    /** A cursor behind {@code after}, or null where the window begins later. */
    @Nullable Cursor from(long after) {
        lock.lock();
        try {
            CachedEvent first = oldest.event;
            if (first != null && first.revision() > after) {
                return null;
            }
            if (first == null && after < floor) {
                return null;
            }
            Node node = oldest;
            for (Node next = node.next; next != null && eventOf(next).revision() <= after; next = next.next) {
                node = next;
            }
            return new Cursor(node);
        } finally {
            lock.unlock();
        }
    }

    private static CachedEvent eventOf(Node node) {
        CachedEvent event = node.event;
        if (event == null) {
            throw new IllegalStateException("only the first node is empty");
        }
        return event;
    }

    /** A place in the log; belongs to one thread. */
    final class Cursor {
        private Node at;

        private Cursor(Node at) {
            this.at = at;
        }

        /** The next event, or null where there is none yet. */
        @Nullable CachedEvent poll() {
            Node next = at.next;
            if (next == null) {
                return null;
            }
            at = next;
            return eventOf(next);
        }

        /** Waits until there is an event, the log has ended, or the time is over. */
        void await(long nanos) throws InterruptedException {
            lock.lock();
            try {
                long left = nanos;
                while (at.next == null && !ended && left > 0) {
                    left = grown.awaitNanos(left);
                }
            } finally {
                lock.unlock();
            }
        }

        /** Whether so much has happened since that going on isn't possible. */
        boolean isOverrun() {
            return newest.sequence - at.sequence > window;
        }

        /** Whether the log has ended. */
        boolean isEnded() {
            return ended;
        }
    }
}
