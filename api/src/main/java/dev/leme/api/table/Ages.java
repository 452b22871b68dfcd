package dev.leme.api.table;

import dev.leme.api.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** Time spans as kubectl writes them: {@code 45s}, {@code 3m20s}, {@code 2d4h}. */
public final class Ages {

    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;
    private static final long YEAR = 365 * DAY;

    /** So far into the future counts as clocks that differ; further, as nonsense. */
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(-2);

    private Ages() {}

    /** The span; two units while it is short, one when it is long. */
    public static String text(Duration span) {
        if (span.isNegative()) {
            return span.compareTo(CLOCK_SKEW) <= 0 ? "<invalid>" : "0s";
        }
        long seconds = span.toSeconds();
        if (seconds < 2 * MINUTE) {
            return seconds + "s";
        }
        if (seconds < 10 * MINUTE) {
            return two(seconds, MINUTE, "m", 1, "s");
        }
        if (seconds < 3 * HOUR) {
            return seconds / MINUTE + "m";
        }
        return hours(seconds);
    }

    private static String hours(long seconds) {
        if (seconds < 8 * HOUR) {
            return two(seconds, HOUR, "h", MINUTE, "m");
        }
        if (seconds < 2 * DAY) {
            return seconds / HOUR + "h";
        }
        if (seconds < 8 * DAY) {
            return two(seconds, DAY, "d", HOUR, "h");
        }
        if (seconds < 2 * YEAR) {
            return seconds / DAY + "d";
        }
        return seconds < 8 * YEAR ? two(seconds, YEAR, "y", DAY, "d") : seconds / YEAR + "y";
    }

    private static String two(long seconds, long large, String largeUnit, long small, String smallUnit) {
        long rest = seconds % large / small;
        return seconds / large + largeUnit + (rest == 0 ? "" : rest + smallUnit);
    }

    /** The span from {@code then} to {@code now}. */
    public static String since(Instant then, Instant now) {
        return text(Duration.between(then, now));
    }

    /** The span since the time in the member {@code name}, {@code <unknown>} where there is none. */
    static String since(JsonObject object, String name, Instant now) {
        Instant then = instant(object.string(name));
        return then == null ? "<unknown>" : since(then, now);
    }

    /** The time that {@code text} spells, or null. */
    static @Nullable Instant instant(String text) {
        try {
            return text.isEmpty() ? null : Instant.parse(text);
        } catch (DateTimeParseException notATime) {
            return null;
        }
    }
}
