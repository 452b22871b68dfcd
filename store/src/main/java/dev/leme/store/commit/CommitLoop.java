package dev.leme.store.commit;

import dev.leme.store.Commit;
import dev.leme.store.Condition;
import dev.leme.store.ConflictException;
import dev.leme.store.Entry;
import dev.leme.store.Event;
import dev.leme.store.Op;
import dev.leme.store.StoreException;
import dev.leme.store.Txn;
import dev.leme.store.commit.Work.Task;
import dev.leme.store.commit.Work.Write;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one place where order is decided.
 *
 * <p>Writers put their transactions into a queue and wait. One thread takes whatever has queued up, a <em>batch</em>,
 * and brings it through four steps, each for the whole batch:
 *
 * <ol>
 *   <li><b>Decide.</b> One transaction after the other: do its conditions hold, given all before it? If so it gets the
 *       next revision and its events are appended; if not it is refused. A later transaction of the batch sees what an
 *       earlier one wrote, so it is as if each had been alone.
 *   <li><b>Durable.</b> The engine commits the batch with one sync of the disk. While the disk is busy the next batch
 *       queues up, so that many writers share one sync, and one writer doesn't wait for others.
 *   <li><b>Visible.</b> The batch's last revision becomes the store's: readers see it. Then every observer gets its
 *       events.
 *   <li><b>Answered.</b> The writers go on.
 * </ol>
 *
 * <p>When the disk fails in step 1 or 2 the engine forgets the batch, the revision stays as it was, and all its writers
 * get the {@link StoreException}: also those that were refused, since what they were compared with may have been undone.
 * Whatever else is thrown here is a bug. It could break what this class promises, so the loop stops for good, tells the
 * fatal handler (which ends the process) and refuses everything from then on.
 */
final class CommitLoop {
    /** Bounds the time one batch takes. More writers than this wait for the batch after. */
    private static final int MAX_BATCH = 1024;

    private final Engine engine;
    private final Observers observers;
    private final Consumer<Throwable> fatal;
    private final BlockingQueue<Work<?>> queue = new LinkedBlockingQueue<>();
    private final Task<Boolean> stop = new Task<>(() -> true);
    private final Thread thread;

    /** The last revision that is durable. Written by the loop, read by everyone. */
    private volatile long visible;

    /** Why nothing is accepted any more; null while the loop runs. */
    private volatile @Nullable StoreException ended;

    CommitLoop(String name, Engine engine, Observers observers, Consumer<Throwable> fatal) {
        this.engine = engine;
        this.observers = observers;
        this.fatal = fatal;
        this.visible = engine.revision();
        this.thread = Thread.ofPlatform().name("store-commit-" + name).daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    long visible() {
        return visible;
    }

    /** Hands a transaction over; the outcome is awaited on what is returned. */
    Write submit(Txn txn) {
        var write = new Write(txn);
        enqueue(write);
        return write;
    }

    /** Runs something between two batches, and returns what it returned. */
    <T> T call(Supplier<T> body) {
        var task = new Task<>(body);
        enqueue(task);
        return task.await();
    }

    /** Does what was handed over before, and ends. */
    void stop() {
        checkOutside();
        if (ended == null) queue.add(stop);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    /** Waiting for the loop on its own thread would never end: say so instead. */
    void checkOutside() {
        if (Thread.currentThread() == thread) {
            throw new IllegalStateException("an observer must not wait for the store that calls it");
        }
    }

    /** The loop first sets {@link #ended} and then empties the queue, so nothing added here is left behind. */
    private void enqueue(Work<?> work) {
        checkOutside();
        queue.add(work);
        var reason = ended;
        if (reason != null && queue.remove(work)) throw reason.again();
    }

    private void run() {
        var taken = new ArrayList<Work<?>>();
        try {
            do {
                taken.clear();
                taken.add(queue.take());
                queue.drainTo(taken, MAX_BATCH - 1);
                handle(taken);
            } while (!taken.contains(stop));
            end(new StoreException("the store is closed"), taken);
        } catch (Throwable bug) {
            end(new StoreException("the store stopped after a bug: " + bug, bug), taken);
            fatal.accept(bug);
        }
    }

    /** Transactions that follow one another are one batch; a task runs between batches. */
    private void handle(List<Work<?>> taken) {
        var batch = new ArrayList<Write>(taken.size());
        for (var work : taken) {
            switch (work) {
                case Write write -> batch.add(write);
                case Task<?> task -> {
                    commit(batch);
                    batch.clear();
                    run(task);
                }
            }
        }
        commit(batch);
    }

    private static void run(Task<?> task) {
        try {
            task.run();
        } catch (StoreException diskFailed) {
            task.refused(diskFailed);
        }
        task.answer();
    }

    private void commit(List<Write> writes) {
        if (writes.isEmpty()) return;
        var events = new ArrayList<Event>(writes.size());
        long last;
        try (var batch = engine.begin()) {
            last = decide(writes, batch, events);
            if (!events.isEmpty()) batch.commit();
        } catch (StoreException diskFailed) {
            writes.forEach(write -> write.refused(diskFailed));
            writes.forEach(Work::answer);
            return;
        }
        if (!events.isEmpty()) {
            visible = last;
            observers.deliver(events, last);
        }
        writes.forEach(Work::answer);
    }

    /** Decides each transaction; returns the last revision after all of them. */
    private long decide(List<Write> writes, Engine.Batch batch, List<Event> events) {
        long revision = visible;
        for (var write : writes) {
            var refusal = refusal(write.txn, batch);
            if (refusal != null) {
                write.refused(refusal);
                continue;
            }
            var own = append(write.txn, revision + 1, batch);
            if (!own.isEmpty()) revision++;
            events.addAll(own);
            write.decided(new Commit(revision, own));
        }
        return revision;
    }

    private static @Nullable ConflictException refusal(Txn txn, Engine.Batch batch) {
        for (Condition condition : txn.conditions()) {
            var current = batch.newest(condition.key());
            long modRevision = current == null ? 0 : current.modRevision();
            if (modRevision != condition.modRevision()) return new ConflictException(condition, current);
        }
        return null;
    }

    private static List<Event> append(Txn txn, long revision, Engine.Batch batch) {
        var events = new ArrayList<Event>(txn.ops().size());
        for (Op op : txn.ops()) {
            var previous = batch.newest(op.key());
            if (previous == null && op instanceof Op.Delete) continue;
            var event = Event.of(after(op, previous, revision), previous);
            batch.append(event, expires(op));
            events.add(event);
        }
        return events;
    }

    private static Entry after(Op op, @Nullable Entry previous, long revision) {
        return switch (op) {
            case Op.Delete delete -> Entry.tombstone(delete.key(), revision);
            case Op.Put put when previous == null -> new Entry(put.key(), put.value(), revision, revision, 1);
            case Op.Put put ->
                new Entry(put.key(), put.value(), previous.createRevision(), revision, previous.version() + 1);
        };
    }

    private static @Nullable Instant expires(Op op) {
        return op instanceof Op.Put put ? put.expires() : null;
    }

    /** Refuses what is left: in the queue, and what was taken but not answered. */
    private void end(StoreException reason, List<Work<?>> taken) {
        ended = reason;
        queue.drainTo(taken);
        for (var work : taken) work.refusedUnlessAnswered(reason);
    }
}
