package dev.leme.node.logs;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which part of a container's log is wanted, and how.
 *
 * @param tailLines only that many lines at the end; empty: all
 * @param since only lines from then on
 * @param limitBytes no more than that many bytes; empty: no limit
 * @param stream {@code Stdout}, {@code Stderr}, or {@code All}
 */
public record LogOptions(
        boolean follow,
        OptionalLong tailLines,
        Optional<Instant> since,
        boolean timestamps,
        OptionalLong limitBytes,
        String stream) {
    public static final LogOptions ALL =
            new LogOptions(false, OptionalLong.empty(), Optional.empty(), false, OptionalLong.empty(), "All");

    boolean wants(LogLine line) {
        boolean kind = stream.isEmpty()
                || stream.equals("All")
                || stream.equalsIgnoreCase(line.stderr() ? "Stderr" : "Stdout");
        return kind && (since.isEmpty() || !line.at().isBefore(since.get()));
    }
}
