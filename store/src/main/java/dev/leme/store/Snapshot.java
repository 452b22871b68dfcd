package dev.leme.store;

import java.util.List;

/** All entries of a range at exactly one revision, ordered by key. */
public record Snapshot(List<Entry> entries, long revision) {
    public Snapshot {
        entries = List.copyOf(entries);
    }
}
