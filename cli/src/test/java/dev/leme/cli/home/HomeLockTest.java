package dev.leme.cli.home;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeLockTest {
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
