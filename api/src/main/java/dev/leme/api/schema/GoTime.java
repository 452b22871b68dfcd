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
        {"2006", "\\d{4}"}, {"-", "-"}, {"01", "\\d{2}"}, {"-", "-"}, {"02", "\\d{2}"}, {"T", "T"}, {"15", "\\d{2}"},
        {":", ":"}, {"04", "\\d{2}"}, {":", ":"}, {"05", "\\d{2}(?:[.,]\\d+)?"}, {"Z07:00", "Z|[+-]\\d{2}:\\d{2}"}
    };

    private GoTime() {}

    /** The canonical form in whole seconds. */
    static String seconds(String text) {
        return canonical(text, SECONDS_LAYOUT, SECONDS);
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
