package dev.leme.store.commit;

import dev.leme.store.Commit;
import dev.leme.store.StoreException;
import dev.leme.store.Txn;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Something handed to the commit loop, and the thread that waits for its outcome. */
abstract sealed class Work<T> {
    private final CountDownLatch answered = new CountDownLatch(1);
    private @Nullable T result;
    private @Nullable RuntimeException failure;

    /** A transaction. Its outcome is decided first, and answered when that is durable and visible. */
    static final class Write extends Work<Commit> {
        final Txn txn;

        Write(Txn txn) {
            this.txn = txn;
        }
    }

    /** Something that must run between two batches. */
    static final class Task<T> extends Work<T> {
        private final Supplier<T> body;

        Task(Supplier<T> body) {
            this.body = body;
        }

        void run() {
            decided(body.get());
        }
    }

    final void decided(T outcome) {
        result = outcome;
    }

    final void refused(RuntimeException reason) {
        failure = reason;
    }

    final void refusedUnlessAnswered(RuntimeException reason) {
        if (answered.getCount() == 0) return;
        refused(reason);
        answer();
    }

    final void answer() {
        answered.countDown();
    }

    /** Waits even when interrupted: what was handed over can't be taken back. */
    final T await() {
        boolean interrupted = false;
        while (true) {
            try {
                answered.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
        return outcome();
    }

    private T outcome() {
        if (failure instanceof StoreException onTheLoop) throw onTheLoop.again();
        if (failure != null) throw failure;
        if (result == null) throw new IllegalStateException("answered without an outcome");
        return result;
    }
}
