package dev.leme.node.logs;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Optional;

/**
 * One line of a log file in CRI's format: {@code <time> <stdout|stderr> <P|F> <text>}; P marks a part of a line that goes
 * on in the next one.
 */
final class LogLine {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z' ").withZone(ZoneOffset.UTC);

    private final Instant at;
    private final boolean stderr;
    private final boolean partial;
    private final byte[] text;

    private LogLine(Instant at, boolean stderr, boolean partial, byte[] text) {
        this.at = at;
        this.stderr = stderr;
        this.partial = partial;
        this.text = text;
    }

    /** Reads a line without its newline; empty where it is none of CRI's. */
    static Optional<LogLine> parse(byte[] line, int length) {
        int first = indexOf(line, 0, length);
        int second = first < 0 ? -1 : indexOf(line, first + 1, length);
        int third = second < 0 ? -1 : indexOf(line, second + 1, length);
        if (second < 0) {
            return Optional.empty();
        }
        int tagsEnd = third < 0 ? length : third;
        String tags = ascii(line, second + 1, tagsEnd);
        try {
            Instant at = OffsetDateTime.parse(ascii(line, 0, first)).toInstant();
            boolean stderr = ascii(line, first + 1, second).equals("stderr");
            byte[] text = Arrays.copyOfRange(line, Math.min(tagsEnd + 1, length), length);
            return Optional.of(new LogLine(at, stderr, tags.split(":")[0].equals("P"), text));
        } catch (DateTimeParseException noTime) {
            return Optional.empty();
        }
    }

    private static int indexOf(byte[] line, int from, int length) {
        for (int i = from; i < length; i++) {
            if (line[i] == ' ') {
                return i;
            }
        }
        return -1;
    }

    private static String ascii(byte[] line, int from, int to) {
        return new String(line, from, to - from, StandardCharsets.US_ASCII);
    }

    Instant at() {
        return at;
    }

    boolean stderr() {
        return stderr;
    }

    boolean partial() {
        return partial;
    }

    /** As a client sees it: the text, with the time before it when {@code stamped}, and a newline when the line ends. */
    byte[] shown(boolean stamped) {
        byte[] stamp = stamped ? STAMP.format(at).getBytes(StandardCharsets.US_ASCII) : new byte[0];
        byte[] shown = Arrays.copyOf(stamp, stamp.length + text.length + (partial ? 0 : 1));
        System.arraycopy(text, 0, shown, stamp.length, text.length);
        if (!partial) {
            shown[shown.length - 1] = '\n';
        }
        return shown;
    }
}
