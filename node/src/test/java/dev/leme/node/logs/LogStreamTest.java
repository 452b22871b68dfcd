package dev.leme.node.logs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.base.time.ManualClock;
import dev.leme.testkit.await.Await;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogStreamTest {
    @TempDir
    Path directory;

    private Path log = Path.of("");
    private final LogSignals signals = new LogSignals();

    @BeforeEach
    void write() throws IOException {
        log = directory.resolve("0.log");
        Files.writeString(log, """
                2026-01-01T00:00:01.5Z stdout F one
                2026-01-01T00:00:02Z stderr F two
                2026-01-01T00:00:03Z stdout P par
                2026-01-01T00:00:03.1Z stdout F tial
                not a log line
                2026-01-01T00:00:04.123456789+00:00 stdout F\s
                2026-01-01T00:00:05Z stdout F last
                """);
    }

    private String read(LogOptions options) throws IOException {
        try (LogStream stream = new LogStream(log, options, signals, () -> false)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static LogOptions tail(long lines) {
        return new LogOptions(false, OptionalLong.of(lines), Optional.empty(), false, OptionalLong.empty(), "All");
    }

    @Test
    void all_isTheTextOfAllLines() throws IOException {
        assertEquals("one\ntwo\npartial\n\nlast\n", read(LogOptions.ALL));
    }

    @ParameterizedTest
    @CsvSource({"0,''", "1,'last\n'", "2,'\nlast\n'", "100,'one\ntwo\npartial\n\nlast\n'"})
    void tail_isTheLastLines(long lines, String expected) throws IOException {
        assertEquals(expected, read(tail(lines)));
    }

    @Test
    void tail_ofALargeFile_crossesBlocks() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 5000; i++) {
            text.append("2026-01-01T00:00:00Z stdout F line ").append(i).append('\n');
        }
        Files.writeString(log, text);
        assertEquals("line 4999\n", read(tail(1)));
        assertTrue(read(tail(3000)).startsWith("line 2000\n"));
        assertEquals(3000, read(tail(3000)).lines().count());
    }

    @Test
    void timestamps_haveNineDigits_andPartsShareOne() throws IOException {
        LogOptions stamped =
                new LogOptions(false, OptionalLong.empty(), Optional.empty(), true, OptionalLong.empty(), "All");
        String text = read(stamped);
        assertTrue(text.startsWith("2026-01-01T00:00:01.500000000Z one\n"), text);
        assertTrue(text.contains("2026-01-01T00:00:03.000000000Z partial\n"), text);
    }

    @Test
    void since_stream_andLimit_choose() throws IOException {
        LogOptions late = new LogOptions(
                false,
                OptionalLong.empty(),
                Optional.of(Instant.parse("2026-01-01T00:00:05Z")),
                false,
                OptionalLong.empty(),
                "All");
        assertEquals("last\n", read(late));
        LogOptions errors =
                new LogOptions(false, OptionalLong.empty(), Optional.empty(), false, OptionalLong.empty(), "Stderr");
        assertEquals("two\n", read(errors));
        LogOptions limited =
                new LogOptions(false, OptionalLong.empty(), Optional.empty(), false, OptionalLong.of(6), "All");
        assertEquals("one\ntw", read(limited));
    }

    @Test
    void follow_goesOnAcrossRotation_andEndsWithTheContainer() throws Exception {
        AtomicBoolean running = new AtomicBoolean(true);
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        LogOptions follow =
                new LogOptions(true, OptionalLong.of(1), Optional.empty(), false, OptionalLong.empty(), "All");
        LogStream stream = new LogStream(log, follow, signals, running::get);
        Thread reader = Thread.ofVirtual().start(() -> copy(stream, seen));
        Await.until("tail", () -> seen.toString(StandardCharsets.UTF_8).equals("last\n"));
        append("more");
        Await.until("more", () -> seen.toString(StandardCharsets.UTF_8).endsWith("more\n"));
        Files.move(log, directory.resolve("0.log.1"));
        append("rotated");
        Await.until("rotated", () -> seen.toString(StandardCharsets.UTF_8).endsWith("rotated\n"));
        append("final");
        running.set(false);
        signals.touch(directory);
        assertTrue(reader.join(Duration.ofSeconds(60)), "the stream ends with the container");
        assertEquals("last\nmore\nrotated\nfinal\n", seen.toString(StandardCharsets.UTF_8));
    }

    @Test
    void follow_closedByTheClient_ends() throws Exception {
        LogOptions follow =
                new LogOptions(true, OptionalLong.empty(), Optional.empty(), false, OptionalLong.empty(), "All");
        LogStream stream = new LogStream(log, follow, signals, () -> true);
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        Thread reader = Thread.ofVirtual().start(() -> copy(stream, seen));
        Await.until("all", () -> seen.toString(StandardCharsets.UTF_8).endsWith("last\n"));
        stream.close();
        assertTrue(reader.join(Duration.ofSeconds(60)), "closing ends the read");
    }

    private static void copy(LogStream stream, ByteArrayOutputStream to) {
        try (stream) {
            stream.transferTo(to);
        } catch (IOException closed) {
            to.writeBytes(new byte[0]);
        }
    }

    private void append(String text) throws IOException {
        Files.writeString(
                log,
                "2026-01-01T00:00:09Z stdout F " + text + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    @Test
    void rotation_keepsFewFilesAndCompressesTheOlder() throws IOException {
        ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
        LogRotation rotation = new LogRotation(10, 3, clock);
        for (int i = 0; i < 5; i++) {
            append("round " + i);
            assertTrue(rotation.rotate(log, () -> create(log)));
            clock.advance(Duration.ofSeconds(1));
        }
        assertFalse(rotation.rotate(log, () -> create(log)), "an empty file stays");
        try (Stream<Path> files = Files.list(directory)) {
            List<String> names =
                    files.map(file -> file.getFileName().toString()).sorted().toList();
            assertEquals(List.of("0.log", "0.log.20260101-000003.gz", "0.log.20260101-000004"), names);
        }
    }

    private static void create(Path file) {
        try {
            Files.createFile(file);
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    @Test
    void tailForMessages_isLimitedInLinesAndBytes() {
        assertEquals("\nlast\n", LogRotation.tail(log, 2, 100));
        assertEquals("ast\n", LogRotation.tail(log, 2, 4));
        assertEquals("", LogRotation.tail(directory.resolve("none"), 2, 4));
    }
}
