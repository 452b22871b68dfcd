package dev.leme.node.observed;

import dev.leme.node.images.ImageOutcome;
import dev.leme.node.probes.ProbeVerdicts;
import dev.leme.node.resize.ResizeState;
import dev.leme.node.runtime.SandboxStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One pod as the node sees it at one moment.
 *
 * @param sandbox the newest sandbox, ready or not
 * @param sandboxAttempts how many sandboxes the pod has had
 * @param instances the runs of each container by name, the newest first
 * @param images by container, the image for its next start
 * @param probes by container id
 * @param crashes by container
 * @param startFailures by container
 * @param ongoing the keys of the steps that are being run
 * @param resize how far a change of resources is
 * @param startTime when the node first saw the pod
 */
public record Observation(
        Optional<SandboxStatus> sandbox,
        int sandboxAttempts,
        Optional<Retry> sandboxFailure,
        Map<String, List<Instance>> instances,
        Map<String, ImageOutcome> images,
        Map<String, ProbeVerdicts> probes,
        Map<String, CrashBackoff> crashes,
        Map<String, StartFailure> startFailures,
        Set<String> reportedBackoffs,
        VolumeState volumes,
        Optional<Ending> ending,
        Set<String> ongoing,
        ResizeState resize,
        Instant startTime) {

    /** Nothing there yet. */
    public static Observation empty(Instant startTime) {
        return new Observation(
                Optional.empty(),
                0,
                Optional.empty(),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                Set.of(),
                VolumeState.NONE_YET,
                Optional.empty(),
                Set.of(),
                ResizeState.NONE,
                startTime);
    }

    /** The newest run of the container, or null. */
    public @Nullable Instance last(String container) {
        List<Instance> runs = runs(container);
        return runs.isEmpty() ? null : runs.getFirst();
    }

    /** All runs that are known, the newest first. */
    public List<Instance> runs(String container) {
        return instances.getOrDefault(container, List.of());
    }

    /** The newest run of the container within the current sandbox, or null. */
    public @Nullable Instance current(String container) {
        Instance last = last(container);
        return last != null
                        && sandbox.isPresent()
                        && last.sandboxId().equals(sandbox.get().id())
                ? last
                : null;
    }

    /** Whether containers can be started in the sandbox. */
    public boolean sandboxReady() {
        return sandbox.isPresent() && sandbox.get().sandbox().ready();
    }

    public boolean isRunning(String container) {
        Instance last = last(container);
        return last != null && last.isRunning();
    }

    public ProbeVerdicts verdicts(Instance instance) {
        return probes.getOrDefault(instance.id(), new ProbeVerdicts(false, false, false, false));
    }

    /** Whether the step of this key is being run. */
    public boolean isOngoing(String key) {
        return ongoing.contains(key);
    }

    /** When the container, which has ended, may start again; empty: now. */
    public Optional<Instant> backoffUntil(String container, Instance dead) {
        return CrashBackoff.until(crashes.get(container), dead.finishedAt());
    }
}
