package dev.leme.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.leme.store.Bytes;
import dev.leme.store.Keys;
import dev.leme.store.Store;
import dev.leme.store.StoreException;
import dev.leme.store.Txn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is really full: a file system of 4 MiB in memory, which needs root to be mounted. */
class SqliteDiskFullIT {
    private static final int VALUE_BYTES = 50_000;

    private final List<Throwable> bugs = new CopyOnWriteArrayList<>();
    private final Random random = new Random(1);

    @Test
    @Timeout(300)
    void commit_diskFull_isAnsweredAndTheStoreGoesOn(@TempDir Path directory) throws IOException, InterruptedException {
        var disk = Files.createDirectory(directory.resolve("disk"));
        int mounted = exitCode("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk.toString());
        assumeTrue(mounted == 0, "needs the right to mount a file system");
        try {
            fillAndGoOn(disk);
        } finally {
            run("umount", disk.toString());
        }
        assertEquals(List.of(), bugs);
    }

    private void fillAndGoOn(Path disk) throws IOException, InterruptedException {
        var file = disk.resolve("leme.db");
        int written;
        try (var store = SqliteStore.open(file, bugs::add)) {
            written = fill(store);
            assertEquals(written, store.count("", Keys.NO_END));
            assertEquals(1 + written, store.revision());
            assertThrows(StoreException.class, () -> put(store, "again"));
            run("mount", "-o", "remount,size=64m", disk.toString());
            assertEquals(2 + written, put(store, "after"));
        }
        try (var store = SqliteStore.open(file, bugs::add)) {
            assertEquals(written + 1, store.count("", Keys.NO_END));
            assertEquals(written + 1, store.history("", Keys.NO_END, 0, 0).size());
        }
    }

    /** Writes until the disk refuses; returns how many were answered. */
    private int fill(Store store) {
        for (int i = 0; i < 200; i++) {
            int n = i;
            try {
                put(store, "k" + n);
            } catch (StoreException e) {
                assertTrue(e.getMessage() != null && e.getMessage().endsWith("the disk is full"), e::toString);
                return n;
            }
        }
        throw new AssertionError("the disk never got full");
    }

    private long put(Store store, String key) {
        var value = new byte[VALUE_BYTES];
        random.nextBytes(value);
        return store.commit(Txn.put(key, Bytes.wrap(value))).revision();
    }

    private static void run(String... command) throws IOException, InterruptedException {
        assertEquals(0, exitCode(command), () -> String.join(" ", command));
    }

    private static int exitCode(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
