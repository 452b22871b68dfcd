package dev.leme.store;

import org.jspecify.annotations.Nullable;

/**
 * One change of one key. All events of one transaction have the same revision, in the order of its operations.
 *
 * @param current the entry after the change; after a delete the tombstone, whose modRevision is that of the delete
 * @param previous the entry before the change, or null where the change made the key
 */
public record Event(Kind kind, Entry current, @Nullable Entry previous) {

    /** What happened to the key. */
    public enum Kind {
        PUT,
        DELETE
    }

    /** The event that leads from one entry of a key to the next. */
    public static Event of(Entry current, @Nullable Entry previous) {
        return new Event(current.deleted() ? Kind.DELETE : Kind.PUT, current, previous);
    }

    public String key() {
        return current.key();
    }

    public long revision() {
        return current.modRevision();
    }

    public boolean created() {
        return kind == Kind.PUT && previous == null;
    }
}
