package dev.leme.base.life;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** Virtual threads that belong to one owner and end with it: {@link #close} interrupts them all and waits until they have ended. */
public final class TaskGroup implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String name;
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();

    /** A group whose threads are called {@code name/task}. */
    public TaskGroup(String name) {
        this.name = name;
    }

    /** Starts {@code task} on a thread of its own; it should end when interrupted. Without effect when the group is closed. */
    public synchronized void start(String task, Runnable body) {
        if (closed.get()) {
            return;
        }
        Thread thread = Thread.ofVirtual().name(name + "/" + task).unstarted(() -> {
            try {
                body.run();
            } finally {
                threads.remove(Thread.currentThread());
            }
        });
        threads.add(thread);
        thread.start();
    }

    /** Whether {@link #close} has been called. */
    public boolean isClosed() {
        return closed.get();
    }

    @Override
    public void close() {
        synchronized (this) {
            closed.set(true);
        }
        threads.forEach(Thread::interrupt);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (Thread thread : threads) {
            if (!thread.equals(Thread.currentThread())) {
                join(thread, deadline);
            }
        }
    }

    private static void join(Thread thread, long deadline) {
        try {
            thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
