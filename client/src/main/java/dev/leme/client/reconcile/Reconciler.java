package dev.leme.client.reconcile;

/**
 * Brings what a key stands for one step nearer to what is wanted: gathers, plans, runs.
 *
 * @param <K> the key
 */
@FunctionalInterface
public interface Reconciler<K> {

    /** Reconciles; never called for one key by two threads at once. What it throws brings the key back later. */
    Outcome reconcile(K key) throws Exception;
}
