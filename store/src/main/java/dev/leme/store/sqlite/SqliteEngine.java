package dev.leme.store.sqlite;

import dev.leme.store.Entry;
import dev.leme.store.Event;
import dev.leme.store.StoreException;
import dev.leme.store.commit.Engine;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps the history in an SQLite file: one connection appends, a few others read beside it. */
final class SqliteEngine implements Engine {
    private static final long FIRST_REVISION = 1;

    private final Database database;
    private final StoreLock lock;
    private final Writer writer;
    private final Compactor compactor;
    private final Readers readers;
    private final long revision;

    private SqliteEngine(Database database, StoreLock lock, Writer writer) throws SQLException {
        this.database = database;
        this.lock = lock;
        this.writer = writer;
        this.compactor = new Compactor(writer);
        this.readers = new Readers(database);
        this.revision = lastRevision(writer, compactor.compacted());
    }

    static SqliteEngine open(Path file) {
        try {
            NativeLibrary.provide(createDirectory(file));
            createFile(file);
            var lock = StoreLock.acquire(file);
            try {
                return open(file, lock);
            } catch (RuntimeException | SQLException e) {
                lock.close();
                throw e;
            }
        } catch (SQLException e) {
            throw new Database(file).failed("opening", e);
        } catch (IOException e) {
            throw new StoreException("opening " + file + " failed: " + e, e);
        }
    }

    private static Path createDirectory(Path file) throws IOException {
        var directory = file.toAbsolutePath().getParent();
        if (directory == null) throw new StoreException(file + " is not a file");
        return Files.createDirectories(directory);
    }

    /** SQLite would make the file readable for everyone; the files beside it get this one's mode. */
    private static void createFile(Path file) throws IOException {
        var mode = PosixFilePermissions.fromString("rw-------");
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(mode));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isRegularFile(file)) throw new StoreException(file + " is not a file", e);
            Files.setPosixFilePermissions(file, mode);
        }
    }

    private static SqliteEngine open(Path file, StoreLock lock) throws SQLException {
        var database = new Database(file);
        var connection = database.writer();
        try {
            Schema.prepare(connection, file);
            Database.writeAhead(connection);
            return new SqliteEngine(database, lock, new Writer(connection));
        } catch (RuntimeException | SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Compaction may have removed the row of the last revision, which was a deletion then. */
    private static long lastRevision(Writer writer, long compacted) throws SQLException {
        try (var statement = writer.connection().createStatement()) {
            long position = Schema.number(statement, "SELECT max(position) FROM history");
            return Math.max(FIRST_REVISION, Math.max(compacted, Positions.revision(position)));
        }
    }

    @Override
    public long revision() {
        return revision;
    }

    @Override
    public long compactedRevision() {
        return compactor.compacted();
    }

    @Override
    public @Nullable Entry get(String key, long revision) {
        return readers.read(reader -> reader.get(key, revision)).orElse(null);
    }

    @Override
    public List<Entry> range(String from, String toExclusive, int limit, long revision) {
        return readers.read(reader -> reader.range(from, toExclusive, limit, revision));
    }

    @Override
    public long count(String from, String toExclusive, long revision) {
        return readers.read(reader -> reader.count(from, toExclusive, revision));
    }

    @Override
    public List<Event> history(String from, String toExclusive, long after, long upTo, int limit) {
        return readers.read(reader -> reader.history(from, toExclusive, after, upTo, limit));
    }

    @Override
    public List<Entry> due(Instant now, long revision, int limit) {
        return readers.read(reader -> reader.due(now, revision, limit));
    }

    @Override
    public Batch begin() {
        return new SqliteBatch();
    }

    @Override
    public void compact(long revision) {
        try {
            compactor.compact(revision);
        } catch (SQLException e) {
            throw database.failed("compacting", e);
        }
    }

    @Override
    public boolean sweep() {
        try {
            return compactor.sweep();
        } catch (SQLException e) {
            throw database.failed("compacting", e);
        }
    }

    @Override
    public void close() {
        try (lock;
                writer;
                readers) {
            return;
        } catch (SQLException e) {
            throw database.failed("closing", e);
        } catch (IOException e) {
            throw new StoreException("giving back the lock failed: " + e, e);
        }
    }

    /** One transaction of SQLite. */
    private final class SqliteBatch implements Batch {
        /** What was looked up or written: a condition and an operation mostly ask for the same key. */
        private final Map<String, @Nullable Entry> known = new HashMap<>();

        private long revision;
        private int op;
        private boolean committed;
        private boolean failed;

        SqliteBatch() {
            try {
                writer.begin();
            } catch (SQLException e) {
                writer.abandon();
                throw database.failed("writing", e);
            }
        }

        @Override
        public @Nullable Entry newest(String key) {
            if (!known.containsKey(key)) run(() -> known.put(key, writer.newest(key)));
            return known.get(key);
        }

        @Override
        public void append(Event event, @Nullable Instant expires) {
            op = event.revision() == revision ? op + 1 : 0;
            revision = event.revision();
            run(() -> writer.append(Positions.of(revision, op), event, expires));
            known.put(event.key(), event.current().deleted() ? null : event.current());
        }

        @Override
        public void commit() {
            run(writer::commit);
            committed = true;
        }

        @Override
        public void close() {
            if (failed) writer.abandon();
            else if (!committed) writer.rollback();
        }

        private void run(Step step) {
            try {
                step.run();
            } catch (SQLException e) {
                failed = true;
                throw database.failed("writing", e);
            }
        }
    }

    private interface Step {
        void run() throws SQLException;
    }
}
