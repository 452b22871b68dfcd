package dev.leme.base.time;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;

/** The only source of time: wall time for what is shown, monotonic time for what is measured, timers for what is due later. */
public interface Clock {

    /** Wall time, for timestamps that leave the process. */
    Instant now();

    /** Monotonic nanoseconds from an arbitrary origin, for durations. */
    long nanoTime();

    /** Runs {@code task} once after {@code delay}, on a thread of its own; the result cancels it when it has not begun. */
    Timer schedule(Duration delay, Runnable task);

    /** Waits for {@code delay} of this clock's time. */
    default void sleep(Duration delay) throws InterruptedException {
        CountDownLatch due = new CountDownLatch(1);
        Timer timer = schedule(delay, due::countDown);
        try {
            due.await();
        } finally {
            timer.cancel();
        }
    }

    /** A task that is due later. */
    @FunctionalInterface
    interface Timer {
        /** Forgets the task; without effect once it has begun. */
        void cancel();
    }

    /** The machine's own time. */
    static Clock system() {
        return SystemClock.INSTANCE;
    }
}
