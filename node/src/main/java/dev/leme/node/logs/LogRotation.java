package dev.leme.node.logs;

import dev.leme.base.time.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * Keeps containers' log files small: one that has grown too large is renamed with the time, and the runtime opens a new
 * one. Of the renamed ones all but the newest are compressed, and the oldest go.
 *
 * @param maxBytes from this size on a file is rotated
 * @param maxFiles how many files there may be, the current one included
 */
public record LogRotation(long maxBytes, int maxFiles, Clock clock) {
    private static final DateTimeFormatter SUFFIX =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    /** The limits that Kubernetes has: five files of 10 MiB. */
    public static LogRotation standard(Clock clock) {
        return new LogRotation(10L << 20, 5, clock);
    }

    /** Rotates the file when it is due; {@code reopen} makes the runtime open a new one. */
    public boolean rotate(Path log, Runnable reopen) throws IOException {
        if (!Files.exists(log) || Files.size(log) < maxBytes) {
            return false;
        }
        prune(log);
        Path rotated = log.resolveSibling(log.getFileName() + "." + SUFFIX.format(clock.now()));
        Files.move(log, rotated, StandardCopyOption.ATOMIC_MOVE);
        try {
            reopen.run();
        } catch (RuntimeException failure) {
            Files.move(rotated, log, StandardCopyOption.ATOMIC_MOVE);
            throw failure;
        }
        return true;
    }

    private void prune(Path log) throws IOException {
        List<Path> rotated = rotated(log);
        int keep = Math.max(0, maxFiles - 2);
        for (int i = 0; i < rotated.size() - keep; i++) {
            Files.deleteIfExists(rotated.get(i));
        }
        for (Path kept : rotated(log)) {
            if (!kept.toString().endsWith(".gz")) {
                compress(kept);
            }
        }
    }

    /** The renamed files, oldest first: their names sort by time. */
    private static List<Path> rotated(Path log) throws IOException {
        String prefix = log.getFileName() + ".";
        try (Stream<Path> files = Files.list(Objects.requireNonNull(log.getParent()))) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .toList();
        }
    }

    private static void compress(Path file) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        try (InputStream in = Files.newInputStream(file);
                OutputStream out = new GZIPOutputStream(Files.newOutputStream(temporary))) {
            in.transferTo(out);
        }
        Files.move(temporary, file.resolveSibling(file.getFileName() + ".gz"), StandardCopyOption.ATOMIC_MOVE);
        Files.delete(file);
    }

    /** The last bytes of a log as text, for a termination message: at most {@code lines} lines and {@code bytes} bytes. */
    public static String tail(Path log, int lines, int bytes) {
        try (LogStream stream = new LogStream(
                log,
                new LogOptions(
                        false, OptionalLong.of(lines), Optional.<Instant>empty(), false, OptionalLong.empty(), "All"),
                new LogSignals(),
                () -> false)) {
            byte[] all = stream.readAllBytes();
            int from = Math.max(0, all.length - bytes);
            return new String(all, from, all.length - from, StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            return "";
        }
    }
}
