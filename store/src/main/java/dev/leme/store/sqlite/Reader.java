package dev.leme.store.sqlite;

import dev.leme.store.Bytes;
import dev.leme.store.Entry;
import dev.leme.store.Event;
import dev.leme.store.Keys;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One connection that reads. Each method is one statement, so it sees one state of the file; the bound on the position
 * hides what isn't visible yet.
 */
final class Reader implements AutoCloseable {
    private static final String NEWEST = """
            SELECT key, position, create_revision, version, value FROM history
            WHERE key = ? AND position < ? ORDER BY position DESC LIMIT 1
            """;

    /** Goes along the keys' index, so the rows come in order and a limit ends the search. */
    private static final String RANGE = """
            SELECT key, position, create_revision, version, value FROM history AS h
            WHERE key >= ?1 AND key < ?2 AND position < ?3 AND version > 0
              AND position = (SELECT max(position) FROM history WHERE key = h.key AND position < ?3)
            ORDER BY key LIMIT ?4
            """;

    private static final String COUNT = """
            SELECT count(*) FROM
              (SELECT max(position) AS position FROM history WHERE key >= ?1 AND key < ?2 AND position < ?3 GROUP BY key)
              AS newest CROSS JOIN history AS h ON h.position = newest.position
            WHERE h.version > 0
            """;

    /** The plus signs keep SQLite from going by the keys' index: it is to go by position. */
    private static final String HISTORY = """
            SELECT e.key, e.position, e.create_revision, e.version, e.value,
                   p.key, p.position, p.create_revision, p.version, p.value
            FROM history AS e LEFT JOIN history AS p
              ON p.position = (SELECT max(position) FROM history WHERE key = e.key AND position < e.position)
            WHERE e.position >= ?3 AND e.position < ?4 AND +e.key >= ?1 AND +e.key < ?2
            ORDER BY e.position LIMIT ?5
            """;

    private static final String DUE = """
            SELECT key, position, create_revision, version, value FROM history AS h
            WHERE expires <= ? AND position < ?
              AND NOT EXISTS (SELECT 1 FROM history WHERE key = h.key AND position > h.position)
            LIMIT ?
            """;

    private static final int NO_LIMIT = -1;

    /** In SQLite's order every blob is behind every text. */
    private static final byte[] BEHIND_ALL_KEYS = {0};

    private final Connection connection;
    private final PreparedStatement newest;
    private final PreparedStatement range;
    private final PreparedStatement count;
    private final PreparedStatement history;
    private final PreparedStatement due;

    Reader(Connection connection) throws SQLException {
        this.connection = connection;
        this.newest = connection.prepareStatement(NEWEST);
        this.range = connection.prepareStatement(RANGE);
        this.count = connection.prepareStatement(COUNT);
        this.history = connection.prepareStatement(HISTORY);
        this.due = connection.prepareStatement(DUE);
    }

    Optional<Entry> get(String key, long revision) throws SQLException {
        newest.setString(1, key);
        newest.setLong(2, Positions.end(revision));
        try (var rows = newest.executeQuery()) {
            if (!rows.next()) return Optional.empty();
            return Optional.of(entry(rows, 0)).filter(entry -> !entry.deleted());
        }
    }

    List<Entry> range(String from, String toExclusive, int limit, long revision) throws SQLException {
        bind(range, from, toExclusive);
        range.setLong(3, Positions.end(revision));
        range.setInt(4, limit == 0 ? NO_LIMIT : limit);
        return entries(range);
    }

    long count(String from, String toExclusive, long revision) throws SQLException {
        bind(count, from, toExclusive);
        count.setLong(3, Positions.end(revision));
        try (var rows = count.executeQuery()) {
            return rows.getLong(1);
        }
    }

    List<Entry> due(Instant now, long revision, int limit) throws SQLException {
        due.setLong(1, now.toEpochMilli());
        due.setLong(2, Positions.end(revision));
        due.setInt(3, limit);
        return entries(due);
    }

    /** With a limit, the rest of the revision that the limit fell into comes with a second statement. */
    List<Event> history(String from, String toExclusive, long after, long upTo, int limit) throws SQLException {
        long end = Positions.end(upTo);
        var events = events(from, toExclusive, Positions.end(after), end, limit);
        if (limit == 0 || events.size() < limit) return events;
        long last = events.getLast().revision();
        events.removeIf(event -> event.revision() == last);
        events.addAll(events(from, toExclusive, Positions.start(last), Positions.end(last), 0));
        return events;
    }

    private List<Event> events(String from, String toExclusive, long start, long end, int limit) throws SQLException {
        bind(history, from, toExclusive);
        history.setLong(3, start);
        history.setLong(4, end);
        history.setInt(5, limit == 0 ? NO_LIMIT : limit);
        var events = new ArrayList<Event>();
        try (var rows = history.executeQuery()) {
            while (rows.next()) events.add(Event.of(entry(rows, 0), previous(rows)));
        }
        return events;
    }

    private static void bind(PreparedStatement query, String from, String toExclusive) throws SQLException {
        query.setString(1, from);
        if (toExclusive.equals(Keys.NO_END)) query.setBytes(2, BEHIND_ALL_KEYS);
        else query.setString(2, toExclusive);
    }

    private static @Nullable Entry previous(ResultSet rows) throws SQLException {
        if (rows.getString(6) == null) return null;
        var entry = entry(rows, 5);
        return entry.deleted() ? null : entry;
    }

    private static List<Entry> entries(PreparedStatement query) throws SQLException {
        var entries = new ArrayList<Entry>();
        try (var rows = query.executeQuery()) {
            while (rows.next()) entries.add(entry(rows, 0));
        }
        return entries;
    }

    /** The entry in the five columns behind an offset. */
    static Entry entry(ResultSet rows, int offset) throws SQLException {
        long revision = Positions.revision(rows.getLong(offset + 2));
        long version = rows.getLong(offset + 4);
        if (version == 0) return Entry.tombstone(rows.getString(offset + 1), revision);
        var value = Bytes.wrap(rows.getBytes(offset + 5));
        return new Entry(rows.getString(offset + 1), value, rows.getLong(offset + 3), revision, version);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
