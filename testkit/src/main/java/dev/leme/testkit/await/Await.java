package dev.leme.testkit.await;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Waits until something is so, and fails when it isn't within a minute. */
public final class Await {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Await() {}

    /** Waits until {@code condition} holds; {@code what} is named in the failure. */
    public static void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("still not so after " + PATIENCE.toSeconds() + " s: " + what);
            }
            LockSupport.parkNanos(500_000);
        }
    }

    /** Waits until {@code source} gives something. */
    public static <T> T value(String what, Supplier<@Nullable T> source) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        T value = source.get();
        while (value == null) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("still nothing after " + PATIENCE.toSeconds() + " s: " + what);
            }
            LockSupport.parkNanos(500_000);
            value = source.get();
        }
        return value;
    }
}
