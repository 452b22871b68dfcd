package dev.leme.proxy.health;

import dev.leme.base.time.Clock;
import java.time.Duration;

/**
 * Whether the proxy keeps up: as upstream's, it is healthy unless a change has waited for the kernel longer than two of its
 * sync periods. A node whose rules are stale should get no more traffic from outside, whatever endpoints it has.
 */
public final class ProxyHealth {

    private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();

    private final Clock clock;
    private boolean waiting;
    private long since;

    public ProxyHealth(Clock clock) {
        this.clock = clock;
    }

    /** Rules are to get into force; said again and again while they don't, the first time counts. */
    public synchronized void begin() {
        if (!waiting) {
            waiting = true;
            since = clock.nanoTime();
        }
    }

    /** All rules are in force. */
    public synchronized void done() {
        waiting = false;
    }

    /** Whether no change has waited for too long. */
    public synchronized boolean isHealthy() {
        return !waiting || clock.nanoTime() - since <= PATIENCE_NANOS;
    }
}
