package dev.leme.store;

/** The revision that was asked for doesn't exist yet. */
public final class FutureRevisionException extends RuntimeException {
    private final long currentRevision;

    public FutureRevisionException(long requested, long currentRevision) {
        super("revision " + requested + " is in the future, the store is at " + currentRevision);
        this.currentRevision = currentRevision;
    }

    public long currentRevision() {
        return currentRevision;
    }
}
