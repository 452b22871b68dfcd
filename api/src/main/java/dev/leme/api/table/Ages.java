package dev.leme.api.table;

import dev.leme.api.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/** Time spans as kubectl writes them: {@code 45s}, {@code 3m20s}, {@code 2d4h}. */
public final class Ages {

    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;
    private static final long YEAR = 365 * DAY;

    private Ages() {}

    /** The span; two units while it is short, one when it is long. */
    public static String text(Duration span) {
        long seconds = span.toMillis() / 1000;
        if (seconds < 0) {
            return seconds < -1 ? "<invalid>" : "0s";
        }
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
        String text = object.string(name);
        if (text.isEmpty()) {
            return "<unknown>";
        }
        try {
            return since(Instant.parse(text), now);
        } catch (DateTimeParseException notATime) {
            return "<unknown>";
        }
    }
}
