package dev.leme.store.sqlite;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.store.Event;
import dev.leme.store.Keys;
import dev.leme.store.Store;
import dev.leme.store.StoreException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a process under concurrent writes, again and again on the same file, and compares what it had answered with what
 * is there: nothing answered is lost, and no transaction is there in part. {@code -Dleme.seed=N} repeats the moments.
 */
class StoreCrashIT {
    private static final int ROUNDS = 10;
    private static final int WRITERS = 8;

    /** The first rounds are killed while they open and recover the file, the others while they write. */
    private static final int ROUNDS_AT_START = 2;

    private final List<Throwable> bugs = new CopyOnWriteArrayList<>();
    private final Map<Integer, Answer> answered = new HashMap<>();
    private int lines;

    private record Answer(long n, long revision) {}

    @Test
    @Timeout(600)
    void killedWriter_anyMoment_losesNothingAnswered(@TempDir Path directory) throws IOException, InterruptedException {
        long seed = Long.getLong("leme.seed", System.nanoTime());
        System.out.println("StoreCrashIT -Dleme.seed=" + seed);
        var random = new Random(seed);
        var file = directory.resolve("leme.db");
        for (int round = 0; round < ROUNDS; round++) {
            if (round < ROUNDS_AT_START) killAfter(file, 0, random.nextInt(400));
            killAfter(file, 1 + random.nextInt(1_500), random.nextInt(30));
            try (var store = SqliteStore.open(file, bugs::add)) {
                check(store, "round " + round + " of seed " + seed);
            }
        }
        assertTrue(lines > ROUNDS * WRITERS, "too little happened: " + lines);
        assertEquals(List.of(), bugs);
    }

    /** Kills a writing process a moment after it has answered so many writes. */
    private void killAfter(Path file, int answers, int millis) throws IOException, InterruptedException {
        var process = start(file);
        try (var out = process.inputReader(StandardCharsets.US_ASCII)) {
            for (int i = 0; i < answers; i++) {
                var line = out.readLine();
                if (line == null) throw new AssertionError("the writer ended by itself, with " + process.waitFor());
                note(line);
            }
            process.waitFor(millis, MILLISECONDS);
            // By its handle: Process.destroyForcibly also closes the pipe, and what is in it would be lost.
            process.toHandle().destroyForcibly();
            for (var line = out.readLine(); line != null; line = out.readLine()) note(line);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static Process start(Path file) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var command = List.of(
                java,
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                CrashWriter.class.getName(),
                file.toString(),
                "" + WRITERS);
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private void note(String line) {
        var words = line.split(" ", -1);
        if (words.length != 3) return;
        lines++;
        answered.put(Integer.parseInt(words[0]), new Answer(Long.parseLong(words[1]), Long.parseLong(words[2])));
    }

    private void check(Store store, String when) {
        for (int writer = 0; writer < WRITERS; writer++) {
            var last = answered.getOrDefault(writer, new Answer(0, 0));
            long n = CrashWriter.number(store, CrashWriter.key(writer, 1));
            assertTrue(n >= last.n(), when + ": writer " + writer + " lost " + last + ", is at " + n);
            for (int i = 2; i < CrashWriter.KEYS; i++) {
                assertEquals(n, CrashWriter.number(store, CrashWriter.key(writer, i)), when + ": half a transaction");
            }
            var made = CrashWriter.allMade(writer);
            assertEquals(n, store.count(made, Keys.endOfPrefix(made)), when + ": something made is missing");
            assertTrue(store.revision() >= last.revision(), when);
        }
        checkHistory(store, when);
    }

    /** Every revision that wasn't compacted is there, with all of its transaction. */
    private static void checkHistory(Store store, String when) {
        var events = store.history("", Keys.NO_END, store.compactedRevision(), 0);
        var byRevision = new HashMap<Long, List<Event>>();
        for (var event : events)
            byRevision.computeIfAbsent(event.revision(), r -> new ArrayList<>()).add(event);
        for (long revision = Math.max(1, store.compactedRevision()) + 1; revision <= store.revision(); revision++) {
            var transaction = byRevision.getOrDefault(revision, List.of());
            assertEquals(CrashWriter.KEYS, new HashSet<>(transaction).size(), when + ": revision " + revision);
        }
    }

    @Test
    @Timeout(300)
    void open_heldByAnotherProcess_isRefusedWithItsPid(@TempDir Path directory)
            throws IOException, InterruptedException {
        var file = directory.resolve("leme.db");
        var process = start(file);
        try (BufferedReader out = process.inputReader(StandardCharsets.US_ASCII)) {
            assertEquals("open", out.readLine());
            var error = assertThrows(StoreException.class, () -> SqliteStore.open(file, bugs::add));
            assertEquals(file + " is in use by another process (pid " + process.pid() + ")", error.getMessage());
            assertTrue(process.isAlive());
        } finally {
            process.destroyForcibly();
            assertTrue(process.waitFor(30, SECONDS));
        }
        SqliteStore.open(file, bugs::add).close();
    }
}
