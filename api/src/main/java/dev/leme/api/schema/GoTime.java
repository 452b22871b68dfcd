package dev.leme.api.schema;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Moments in RFC 3339, with the messages of Go's parser for what isn't one. */
final class GoTime {

    private static final String SECONDS_LAYOUT = "2006-01-02T15:04:05Z07:00";
    private static final String MICROS_LAYOUT = "2006-01-02T15:04:05.000000Z07:00";
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'");
    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'");

    /** Each element of the layout with what it matches, in order. */
    private static final String[][] ELEMENTS = {
        {"2006", "\\d{4}"},
        {"-", "-"},
        {"01", "\\d{2}"},
        {"-", "-"},
        {"02", "\\d{2}"},
        {"T", "T"},
        {"15", "\\d{2}"},
        {":", ":"},
        {"04", "\\d{2}"},
        {":", ":"},
        {"05", "\\d{2}(?:[.,]\\d+)?"},
        {"Z07:00", "Z|[+-]\\d{2}:\\d{2}"}
    };

    private GoTime() {}

    /** The canonical form in whole seconds. */
    static String seconds(String text) {
        if (isCanonical(text)) {
            return text;
        }
        return canonical(text, SECONDS_LAYOUT, SECONDS);
    }

    /** Whether it surely is canonical: days after the 28th are left to the calendar. */
    private static boolean isCanonical(String text) {
        if (text.length() != 20 || text.charAt(10) != 'T' || text.charAt(19) != 'Z') {
            return false;
        }
        return text.charAt(4) == '-'
                && text.charAt(7) == '-'
                && text.charAt(13) == ':'
                && text.charAt(16) == ':'
                && isBetween(text, 0, 0, 99)
                && isBetween(text, 2, 0, 99)
                && isBetween(text, 5, 1, 12)
                && isBetween(text, 8, 1, 28)
                && isBetween(text, 11, 0, 23)
                && isBetween(text, 14, 0, 59)
                && isBetween(text, 17, 0, 59);
    }

    private static boolean isBetween(String text, int at, int least, int most) {
        int tens = text.charAt(at) - '0';
        int ones = text.charAt(at + 1) - '0';
        int number = tens * 10 + ones;
        return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 && number >= least && number <= most;
    }

    /** The canonical form in microseconds. */
    static String micros(String text) {
        return canonical(text, MICROS_LAYOUT, MICROS);
    }

    private static String canonical(String text, String layout, DateTimeFormatter format) {
        try {
            return format.format(OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC));
        } catch (DateTimeException broken) {
            throw new DecodeException(message(text, layout));
        }
    }

    private static String message(String text, String layout) {
        String rest = text;
        for (String[] element : ELEMENTS) {
            Matcher matcher = Pattern.compile(element[1]).matcher(rest);
            if (!matcher.lookingAt()) {
                return "parsing time \"" + text + "\" as \"" + layout + "\": cannot parse \"" + rest + "\" as \""
                        + element[0] + '"';
            }
            rest = rest.substring(matcher.end());
        }
        return rest.isEmpty()
                ? "parsing time \"" + text + "\": day out of range"
                : "parsing time \"" + text + "\": extra text: \"" + rest + '"';
    }
}
