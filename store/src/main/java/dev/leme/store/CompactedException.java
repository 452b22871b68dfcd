package dev.leme.store;

/** The state or the events that were asked for are gone. */
public final class CompactedException extends RuntimeException {
    private final long compactedRevision;

    public CompactedException(long requested, long compactedRevision) {
        super("revision " + requested + " is gone, the store is compacted to " + compactedRevision);
        this.compactedRevision = compactedRevision;
    }

    public long compactedRevision() {
        return compactedRevision;
    }
}
