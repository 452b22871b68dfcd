package dev.leme.node.observed;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How long a container that keeps ending must wait: nothing the first time, then 10 s, doubled each time up to 5 min,
 * forgotten once it ran for 10 min.
 *
 * @param delay the time between its end and the next start
 * @param updatedAt when it was last started again
 */
public record CrashBackoff(Duration delay, Instant updatedAt) {
    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration MOST = Duration.ofMinutes(5);

    private boolean isForgotten(Instant finishedAt) {
        return Duration.between(updatedAt, finishedAt).compareTo(MOST.multipliedBy(2)) > 0;
    }

    /** When a container that ended at {@code finishedAt} may start again; empty: now. */
    public static Optional<Instant> until(@Nullable CrashBackoff backoff, Instant finishedAt) {
        return backoff == null || backoff.isForgotten(finishedAt)
                ? Optional.empty()
                : Optional.of(finishedAt.plus(backoff.delay));
    }

    /** What holds after it was started again. */
    public static CrashBackoff next(@Nullable CrashBackoff backoff, Instant finishedAt, Instant now) {
        if (backoff == null || backoff.isForgotten(finishedAt)) {
            return new CrashBackoff(FIRST, now);
        }
        Duration doubled = backoff.delay.multipliedBy(2);
        return new CrashBackoff(doubled.compareTo(MOST) > 0 ? MOST : doubled, now);
    }

    /** The delay as messages show it: {@code 10s}, {@code 1m20s}. */
    public String shown() {
        long minutes = delay.toMinutes();
        return (minutes > 0 ? minutes + "m" : "") + delay.toSecondsPart() + "s";
    }
}
