package dev.leme.store.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Removes the rows that compaction allows to go, a few at a time, on the writer's connection.
 *
 * <p>A row may go when a newer one of its key is at or below the compacted revision, or when it is itself a deletion at
 * or below it. So it is enough to look once at each row up to there: what is older of its key goes, and a deletion goes
 * too. How far this came is kept in the file, and so it goes on after a crash.
 */
final class Compactor {
    /** Writers wait for a step; but it is more than a transaction has operations, so that each step gets further. */
    private static final int ROWS_AT_ONCE = 200;

    private static final int PAGES_AT_ONCE = 256;

    /** Free pages are kept for what comes next, unless they are many: more than this, and a quarter of the file. */
    private static final int FREE_PAGES = 1024;

    private final Connection connection;
    private final Writer writer;
    private long compacted;
    private long swept;

    Compactor(Writer writer) throws SQLException {
        this.writer = writer;
        this.connection = writer.connection();
        try (var statement = connection.createStatement()) {
            compacted = Schema.number(statement, "SELECT value FROM state WHERE name = 'compacted'");
            swept = Schema.number(statement, "SELECT value FROM state WHERE name = 'swept'");
        }
    }

    long compacted() {
        return compacted;
    }

    void compact(long revision) throws SQLException {
        set("compacted", revision);
        compacted = revision;
    }

    /** Returns whether there is more to do. */
    boolean sweep() throws SQLException {
        return swept < compacted ? removeRows() : shrink();
    }

    private boolean removeRows() throws SQLException {
        writer.begin();
        try {
            var rows = rows();
            remove(rows);
            boolean last = rows.size() < ROWS_AT_ONCE;
            long done = last ? compacted : Positions.revision(rows.getLast().position()) - 1;
            set("swept", done);
            writer.commit();
            swept = done;
        } catch (SQLException e) {
            writer.abandon();
            throw e;
        }
        return true;
    }

    private record Row(long position, String key, boolean deletion) {}

    private List<Row> rows() throws SQLException {
        var query = "SELECT position, key, version FROM history WHERE position >= ? AND position < ?"
                + " ORDER BY position LIMIT " + ROWS_AT_ONCE;
        try (var statement = connection.prepareStatement(query)) {
            statement.setLong(1, Positions.end(swept));
            statement.setLong(2, Positions.end(compacted));
            var rows = new ArrayList<Row>();
            try (var result = statement.executeQuery()) {
                while (result.next()) {
                    rows.add(new Row(result.getLong(1), result.getString(2), result.getLong(3) == 0));
                }
            }
            return rows;
        }
    }

    /** What is older of a row's key, and the row itself when it is a deletion. */
    private void remove(List<Row> rows) throws SQLException {
        try (var delete = connection.prepareStatement("DELETE FROM history WHERE key = ? AND position < ?")) {
            for (var row : rows) {
                delete.setString(1, row.key());
                delete.setLong(2, row.deletion() ? row.position() + 1 : row.position());
                delete.executeUpdate();
            }
        }
    }

    /** Gives free pages back to the file system, where there are many. */
    private boolean shrink() throws SQLException {
        try (var statement = connection.createStatement()) {
            long free = Schema.number(statement, "PRAGMA freelist_count");
            if (free <= FREE_PAGES || free * 4 <= Schema.number(statement, "PRAGMA page_count")) return false;
            // Frees a page with each step; only this method of the driver steps to the end.
            statement.executeUpdate("PRAGMA incremental_vacuum(" + PAGES_AT_ONCE + ")");
            return Schema.number(statement, "PRAGMA freelist_count") < free;
        }
    }

    private void set(String name, long value) throws SQLException {
        try (var statement = connection.prepareStatement("UPDATE state SET value = ? WHERE name = ?")) {
            statement.setLong(1, value);
            statement.setString(2, name);
            statement.executeUpdate();
        }
    }
}
