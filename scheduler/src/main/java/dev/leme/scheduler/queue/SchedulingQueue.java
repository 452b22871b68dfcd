package dev.leme.scheduler.queue;

import dev.leme.base.retry.Backoff;
import dev.leme.base.time.Clock;
import dev.leme.client.informer.ObjectKey;
import dev.leme.scheduler.filter.Obstacle;
import dev.leme.scheduler.snapshot.PodDemand;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Pods that wait for a node. Each is in one state: ready, by priority and then in the order they came; on its turn; parked,
 * for it was turned down, until something happens that may help it; or held back, for something may have helped it but it
 * was tried a moment ago; the delay doubles with each try, from 10 ms to 10 s.
 *
 * <p>A pod that is turned down while something happens must not miss it: what happens during a turn is kept, and
 * {@link #park} looks at it. Beyond that, no pod is parked for more than five minutes.
 */
public final class SchedulingQueue {

    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(10), Duration.ofSeconds(10));
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(30);

    /** A pod's turn: it is to end with {@link #park}, {@link #retry} or {@link #remove}. */
    public record Turn(ObjectKey pod, String uid) {}

    private enum State {
        READY,
        ON_TURN,
        PARKED,
        HELD_BACK
    }

    private static final class Entry {
        final ObjectKey key;
        PodDemand pod;
        final long order;
        State state = State.READY;
        int tries;
        long triedAt;
        long turnBegan;
        Set<Obstacle> obstacles = Set.of();
        Clock.@Nullable Timer timer;

        Entry(ObjectKey key, PodDemand pod, long order) {
            this.key = key;
            this.pod = pod;
            this.order = order;
        }

        int priority() {
            return pod.priority();
        }
    }

    private final Clock clock;
    private final Hints hints;
    private final Map<ObjectKey, Entry> entries = new HashMap<>();
    private final PriorityQueue<Entry> ready = new PriorityQueue<>(
            Comparator.comparingInt(Entry::priority).reversed().thenComparingLong(entry -> entry.order));
    private final Map<ObjectKey, Entry> parked = new HashMap<>();
    private final Map<ObjectKey, Entry> onTurn = new HashMap<>();
    private final ArrayDeque<Happening> duringTurns = new ArrayDeque<>();
    private long forgotten;
    private long order;
    private boolean closed;
    private Clock.@Nullable Timer look;

    public SchedulingQueue(Clock clock, Hints hints) {
        this.clock = clock;
        this.hints = hints;
        lookLater();
    }

    private void lookLater() {
        look = clock.schedule(BETWEEN_LOOKS, () -> {
            wakeOld();
            synchronized (this) {
                if (!closed) {
                    lookLater();
                }
            }
        });
    }

    private synchronized void wakeOld() {
        for (Entry entry : List.copyOf(parked.values())) {
            if (clock.nanoTime() - entry.triedAt >= LONGEST.toNanos()) {
                wake(entry);
            }
        }
    }

    /** The pod is there, or is another than before: it is to be tried, once its turn is over when it is on it. */
    public synchronized void add(ObjectKey key, PodDemand pod) {
        Entry entry = entries.get(key);
        if (entry == null || !entry.pod.uid().equals(pod.uid())) {
            remove(key);
            Entry fresh = new Entry(key, pod, order++);
            entries.put(key, fresh);
            makeReady(fresh);
        } else {
            boolean isReady = ready.remove(entry);
            entry.pod = pod;
            if (isReady) {
                makeReady(entry);
            } else if (entry.state == State.PARKED) {
                wake(entry);
            } else if (onTurn.containsKey(key)) {
                duringTurns.add(new Happening.LongTimeSince());
            }
        }
    }

    private void makeReady(Entry entry) {
        entry.state = State.READY;
        ready.add(entry);
        notifyAll();
    }

    /** The pod needs no node any more. */
    public synchronized void remove(ObjectKey key) {
        Entry entry = entries.remove(key);
        if (entry != null) {
            ready.remove(entry);
            parked.remove(key);
            endTurn(entry);
            if (entry.timer != null) {
                entry.timer.cancel();
            }
        }
    }

    private void endTurn(Entry entry) {
        if (!onTurn.remove(entry.key, entry)) {
            return;
        }
        long needed = forgotten + duringTurns.size();
        for (Entry other : onTurn.values()) {
            needed = Math.min(needed, other.turnBegan);
        }
        while (forgotten < needed) {
            duringTurns.remove();
            forgotten++;
        }
    }

    /** Waits for the next pod; null once the queue is closed. */
    public synchronized @Nullable Turn take() throws InterruptedException {
        while (ready.isEmpty() && !closed) {
            wait();
        }
        Entry next = closed ? null : ready.remove();
        if (next == null) {
            return null;
        }
        next.state = State.ON_TURN;
        next.tries++;
        next.turnBegan = forgotten + duringTurns.size();
        onTurn.put(next.key, next);
        return new Turn(next.key, next.pod.uid());
    }

    /** The pod was turned down for these obstacles; it waits until something happens that may help it. */
    public synchronized void park(Turn turn, Set<Obstacle> obstacles) {
        Entry entry = ofTurn(turn);
        if (entry == null) {
            return;
        }
        entry.triedAt = clock.nanoTime();
        entry.obstacles = Set.copyOf(obstacles);
        boolean missed = duringTurns.stream()
                .skip(entry.turnBegan - forgotten)
                .anyMatch(happening -> hints.mayHelp(happening, entry.pod, obstacles));
        endTurn(entry);
        if (missed) {
            wake(entry);
        } else {
            entry.state = State.PARKED;
            parked.put(entry.key, entry);
        }
    }

    private @Nullable Entry ofTurn(Turn turn) {
        Entry entry = entries.get(turn.pod);
        boolean same =
                entry != null && entry.state == State.ON_TURN && entry.pod.uid().equals(turn.uid);
        return same ? entry : null;
    }

    /** The pod has been given a place. It stays on its turn until {@link #remove} or {@link #retry}, and misses nothing. */
    public synchronized void placed(Turn turn) {
        Entry entry = ofTurn(turn);
        if (entry != null) {
            endTurn(entry);
        }
    }

    /** Something went wrong that has nothing to do with the pod; it is tried again after a growing delay. */
    public synchronized void retry(Turn turn) {
        Entry entry = ofTurn(turn);
        if (entry != null) {
            endTurn(entry);
            entry.triedAt = clock.nanoTime();
            wake(entry);
        }
    }

    private void wake(Entry entry) {
        parked.remove(entry.key);
        Duration left = BACKOFF.after(entry.tries).minusNanos(clock.nanoTime() - entry.triedAt);
        if (!left.isPositive()) {
            makeReady(entry);
        } else if (!closed) {
            entry.state = State.HELD_BACK;
            entry.timer = clock.schedule(left, () -> letGo(entry));
        }
    }

    private synchronized void letGo(Entry entry) {
        if (entries.get(entry.key) == entry && entry.state == State.HELD_BACK) {
            makeReady(entry);
        }
    }

    /** Something happened: whom it may help is tried again. */
    public synchronized void happened(Happening happening) {
        if (!onTurn.isEmpty()) {
            duringTurns.add(happening);
        }
        List<Entry> helped = new ArrayList<>();
        for (Entry entry : parked.values()) {
            if (hints.mayHelp(happening, entry.pod, entry.obstacles)) {
                helped.add(entry);
            }
        }
        helped.forEach(this::wake);
    }

    /** How many pods were turned down and wait for a change. */
    public synchronized int parkedCount() {
        return parked.size();
    }

    /** Makes every {@link #take} return null. */
    public synchronized void close() {
        closed = true;
        if (look != null) {
            look.cancel();
        }
        entries.values().forEach(entry -> {
            if (entry.timer != null) {
                entry.timer.cancel();
            }
        });
        notifyAll();
    }
}
