package dev.leme.store.sqlite;

import dev.leme.store.Store;
import dev.leme.store.StoreException;
import dev.leme.store.commit.LocalStore;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Opens stores that live in one SQLite file. */
public final class SqliteStore {
    private SqliteStore() {}

    /**
     * Opens the store in a file, or makes it there, with mode 0600.
     *
     * @param file the database; beside it SQLite keeps {@code -wal} and {@code -shm}, and this process {@code .lock} and
     *     the driver's native library
     * @param fatal told about a bug in the store or in an observer; it should end the process
     * @throws StoreException when another process uses the file, when it isn't a store of this version, or when the disk
     *     fails
     */
    public static Store open(Path file, Consumer<Throwable> fatal) {
        return LocalStore.start(name(file), SqliteEngine.open(file), fatal);
    }

    private static String name(Path file) {
        var name = file.getFileName();
        return name == null ? "sqlite" : name.toString();
    }
}
