package dev.leme.base.time;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A clock that moves only when told, for tests and simulations; due timers run in order on the thread that moves it. */
public final class ManualClock implements Clock {

    private record Due(Instant at, long order, Runnable task) {}

    private final PriorityQueue<Due> timers =
            new PriorityQueue<>(Comparator.comparing(Due::at).thenComparingLong(Due::order));
    private Instant now;
    private long order;

    /** A clock that stands at {@code start}. */
    public ManualClock(Instant start) {
        now = start;
    }

    @Override
    public synchronized Instant now() {
        return now;
    }

    @Override
    public synchronized long nanoTime() {
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    @Override
    public synchronized Timer schedule(Duration delay, Runnable task) {
        Due due = new Due(now.plus(delay), order++, task);
        timers.add(due);
        return () -> cancel(due);
    }

    private synchronized void cancel(Due due) {
        timers.remove(due);
    }

    /** Moves time on by {@code step}, running on the way what falls due, each at its own instant. */
    public void advance(Duration step) {
        Instant until = now().plus(step);
        for (Due due = nextDue(until); due != null; due = nextDue(until)) {
            due.task().run();
        }
        synchronized (this) {
            now = until;
        }
    }

    private synchronized @Nullable Due nextDue(Instant until) {
        Due first = timers.peek();
        if (first == null || first.at().isAfter(until)) {
            return null;
        }
        timers.remove();
        now = first.at().isAfter(now) ? first.at() : now;
        return first;
    }

    /** When the next timers fall due, soonest first. */
    public synchronized List<Instant> pending() {
        return timers.stream().map(Due::at).sorted().toList();
    }
}
