package dev.leme.apiserver.watch;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * One watch: what is selected of a resource's changes, in order, none twice, none left out. Belongs to one thread.
 *
 * <p>An object that comes into the selection by a change is an addition, one that leaves it a deletion.
 */
public final class Watcher {

    /** What happened to the selection. */
    public enum Type {
        ADDED,
        MODIFIED,
        DELETED
    }

    /** One change of the selection. */
    public record Change(Type type, CachedObject object, long revision) {}

    private final Selection selection;
    private final Queue<Change> first = new ArrayDeque<>();
    private final EventLog.Cursor cursor;
    private long revision;

    Watcher(
            Selection selection,
            List<CachedObject> initial,
            List<CachedEvent> missed,
            EventLog.Cursor cursor,
            long revision) {
        this.selection = selection;
        this.cursor = cursor;
        this.revision = revision;
        for (CachedObject object : initial) {
            if (selection.matches(object)) {
                first.add(new Change(Type.ADDED, object, revision));
            }
        }
        for (CachedEvent event : missed) {
            Change change = select(event);
            if (change != null) {
                first.add(change);
            }
        }
    }

    /** Whether the changes that were due when the watch began have all been taken. */
    public boolean isPastInitial() {
        return first.isEmpty();
    }

    /** The next change, or null when none has come within {@code patience}, or the watch is over. */
    public @Nullable Change next(Duration patience) throws InterruptedException {
        Change due = first.poll();
        if (due != null) {
            revision = Math.max(revision, due.revision());
            return due;
        }
        long deadline = System.nanoTime() + patience.toNanos();
        do {
            for (CachedEvent event = cursor.poll(); event != null; event = cursor.poll()) {
                revision = event.revision();
                Change change = select(event);
                if (change != null) {
                    return change;
                }
            }
            cursor.await(deadline - System.nanoTime());
        } while (!isOver() && System.nanoTime() < deadline);
        return null;
    }

    private @Nullable Change select(CachedEvent event) {
        CachedObject previous = event.previous();
        boolean was = previous != null && selection.matches(previous);
        boolean is = !event.deleted() && selection.matches(event.current());
        if (is) {
            return new Change(was ? Type.MODIFIED : Type.ADDED, event.current(), event.revision());
        }
        if (previous == null || !was) {
            return null;
        }
        // Who leaves the selection is shown as it was last selected, at the revision of its leaving.
        CachedObject last = event.deleted() ? event.current() : previous.atRevision(event.revision());
        return new Change(Type.DELETED, last, event.revision());
    }

    /** Everything up to here was seen. */
    public long revision() {
        return revision;
    }

    /** Whether the watcher was too slow: it has to list again. */
    public boolean isOverrun() {
        return first.isEmpty() && cursor.isOverrun();
    }

    /** Whether nothing will come any more. */
    public boolean isOver() {
        return cursor.isEnded() || cursor.isOverrun();
    }
}
