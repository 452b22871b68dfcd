package dev.leme.store.sqlite;

import dev.leme.store.Entry;
import dev.leme.store.Event;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The one connection that writes. It belongs to the commit loop's thread. */
final class Writer implements AutoCloseable {
    private static final String NEWEST =
            """
            SELECT key, position, create_revision, version, value FROM history
            WHERE key = ? ORDER BY position DESC LIMIT 1
            """;
    private static final String APPEND =
            "INSERT INTO history (position, key, create_revision, version, expires, value) VALUES (?, ?, ?, ?, ?, ?)";

    private final Connection connection;
    private final PreparedStatement begin;
    private final PreparedStatement commit;
    private final PreparedStatement newest;
    private final PreparedStatement append;

    Writer(Connection connection) throws SQLException {
        this.connection = connection;
        this.begin = connection.prepareStatement("BEGIN IMMEDIATE");
        this.commit = connection.prepareStatement("COMMIT");
        this.newest = connection.prepareStatement(NEWEST);
        this.append = connection.prepareStatement(APPEND);
    }

    Connection connection() {
        return connection;
    }

    void begin() throws SQLException {
        begin.executeUpdate();
    }

    void commit() throws SQLException {
        commit.executeUpdate();
    }

    /** SQLite takes a transaction back by itself after some errors, and then says that there is none. */
    void rollback() {
        try (var statement = connection.createStatement()) {
            statement.execute("ROLLBACK");
        } catch (SQLException alreadyRolledBack) {
            return;
        }
    }

    /** The newest entry of a key, what this transaction wrote included; null where it doesn't exist. */
    @Nullable Entry newest(String key) throws SQLException {
        newest.setString(1, key);
        try (var rows = newest.executeQuery()) {
            if (!rows.next()) return null;
            var entry = Reader.entry(rows, 0);
            return entry.deleted() ? null : entry;
        }
    }

    void append(long position, Event event, @Nullable Instant expires) throws SQLException {
        var entry = event.current();
        append.setLong(1, position);
        append.setString(2, entry.key());
        append.setLong(3, entry.createRevision());
        append.setLong(4, entry.version());
        if (expires == null) append.setNull(5, Types.INTEGER);
        else append.setLong(5, expires.toEpochMilli());
        append.setBytes(6, entry.value().array());
        append.executeUpdate();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
