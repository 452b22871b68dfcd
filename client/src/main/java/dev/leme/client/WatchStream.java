package dev.leme.client;

import org.jspecify.annotations.Nullable;

/** The events of one watch in the order of their revisions. Another thread may close it, which ends it. */
public interface WatchStream extends AutoCloseable {

    /** Waits for the next event; null when the stream has ended, from whichever side. */
    @Nullable WatchEvent next() throws InterruptedException;

    @Override
    void close();
}
