package dev.leme.cli.home;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeLockTest {
    private static final int FREE = 10;
    private static final int TAKEN = 11;

    @TempDir
    Path directory;

    @Test
    void tryAcquire_taken_isNothingUntilLetGo() {
        Path file = directory.resolve("a/lock");
        HomeLock first = HomeLock.tryAcquire(file).orElseThrow();
        assertTrue(HomeLock.tryAcquire(file).isEmpty());
        first.close();
        HomeLock.tryAcquire(file).orElseThrow().close();
    }

    @Test
    void tryAcquire_takenByAnotherProcess_isNothing() throws IOException, InterruptedException {
        Path file = directory.resolve("lock");
        try (HomeLock ours = HomeLock.acquire(file, () -> {})) {
            assertEquals(TAKEN, inAnotherProcess(file), ours::toString);
        }
        assertEquals(FREE, inAnotherProcess(file));
    }

    private static int inAnotherProcess(Path file) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return new ProcessBuilder(java, "-cp", classes, Another.class.getName(), file.toString())
                .inheritIO()
                .start()
                .waitFor();
    }

    /** Tells by its exit code whether the lock is free. */
    static final class Another {
        private Another() {}

        public static void main(String[] arguments) {
            System.exit(HomeLock.tryAcquire(Path.of(arguments[0])).isPresent() ? FREE : TAKEN);
        }
    }

    @Test
    void remove_thenAcquire_locksTheNewFile() {
        Path file = directory.resolve("lock");
        HomeLock.acquire(file, () -> {}).remove();
        assertFalse(Files.exists(file));
        AtomicInteger waits = new AtomicInteger();
        try (HomeLock again = HomeLock.acquire(file, waits::incrementAndGet)) {
            assertTrue(again != null && Files.exists(file));
            assertEquals(0, waits.get());
        }
    }
}
