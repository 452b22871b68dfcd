package dev.leme.store.sqlite;

import dev.leme.store.Entry;
import dev.leme.store.Event;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The one connection that writes. It belongs to the commit loop's thread. */
final class Writer implements AutoCloseable {
    private static final String NEWEST = """
            SELECT key, position, create_revision, version, value FROM history
            WHERE key = ? ORDER BY position DESC LIMIT 1
            """;
    private static final String APPEND =
            "INSERT INTO history (position, key, create_revision, version, expires, value) VALUES (?, ?, ?, ?, ?, ?)";

    private final Connection connection;

    /** The driver finalizes a statement that fails. So after a failure they are made anew. */
    private @Nullable Statements statements;

    Writer(Connection connection) {
        this.connection = connection;
    }

    private record Statements(
            PreparedStatement begin, PreparedStatement commit, PreparedStatement newest, PreparedStatement append) {
        static Statements prepare(Connection connection) throws SQLException {
            return new Statements(
                    connection.prepareStatement("BEGIN IMMEDIATE"),
                    connection.prepareStatement("COMMIT"),
                    connection.prepareStatement(NEWEST),
                    connection.prepareStatement(APPEND));
        }

        void close() {
            for (var statement : List.of(begin, commit, newest, append)) close(statement);
        }

        private static void close(PreparedStatement statement) {
            try {
                statement.close();
            } catch (SQLException finalizedAlready) {
                return;
            }
        }
    }

    private Statements statements() throws SQLException {
        var prepared = statements;
        if (prepared == null) {
            prepared = Statements.prepare(connection);
            statements = prepared;
        }
        return prepared;
    }

    Connection connection() {
        return connection;
    }

    void begin() throws SQLException {
        statements().begin().executeUpdate();
    }

    void commit() throws SQLException {
        statements().commit().executeUpdate();
    }

    /** SQLite takes a transaction back by itself after some errors, and then says that there is none. */
    void rollback() {
        try (var statement = connection.createStatement()) {
            statement.execute("ROLLBACK");
        } catch (SQLException alreadyRolledBack) {
            return;
        }
    }

    /** After a failure: nothing of the transaction is left, and the next one starts afresh. */
    void abandon() {
        rollback();
        var failed = statements;
        statements = null;
        if (failed != null) failed.close();
    }

    /** The newest entry of a key, what this transaction wrote included; null where it doesn't exist. */
    @Nullable Entry newest(String key) throws SQLException {
        var newest = statements().newest();
        newest.setString(1, key);
        try (var rows = newest.executeQuery()) {
            if (!rows.next()) return null;
            var entry = Reader.entry(rows, 0);
            return entry.deleted() ? null : entry;
        }
    }

    void append(long position, Event event, @Nullable Instant expires) throws SQLException {
        var entry = event.current();
        var append = statements().append();
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
