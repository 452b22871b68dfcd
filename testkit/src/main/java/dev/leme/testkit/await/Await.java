package dev.leme.testkit.await;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits until something is so, and fails when it isn't within a minute: no test is about how soon, and a machine that does
 * other things too is slow for seconds at a time.
 */
public final class Await {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long SHORTEST_PAUSE = 500_000;
    private static final long LONGEST_PAUSE = 2_000_000;

    private Await() {}

    /** Waits until {@code condition} holds; {@code what} is named in the failure. */
    public static void until(String what, BooleanSupplier condition) {
        if (!holds(condition)) {
            throw new AssertionError("still not so after " + PATIENCE.toSeconds() + " s: " + what);
        }
    }

    /** Waits until {@code actual} gives {@code expected}; the failure shows what it gave last. */
    public static <T> void equal(String what, T expected, Supplier<? extends @Nullable T> actual) {
        if (!holds(() -> expected.equals(actual.get()))) {
            throw new AssertionError("still not so after " + PATIENCE.toSeconds() + " s: " + what + ": expected "
                    + expected + " but was " + actual.get());
        }
    }

    /** Waits until {@code source} gives something. */
    public static <T> T value(String what, Supplier<@Nullable T> source) {
        Last<T> last = new Last<>();
        if (!holds(() -> (last.value = source.get()) != null)) {
            throw new AssertionError("still nothing after " + PATIENCE.toSeconds() + " s: " + what);
        }
        return Objects.requireNonNull(last.value);
    }

    private static final class Last<T> {
        private @Nullable T value;
    }

    /** Looks less and less often, so that what is waited for isn't kept from the processor by the waiting. */
    private static boolean holds(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        long pause = SHORTEST_PAUSE;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            LockSupport.parkNanos(pause);
            pause = Math.min(pause + pause / 4, LONGEST_PAUSE);
        }
        return true;
    }
}
