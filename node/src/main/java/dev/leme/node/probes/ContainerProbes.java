package dev.leme.node.probes;

import dev.leme.base.time.Clock;
import dev.leme.node.manifest.ContainerManifest;
import dev.leme.node.manifest.ProbeKind;
import dev.leme.node.manifest.ProbeManifest;
import dev.leme.node.probes.ProbeOutcome.Verdict;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/**
 * All probes of one running container. Until the startup probe has succeeded, the others wait; then it is done with.
 */
public final class ContainerProbes implements AutoCloseable {
    /** Is told what happens, on the probes' own threads. */
    public interface Listener {
        /** A verdict has changed. */
        void changed();

        /** A run of the probe failed. */
        void unhealthy(ProbeKind kind, ProbeOutcome outcome);
    }

    private final ProbeTarget target;
    private final ProbeRunner runner;
    private final Clock clock;
    private final Listener listener;
    private final Instant startedAt;
    private final Map<ProbeKind, ProbeLoop> loops = new EnumMap<>(ProbeKind.class);
    private boolean started;
    private boolean closed;

    /** Probes of a container that runs since {@code startedAt}; {@link #start} begins them. */
    public ContainerProbes(ProbeTarget target, ProbeRunner runner, Clock clock, Instant startedAt, Listener listener) {
        this.target = target;
        this.runner = runner;
        this.clock = clock;
        this.startedAt = startedAt;
        this.listener = listener;
    }

    /**
     * Begins.
     *
     * @param wasStarted whether the container is known to have come up, from before this process ran
     * @param wasReady whether it was ready then
     */
    public synchronized void start(boolean wasStarted, boolean wasReady) {
        ContainerManifest container = target.container();
        started = wasStarted || container.probe(ProbeKind.STARTUP).isEmpty();
        if (started) {
            startOthers(wasReady);
        } else {
            loop(ProbeKind.STARTUP, Verdict.UNKNOWN);
        }
    }

    private void startOthers(boolean wasReady) {
        loop(ProbeKind.READINESS, wasReady ? Verdict.SUCCESS : Verdict.FAILURE);
        loop(ProbeKind.LIVENESS, Verdict.SUCCESS);
    }

    private void loop(ProbeKind kind, Verdict initial) {
        target.container().probe(kind).ifPresent(probe -> {
            ProbeLoop loop = new ProbeLoop(
                    kind,
                    probe,
                    initial,
                    begin(probe),
                    () -> runner.run(target, probe),
                    clock,
                    outcome -> changed(kind, outcome),
                    outcome -> listener.unhealthy(kind, outcome));
            loops.put(kind, loop);
            loop.start();
        });
    }

    private Instant begin(ProbeManifest probe) {
        Instant due = startedAt.plus(probe.initialDelay());
        Instant now = clock.now();
        return due.isBefore(now) ? now : due;
    }

    private void changed(ProbeKind kind, ProbeOutcome outcome) {
        if (kind == ProbeKind.STARTUP && outcome.verdict() == Verdict.SUCCESS) {
            comeUp();
        }
        listener.changed();
    }

    private synchronized void comeUp() {
        if (!closed && !started) {
            started = true;
            stop(ProbeKind.STARTUP);
            startOthers(false);
        }
    }

    private void stop(ProbeKind kind) {
        ProbeLoop loop = loops.get(kind);
        if (loop != null) {
            loop.stop();
        }
    }

    /** The pod ends: nothing is to be started again, only readiness still matters. */
    public synchronized void stopRestarting() {
        stop(ProbeKind.STARTUP);
        stop(ProbeKind.LIVENESS);
    }

    public synchronized ProbeVerdicts verdicts() {
        return new ProbeVerdicts(
                started,
                started && is(ProbeKind.READINESS, Verdict.SUCCESS, true),
                !started && is(ProbeKind.STARTUP, Verdict.FAILURE, false),
                started && is(ProbeKind.LIVENESS, Verdict.FAILURE, false));
    }

    private boolean is(ProbeKind kind, Verdict verdict, boolean otherwise) {
        ProbeLoop loop = loops.get(kind);
        return loop == null ? otherwise : loop.verdict() == verdict;
    }

    @Override
    public synchronized void close() {
        closed = true;
        loops.values().forEach(ProbeLoop::stop);
    }
}
