package dev.leme.store;

import java.util.List;

/**
 * Follows a range of a store. An observer must be quick, since writers wait for it, and must not throw: that is a bug,
 * and ends the store.
 */
public interface Observer {
    /** What the range holds at the start. Called once, before anything else, on the thread that called observe. */
    void started(Snapshot snapshot);

    /**
     * What was committed since the last call. Called on the store's own thread, after the writes are durable and
     * readable and before they are answered; also when nothing of it is in the observed range, so that the observer
     * knows how far it has come.
     *
     * @param events the events of the observed range, in the order of their revisions; may be empty
     * @param revision the last revision of the batch: the observer has now seen everything up to it
     */
    void committed(List<Event> events, long revision);
}
