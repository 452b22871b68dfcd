package dev.leme.store;

import java.util.List;

/**
 * A transaction that was done.
 *
 * @param revision the revision that it made; where it changed nothing, the newest one when it was decided
 * @param events its changes in the order of its operations; a delete of a key that didn't exist has none
 */
public record Commit(long revision, List<Event> events) {
    public Commit {
        events = List.copyOf(events);
    }

    /** The entry (or tombstone) that a transaction with one effective operation left. */
    public Entry entry() {
        if (events.size() != 1) throw new IllegalStateException("expected one event, there are " + events.size());
        return events.getFirst().current();
    }
}
