package dev.leme.client;

import dev.leme.api.object.ApiObject;

/**
 * One event of a watch.
 *
 * @param type what happened
 * @param object the object after the event (before it, with the deletion's resourceVersion, for DELETED); for BOOKMARK an
 *     object with nothing but a resourceVersion; for ERROR a {@code Status}
 */
public record WatchEvent(Type type, ApiObject object) {

    /** What happened. */
    public enum Type {
        ADDED,
        MODIFIED,
        DELETED,
        BOOKMARK,
        ERROR
    }
}
