package dev.leme.cli.demo;

import dev.leme.base.time.Clock;
import dev.leme.cli.CommandFailure;
import dev.leme.cli.Invocation;
import java.util.function.Supplier;

/** Steps, each a line with a mark and the time that it took. */
public final class Steps {
    private static final double NANOS_PER_SECOND = 1e9;

    private final Invocation invocation;
    private final Clock clock;

    public Steps(Invocation invocation, Clock clock) {
        this.invocation = invocation;
        this.clock = clock;
    }

    /** Runs one step. What it returns stands in its line; a {@link CommandFailure} ends the demo. */
    public void step(String what, Supplier<String> step) {
        long start = clock.nanoTime();
        try {
            String result = step.get();
            print("✓", result.isEmpty() ? what : what + ": " + result, start);
        } catch (CommandFailure failure) {
            print("✗", what, start);
            throw failure;
        }
    }

    private void print(String mark, String line, long start) {
        invocation.out().printf("%s %-96s %5.1f s%n", mark, line, (clock.nanoTime() - start) / NANOS_PER_SECOND);
        invocation.out().flush();
    }
}
