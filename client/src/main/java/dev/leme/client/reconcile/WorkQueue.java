package dev.leme.client.reconcile;

import dev.leme.base.retry.Backoff;
import dev.leme.base.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keys that wait for work, each at most once. A key that is added while it is being worked on waits until that work is
 * done, so that no two workers ever hold the same key.
 *
 * @param <K> the key, a value
 */
public final class WorkQueue<K> implements AutoCloseable {

    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(5), Duration.ofSeconds(60));

    /** A key's timer and when it is due, in the clock's nanoseconds. */
    private record Delayed(long due, Clock.Timer timer) {}

    private final Clock clock;
    private final Queue<K> ready = new ArrayDeque<>();
    private final Set<K> dirty = new HashSet<>();
    private final Set<K> working = new HashSet<>();
    private final Map<K, Delayed> delayed = new HashMap<>();
    private final Map<K, Integer> failures = new HashMap<>();
    private boolean closed;

    public WorkQueue(Clock clock) {
        this.clock = clock;
    }

    /** Adds the key, unless it waits already. */
    public synchronized void add(K key) {
        if (closed || !dirty.add(key) || working.contains(key)) {
            return;
        }
        ready.add(key);
        notify();
    }

    /** Adds the key after {@code delay}; of several delays of one key the shortest counts. */
    public synchronized void addAfter(K key, Duration delay) {
        if (delay.isZero() || delay.isNegative()) {
            add(key);
            return;
        }
        long due = clock.nanoTime() + delay.toNanos();
        Delayed known = delayed.get(key);
        if (closed || known != null && known.due <= due) {
            return;
        }
        if (known != null) {
            known.timer.cancel();
        }
        delayed.put(key, new Delayed(due, clock.schedule(delay, () -> due(key, due))));
    }

    private synchronized void due(K key, long due) {
        Delayed known = delayed.get(key);
        if (known != null && known.due == due) {
            delayed.remove(key);
            add(key);
        }
    }

    /** Adds the key after a delay that doubles with each call until {@link #forget}; the delay. */
    public synchronized Duration addRateLimited(K key) {
        Duration delay = BACKOFF.after(failures.merge(key, 1, Integer::sum));
        addAfter(key, delay);
        return delay;
    }

    /** How often the key was added rate-limited since it was last forgotten. */
    public synchronized int failures(K key) {
        return failures.getOrDefault(key, 0);
    }

    /** Resets the key's delay. */
    public synchronized void forget(K key) {
        failures.remove(key);
    }

    /** Waits for a key and holds it until {@link #done}; null once the queue is closed. */
    public synchronized @Nullable K take() throws InterruptedException {
        while (ready.isEmpty() && !closed) {
            wait();
        }
        K key = closed ? null : ready.remove();
        if (key != null) {
            dirty.remove(key);
            working.add(key);
        }
        return key;
    }

    /** Lets go of a taken key; it waits again when it was added meanwhile. */
    public synchronized void done(K key) {
        working.remove(key);
        if (dirty.contains(key)) {
            ready.add(key);
            notify();
        }
    }

    /** How many keys are ready to be taken. */
    public synchronized int depth() {
        return ready.size();
    }

    /** Whether nothing is ready, being worked on, or delayed. */
    public synchronized boolean isIdle() {
        return ready.isEmpty() && working.isEmpty() && delayed.isEmpty();
    }

    @Override
    public synchronized void close() {
        closed = true;
        delayed.values().forEach(entry -> entry.timer.cancel());
        delayed.clear();
        notifyAll();
    }
}
