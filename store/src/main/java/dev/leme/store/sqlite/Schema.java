package dev.leme.store.sqlite;

import dev.leme.store.StoreException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * What is in the file. Anyone can open it, also while the store runs: {@code sqlite3 -readonly FILE 'SELECT key,
 * revision FROM current'}.
 *
 * <ul>
 *   <li>{@code history}: a row for every change of a key that wasn't compacted away; the newest row of a key is what it
 *       is now. Rows are only appended, in the order of their revisions, and removed by compaction. {@code position} is
 *       {@code revision * 128 + n} for the n-th operation of its transaction (which has at most 128), so that one number
 *       orders everything; {@code revision} shows it for people. {@code version} 0 marks a deletion, whose {@code value}
 *       is empty. {@code expires} is in milliseconds since 1970.
 *   <li>{@code current}: the keys that exist now.
 *   <li>{@code state}: {@code compacted}, the revision below which states are gone, and {@code swept}, how far the rows
 *       that this allows to go were removed.
 * </ul>
 */
final class Schema {
    private static final int APPLICATION_ID = 0x6c656d65;
    private static final int VERSION = 1;

    private static final List<String> TABLES = List.of(
            """
            CREATE TABLE history (
              position INTEGER PRIMARY KEY,
              key TEXT NOT NULL,
              create_revision INTEGER NOT NULL,
              version INTEGER NOT NULL,
              expires INTEGER,
              value BLOB NOT NULL,
              revision INTEGER GENERATED ALWAYS AS (position >> 7) VIRTUAL
            ) STRICT
            """,
            "CREATE INDEX history_by_key ON history (key)",
            "CREATE INDEX history_by_expiry ON history (expires) WHERE expires IS NOT NULL",
            "CREATE TABLE state (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT",
            "INSERT INTO state VALUES ('compacted', 0), ('swept', 0)",
            """
            CREATE VIEW current AS
              SELECT key, revision, create_revision, version, expires, value FROM history AS h
              WHERE version > 0 AND position = (SELECT max(position) FROM history WHERE key = h.key)
            """,
            "PRAGMA application_id = " + APPLICATION_ID,
            "PRAGMA user_version = " + VERSION);

    private Schema() {}

    /** Makes the tables in a new file; refuses one that isn't a store of this version. */
    static void prepare(Connection connection, Path file) throws SQLException {
        try (var statement = connection.createStatement()) {
            long version = number(statement, "PRAGMA user_version");
            long application = number(statement, "PRAGMA application_id");
            if (version == 0 && number(statement, "SELECT count(*) FROM sqlite_schema") == 0) {
                create(statement);
            } else if (application != APPLICATION_ID) {
                throw new StoreException(file + " is not a store: another program made it");
            } else if (version != VERSION) {
                throw new StoreException(file + " has schema version " + version + ", this program knows " + VERSION);
            }
        }
    }

    /** How pages are freed must be chosen before the first table is made. */
    private static void create(Statement statement) throws SQLException {
        statement.execute("PRAGMA auto_vacuum = INCREMENTAL");
        statement.execute("BEGIN IMMEDIATE");
        for (var sql : TABLES) statement.execute(sql);
        statement.execute("COMMIT");
    }

    /** The first column of a query's only row. */
    static long number(Statement statement, String query) throws SQLException {
        try (var rows = statement.executeQuery(query)) {
            return rows.getLong(1);
        }
    }
}
