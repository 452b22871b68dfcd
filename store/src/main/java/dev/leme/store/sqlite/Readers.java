package dev.leme.store.sqlite;

import java.sql.SQLException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;

/** Lends connections for reading. They are made when they are first needed, a few at most, and then kept. */
final class Readers implements AutoCloseable {
    /** A read keeps a processor busy, so more than a few at once would only wait for one another. */
    private static final int MOST = 4;

    private final Database database;
    private final Semaphore permits = new Semaphore(MOST);
    private final Queue<Reader> idle = new ConcurrentLinkedQueue<>();

    Readers(Database database) {
        this.database = database;
    }

    /** A question to one connection. */
    interface Query<T> {
        T ask(Reader reader) throws SQLException;
    }

    <T> T read(Query<T> query) {
        permits.acquireUninterruptibly();
        try {
            var reader = idle.poll();
            if (reader == null) reader = new Reader(database.reader());
            T answer = ask(reader, query);
            idle.add(reader);
            return answer;
        } catch (SQLException e) {
            throw database.failed("reading", e);
        } finally {
            permits.release();
        }
    }

    /** The driver finalizes a statement that fails, so a connection that failed isn't used again. */
    private static <T> T ask(Reader reader, Query<T> query) throws SQLException {
        try {
            return query.ask(reader);
        } catch (SQLException | RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    /** Waits for the reads that are going on; there must be none afterwards. */
    @Override
    public void close() throws SQLException {
        permits.acquireUninterruptibly(MOST);
        for (var reader = idle.poll(); reader != null; reader = idle.poll()) reader.close();
    }
}
