package dev.leme.store;

/** A range that is being followed. */
public interface Observation extends AutoCloseable {
    /** Ends it. A batch that is being delivered at this moment may still arrive. */
    @Override
    void close();
}
