package dev.leme.store;

/**
 * A key and its value as of one revision.
 *
 * @param createRevision the revision that made the key; 0 in a tombstone
 * @param modRevision the revision that wrote this value
 * @param version how many times the key was written since it was made, from 1; 0 in a tombstone
 */
public record Entry(String key, Bytes value, long createRevision, long modRevision, long version) {

    /** What is left of a deleted key: its name and the revision of its deletion. */
    public static Entry tombstone(String key, long revision) {
        return new Entry(key, Bytes.EMPTY, 0, revision, 0);
    }

    public boolean deleted() {
        return version == 0;
    }
}
