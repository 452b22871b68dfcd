package dev.leme.store.sqlite;

import dev.leme.store.StoreException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.TempStore;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Connections to a store's file, and what its errors mean. */
final class Database {
    /** How long to wait for a person who holds the file with another program. */
    private static final int BUSY_MILLIS = 5_000;

    /** KiB of pages kept in memory; negative is how SQLite tells KiB from pages. */
    private static final int WRITER_CACHE = -8_000;

    private static final int READER_CACHE = -1_000;

    /** Pages of the write-ahead log after which the writer copies it into the database. */
    private static final int CHECKPOINT_PAGES = 4_000;

    /** The write-ahead log is cut to this many bytes when it starts anew. */
    private static final int LOG_BYTES = 64 << 20;

    private final Path file;

    Database(Path file) {
        this.file = file;
    }

    Connection writer() throws SQLException {
        var config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        config.setCacheSize(WRITER_CACHE);
        config.setTempStore(TempStore.MEMORY);
        config.setGetGeneratedKeys(false);
        return config.createConnection(url());
    }

    /** Readers and the writer don't wait for each other; a commit is on the disk when it returns. */
    static void writeAhead(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = FULL");
            statement.execute("PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
            statement.execute("PRAGMA journal_size_limit = " + LOG_BYTES);
        }
    }

    Connection reader() throws SQLException {
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(BUSY_MILLIS);
        config.setCacheSize(READER_CACHE);
        config.setTempStore(TempStore.MEMORY);
        config.setGetGeneratedKeys(false);
        return config.createConnection(url());
    }

    private String url() {
        return "jdbc:sqlite:" + file;
    }

    /** What an error of SQLite means to whoever asked for something. */
    StoreException failed(String doing, SQLException e) {
        return new StoreException(doing + " " + file + " failed: " + reason(e), e);
    }

    private static String reason(SQLException e) {
        if (e instanceof SQLiteException sqlite) {
            if (sqlite.getResultCode() == SQLiteErrorCode.SQLITE_FULL) return "the disk is full";
            if (sqlite.getResultCode() == SQLiteErrorCode.SQLITE_NOTADB) return "it is not an SQLite database";
        }
        return String.valueOf(e.getMessage());
    }
}
