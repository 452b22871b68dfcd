package dev.leme.base.retry;

import java.time.Duration;

/**
 * Exponential delays without jitter: {@code first}, doubled each time, never above {@code most}.
 *
 * @param first the delay after the first failure
 * @param most the ceiling
 */
public record Backoff(Duration first, Duration most) {

    /** The delay before the next try when {@code failures} (at least 1) have gone before. */
    public Duration after(int failures) {
        int doublings = Math.min(Math.max(failures, 1) - 1, 30);
        Duration delay = first.multipliedBy(1L << doublings);
        return delay.compareTo(most) > 0 ? most : delay;
    }
}
