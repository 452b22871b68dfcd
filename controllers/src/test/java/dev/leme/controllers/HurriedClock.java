package dev.leme.controllers;

import dev.leme.base.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** A clock that runs a number of times faster than the machine's, for what waits minutes: every timer is due that much sooner. */
public record HurriedClock(int factor, Instant start) implements Clock {

    /** A clock that begins now. */
    public static HurriedClock of(int factor) {
        return new HurriedClock(factor, Clock.system().now());
    }

    @Override
    public Instant now() {
        Duration passed = Duration.between(start, Clock.system().now());
        return start.plus(passed.multipliedBy(factor));
    }

    @Override
    public long nanoTime() {
        return Clock.system().nanoTime() * factor;
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        return Clock.system().schedule(delay.dividedBy(factor), task);
    }
}
