package dev.leme.store;

import java.util.List;

/**
 * The first entries of a range as they were at one revision, ordered by key.
 *
 * @param more whether the range goes on behind the last entry; go on from {@link #next()} at the same revision
 */
public record Page(List<Entry> entries, boolean more, long revision) {
    public Page {
        entries = List.copyOf(entries);
    }

    /** Where the next page starts. */
    public String next() {
        if (entries.isEmpty()) throw new IllegalStateException("an empty page has no next one");
        return Keys.after(entries.getLast().key());
    }
}
