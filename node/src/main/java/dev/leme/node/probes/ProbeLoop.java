package dev.leme.node.probes;

import dev.leme.base.time.Clock;
import dev.leme.node.manifest.ProbeKind;
import dev.leme.node.manifest.ProbeManifest;
import dev.leme.node.probes.ProbeOutcome.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs one probe of one container again and again and says when its verdict changes by the thresholds. The first run comes
 * right after the initial delay. A container that is just coming up gets a second in which failures of its startup and
 * readiness probes don't count and are soon tried again, so that its readiness isn't seen a whole period late.
 */
final class ProbeLoop {
    private static final int TRIES_ON_ERROR = 3;
    private static final Duration COMING_UP = Duration.ofSeconds(1);
    private static final Duration FIRST_RETRY = Duration.ofMillis(25);

    private final ProbeKind kind;
    private final ProbeManifest probe;
    private final Supplier<ProbeOutcome> run;
    private final Clock clock;
    private final Consumer<ProbeOutcome> changed;
    private final Consumer<ProbeOutcome> unhealthy;
    private final Instant begin;
    private Verdict verdict;
    private Verdict lastResult = Verdict.UNKNOWN;
    private int row;
    private Duration retry = FIRST_RETRY;
    private boolean everSucceeded;
    private boolean stopped;
    private Clock.@Nullable Timer timer;

    /**
     * A loop that has not begun.
     *
     * @param begin when the first run is due
     * @param changed told of each new verdict
     * @param unhealthy told of each run that did not succeed
     */
    ProbeLoop(
            ProbeKind kind,
            ProbeManifest probe,
            Verdict initial,
            Instant begin,
            Supplier<ProbeOutcome> run,
            Clock clock,
            Consumer<ProbeOutcome> changed,
            Consumer<ProbeOutcome> unhealthy) {
        this.kind = kind;
        this.probe = probe;
        this.verdict = initial;
        this.everSucceeded = initial == Verdict.SUCCESS;
        this.begin = begin;
        this.run = run;
        this.clock = clock;
        this.changed = changed;
        this.unhealthy = unhealthy;
    }

    synchronized void start() {
        schedule(Duration.between(clock.now(), begin));
    }

    private synchronized void schedule(Duration delay) {
        if (!stopped) {
            timer = clock.schedule(delay.isNegative() ? Duration.ZERO : delay, this::tick);
        }
    }

    synchronized void stop() {
        stopped = true;
        if (timer != null) {
            timer.cancel();
        }
    }

    synchronized Verdict verdict() {
        return verdict;
    }

    private void tick() {
        if (isStopped()) {
            return;
        }
        ProbeOutcome outcome = run.get();
        for (int tries = 1; outcome.verdict() == Verdict.UNKNOWN && tries < TRIES_ON_ERROR; tries++) {
            outcome = run.get();
        }
        if (isStopped()) {
            return;
        }
        if (isComingUp(outcome)) {
            retry = retry.multipliedBy(2);
            schedule(retry);
            return;
        }
        if (outcome.verdict() != Verdict.SUCCESS) {
            unhealthy.accept(outcome);
        }
        if (count(outcome.verdict())) {
            changed.accept(outcome);
        }
        schedule(probe.period());
    }

    private synchronized boolean isStopped() {
        return stopped;
    }

    private boolean isComingUp(ProbeOutcome outcome) {
        return kind != ProbeKind.LIVENESS
                && outcome.verdict() == Verdict.FAILURE
                && !everSucceeded
                && clock.now().plus(retry).isBefore(begin.plus(COMING_UP));
    }

    /** Takes in one result; whether the verdict is another one now. An unknown result counts for nothing. */
    private synchronized boolean count(Verdict result) {
        if (result == Verdict.UNKNOWN) {
            return false;
        }
        row = result == lastResult ? row + 1 : 1;
        lastResult = result;
        everSucceeded |= result == Verdict.SUCCESS;
        int threshold = result == Verdict.SUCCESS ? probe.successThreshold() : probe.failureThreshold();
        if (row < threshold || verdict == result) {
            return false;
        }
        verdict = result;
        return true;
    }
}
