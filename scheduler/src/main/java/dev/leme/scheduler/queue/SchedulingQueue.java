package dev.leme.scheduler.queue;

import dev.leme.base.retry.Backoff;
import dev.leme.base.time.Clock;
import dev.leme.client.informer.ObjectKey;
import dev.leme.scheduler.filter.Obstacle;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Pods that wait for a node: those to try now by priority and then in the order they came, and those that were turned down,
 * each until something happens that may help it.
 *
 * <p>A pod that is turned down while something happens must not miss it: {@link #take} hands out the counts of happenings
 * with the pod, and {@link #park} tries it again at once when more of what may help it has happened since.
 */
public final class SchedulingQueue {

    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(10), Duration.ofSeconds(10));

    /** A pod's turn, with how often each obstacle may have been removed before it began. */
    public record Turn(ObjectKey pod, Map<Obstacle, Long> happenings) {}

    private record Waiting(ObjectKey pod, int priority, long order) {}

    private final Clock clock;
    private final PriorityQueue<Waiting> ready = new PriorityQueue<>(
            Comparator.comparingInt(Waiting::priority).reversed().thenComparingLong(Waiting::order));
    private final Map<ObjectKey, Waiting> waiting = new HashMap<>();
    private final Map<ObjectKey, Integer> priorities = new HashMap<>();
    private final Map<ObjectKey, Set<Obstacle>> parked = new HashMap<>();
    private final Map<ObjectKey, Integer> failures = new HashMap<>();
    private long order;
    private final Map<Obstacle, Long> happenings = new EnumMap<>(Obstacle.class);
    private boolean closed;

    public SchedulingQueue(Clock clock) {
        this.clock = clock;
    }

    /** The pod is to be tried now; without effect while it waits for its turn already. */
    public synchronized void add(ObjectKey pod, int priority) {
        priorities.put(pod, priority);
        parked.remove(pod);
        if (!waiting.containsKey(pod)) {
            Waiting entry = new Waiting(pod, priority, order++);
            waiting.put(pod, entry);
            ready.add(entry);
            notifyAll();
        }
    }

    /** The pod needs no node any more. */
    public synchronized void remove(ObjectKey pod) {
        Waiting entry = waiting.remove(pod);
        if (entry != null) {
            ready.remove(entry);
        }
        parked.remove(pod);
        priorities.remove(pod);
        failures.remove(pod);
    }

    /** Waits for the next pod; null once the queue is closed. */
    public synchronized @Nullable Turn take() throws InterruptedException {
        while (ready.isEmpty() && !closed) {
            wait();
        }
        Waiting next = closed ? null : ready.remove();
        if (next == null) {
            return null;
        }
        waiting.remove(next.pod);
        return new Turn(next.pod, Map.copyOf(happenings));
    }

    /** The pod was turned down for these obstacles; it waits until {@link #happened} names one of them. */
    public synchronized void park(Turn turn, Set<Obstacle> obstacles) {
        if (!priorities.containsKey(turn.pod)) {
            return;
        }
        boolean missed = obstacles.stream()
                .anyMatch(obstacle -> !Objects.equals(turn.happenings.get(obstacle), happenings.get(obstacle)));
        if (missed) {
            add(turn.pod, priorities.getOrDefault(turn.pod, 0));
        } else if (!waiting.containsKey(turn.pod)) {
            parked.put(turn.pod, Set.copyOf(obstacles));
        }
    }

    /** Something went wrong that has nothing to do with the pod; it is tried again after a growing delay. */
    public synchronized void retry(ObjectKey pod) {
        Integer priority = priorities.get(pod);
        if (priority != null && !closed) {
            Duration delay = BACKOFF.after(failures.merge(pod, 1, Integer::sum));
            clock.schedule(delay, () -> addIfWanted(pod));
        }
    }

    private synchronized void addIfWanted(ObjectKey pod) {
        Integer priority = priorities.get(pod);
        if (priority != null) {
            add(pod, priority);
        }
    }

    /** Something happened that may remove this obstacle. */
    public synchronized void happened(Obstacle obstacle) {
        happenings.merge(obstacle, 1L, Long::sum);
        for (Map.Entry<ObjectKey, Set<Obstacle>> entry : Map.copyOf(parked).entrySet()) {
            if (entry.getValue().contains(obstacle)) {
                add(entry.getKey(), priorities.getOrDefault(entry.getKey(), 0));
            }
        }
    }

    /** How many pods were turned down and wait for a change. */
    public synchronized int parkedCount() {
        return parked.size();
    }

    /** Makes every {@link #take} return null. */
    public synchronized void close() {
        closed = true;
        notifyAll();
    }
}
