package dev.leme.store.memory;

import dev.leme.store.Entry;
import java.time.Instant;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** An entry or tombstone of a key, and the ones before it. Immutable, so readers walk it while the writer goes on. */
record Version(
        Entry entry, @Nullable Instant expires, @Nullable Version older) {

    /** The entry as of a revision; null where the key didn't exist. */
    static @Nullable Entry at(@Nullable Version newest, long revision) {
        var version = newest;
        while (version != null && version.entry.modRevision() > revision) version = version.older;
        return version == null || version.entry.deleted() ? null : version.entry;
    }

    /** The same without what nobody needs who reads at {@code revision} or later; null where nothing is left. */
    static @Nullable Version compacted(@Nullable Version newest, long revision) {
        var kept = new ArrayDeque<Version>();
        var version = newest;
        while (version != null && version.entry.modRevision() > revision) {
            kept.push(version);
            version = version.older;
        }
        Version result = version == null || version.entry.deleted() ? null : version.alone();
        for (var newer : kept) result = new Version(newer.entry, newer.expires, result);
        return result;
    }

    private Version alone() {
        return new Version(entry, expires, null);
    }
}
