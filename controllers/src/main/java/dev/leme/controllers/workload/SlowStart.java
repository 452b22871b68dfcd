package dev.leme.controllers.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Does one thing many times, 1, 2, 4, … at once, and stops at the batch that fails: so a hopeless one is tried only once. */
public final class SlowStart {

    private SlowStart() {}

    /**
     * What came of it.
     *
     * @param done how often it succeeded
     * @param failure the first failure, or null
     */
    public record Result(int done, @Nullable RuntimeException failure) {}

    /** Does {@code deed} {@code count} times. */
    public static Result run(int count, Runnable deed) throws InterruptedException {
        AtomicInteger done = new AtomicInteger();
        AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
        int left = count;
        for (int batch = 1; left > 0 && failure.get() == null; batch *= 2) {
            int size = Math.min(batch, left);
            runBatch(size, () -> attempt(deed, done, failure));
            left -= size;
        }
        return new Result(done.get(), failure.get());
    }

    private static void runBatch(int size, Runnable deed) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 1; i < size; i++) {
            threads.add(Thread.startVirtualThread(deed));
        }
        deed.run();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void attempt(
            Runnable deed, AtomicInteger done, AtomicReference<@Nullable RuntimeException> failure) {
        try {
            deed.run();
            done.incrementAndGet();
        } catch (RuntimeException failed) {
            failure.compareAndSet(null, failed);
        }
    }
}
