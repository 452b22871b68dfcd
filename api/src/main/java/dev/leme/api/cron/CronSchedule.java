package dev.leme.api.cron;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * When something is due: minute, hour, day of the month, month and day of the week, or {@code @hourly} and the like, or
 * {@code @every 1h30m}. A day matches by either of its fields where both are restricted. An hour that a change of the clocks
 * skips is not made up for; one that comes twice is due twice.
 */
public final class CronSchedule {

    private static final Map<String, String> DESCRIPTORS = Map.of(
            "@yearly", "0 0 1 1 *",
            "@annually", "0 0 1 1 *",
            "@monthly", "0 0 1 * *",
            "@weekly", "0 0 * * 0",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@hourly", "0 * * * *");
    private static final Pattern EVERY = Pattern.compile("(\\d+(?:\\.\\d+)?)(h|ms|m|s|us|µs|ns)");
    private static final int FIELDS = 5;
    private static final int YEARS_AHEAD = 5;

    private final List<CronField> fields;
    private final Duration every;

    private CronSchedule(List<CronField> fields, Duration every) {
        this.fields = fields;
        this.every = every;
    }

    /** Reads a schedule; throws {@link CronException} where it can't. */
    public static CronSchedule parse(String text) {
        if (text.isEmpty()) {
            throw new CronException("empty spec string");
        }
        if (text.startsWith("@every ")) {
            return new CronSchedule(List.of(), interval(text, text.substring("@every ".length())));
        }
        if (text.startsWith("@")) {
            String spelledOut = DESCRIPTORS.get(text);
            if (spelledOut == null) {
                throw new CronException("unrecognized descriptor: " + text);
            }
            return parse(spelledOut);
        }
        List<String> parts = Arrays.stream(text.split("\\s+"))
                .filter(part -> !part.isEmpty())
                .toList();
        if (parts.size() != FIELDS) {
            throw new CronException(
                    "expected exactly 5 fields, found " + parts.size() + ": [" + String.join(" ", parts) + "]");
        }
        return new CronSchedule(
                List.of(
                        CronField.parse(parts.get(0), CronField.MINUTES),
                        CronField.parse(parts.get(1), CronField.HOURS),
                        CronField.parse(parts.get(2), CronField.DAYS),
                        CronField.parse(parts.get(3), CronField.MONTHS),
                        CronField.parse(parts.get(4), CronField.WEEKDAYS)),
                Duration.ZERO);
    }

    private static Duration interval(String whole, String text) {
        Matcher matcher = EVERY.matcher(text);
        double nanos = 0;
        int end = 0;
        while (matcher.find() && matcher.start() == end) {
            nanos += Double.parseDouble(matcher.group(1)) * nanos(matcher.group(2));
            end = matcher.end();
        }
        if (end == 0 || end != text.length()) {
            throw new CronException("failed to parse duration " + whole + ": time: invalid duration \"" + text + "\"");
        }
        Duration seconds = Duration.ofNanos((long) nanos).truncatedTo(ChronoUnit.SECONDS);
        return seconds.isZero() ? Duration.ofSeconds(1) : seconds;
    }

    private static double nanos(String unit) {
        return switch (unit) {
            case "h" -> 3600e9;
            case "m" -> 60e9;
            case "s" -> 1e9;
            case "ms" -> 1e6;
            case "ns" -> 1;
            default -> 1e3;
        };
    }

    /** The first time after {@code after} that it is due on clocks of {@code zone}; null for never in the next years. */
    public @Nullable Instant next(Instant after, ZoneId zone) {
        if (fields.isEmpty()) {
            return after.truncatedTo(ChronoUnit.SECONDS).plus(every);
        }
        ZonedDateTime time = after.atZone(zone).truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
        int lastYear = time.getYear() + YEARS_AHEAD;
        while (time.getYear() <= lastYear) {
            ZonedDateTime later = later(time);
            if (later.equals(time)) {
                return time.toInstant();
            }
            time = later;
        }
        return null;
    }

    /** The same time where it matches, else the next that may. */
    private ZonedDateTime later(ZonedDateTime time) {
        ZoneId zone = time.getZone();
        if (!fields.get(3).has(time.getMonthValue())) {
            return time.toLocalDate().withDayOfMonth(1).plusMonths(1).atStartOfDay(zone);
        }
        if (!isDay(time)) {
            return time.toLocalDate().plusDays(1).atStartOfDay(zone);
        }
        if (!fields.get(1).has(time.getHour())) {
            return time.truncatedTo(ChronoUnit.HOURS).plusHours(1);
        }
        return fields.get(0).has(time.getMinute()) ? time : time.plusMinutes(1);
    }

    private boolean isDay(ZonedDateTime time) {
        CronField days = fields.get(2);
        CronField weekdays = fields.get(4);
        boolean day = days.has(time.getDayOfMonth());
        boolean weekday = weekdays.has(time.getDayOfWeek().getValue() % 7);
        return days.any() || weekdays.any() ? day && weekday : day || weekday;
    }
}
