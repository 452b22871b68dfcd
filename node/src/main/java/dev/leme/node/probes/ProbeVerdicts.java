package dev.leme.node.probes;

/**
 * What the probes of a running container say by now.
 *
 * @param started whether the startup probe has succeeded, or there is none
 * @param ready whether the readiness probe succeeds, or there is none and the container has started
 * @param startupFailed whether the container must be started again because it did not come up
 * @param livenessFailed whether the container must be started again because it no longer works
 */
public record ProbeVerdicts(boolean started, boolean ready, boolean startupFailed, boolean livenessFailed) {
    /** A container without probes. */
    public static final ProbeVerdicts NO_PROBES = new ProbeVerdicts(true, true, false, false);
}
