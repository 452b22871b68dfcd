package dev.leme.node.pods;

import dev.leme.api.json.JsonObject;
import dev.leme.node.images.ImageOutcome;
import dev.leme.node.manifest.ContainerManifest;
import dev.leme.node.manifest.ContainerManifest.Role;
import dev.leme.node.manifest.PodManifest;
import dev.leme.node.manifest.ProbeKind;
import dev.leme.node.manifest.ProbeManifest;
import dev.leme.node.observed.Instance;
import dev.leme.node.observed.Observation;
import dev.leme.node.observed.Retry;
import dev.leme.node.observed.StartFailure;
import dev.leme.node.probes.ProbeVerdicts;
import dev.leme.node.resize.Allocation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides what to do next for a pod: a pure function of the pod, what is seen of it, and the time.
 *
 * <p>Volumes, the sandbox and the images of the containers that are next come at the same time. Then the init containers
 * run one after the other, a sidecar among them until it has started; then the main containers start together.
 */
public final class PodPlanner {
    private static final Duration PULL_ERROR_SHOWN = Duration.ofSeconds(3);

    private final PodManifest pod;
    private final Observation seen;
    private final PlanBuilder plan;
    private boolean resize;

    private PodPlanner(PodManifest pod, Observation seen, Instant now) {
        this.pod = pod;
        this.seen = seen;
        this.plan = new PlanBuilder(seen, now);
    }

    /**
     * The plan.
     *
     * @param statusShown whether the API shows the status that follows from {@code seen}
     */
    public static PodPlan plan(PodManifest pod, Observation seen, boolean statusShown, Instant now) {
        PlanBuilder ending = new PlanBuilder(seen, now);
        if (seen.ending().isPresent() || PodOutcome.isFinished(pod, seen)) {
            return new EndingPlanner(pod, seen, ending, now).plan(statusShown);
        }
        return new PodPlanner(pod, seen, now).plan();
    }

    private PodPlan plan() {
        planVolumes();
        planSandbox();
        boolean startedBefore =
                pod.mainContainers().stream().anyMatch(container -> seen.current(container.name()) != null);
        if (planInit(startedBefore)) {
            pod.mainContainers().forEach(this::planContainer);
            pod.ephemeralContainers().forEach(this::planContainer);
        }
        if (resize) {
            plan.add(new Step.ResizeContainers());
        }
        pod.allContainers().forEach(this::planForgetting);
        return plan.build();
    }

    private void planVolumes() {
        Optional<Retry> failure = seen.volumes().failure();
        boolean wanted = !seen.volumes().ready() || seen.volumes().stale();
        if (wanted && (failure.isEmpty() || plan.isDue(failure.get().at()))) {
            plan.add(new Step.SetUpVolumes());
        }
    }

    private void planSandbox() {
        Optional<Retry> failure = seen.sandboxFailure();
        if (!seen.sandboxReady()
                && (failure.isEmpty() || plan.isDue(failure.get().at()))) {
            plan.add(new Step.RunSandbox(seen.sandboxAttempts(), seen.sandbox().map(dead -> dead.id())));
        }
    }

    /** Plans what the init containers need; whether the main containers' turn has come. */
    private boolean planInit(boolean startedBefore) {
        for (ContainerManifest container : pod.initContainers()) {
            boolean done = container.role() == Role.SIDECAR
                    ? planSidecar(container)
                    : startedBefore || planInitContainer(container);
            if (!done && !startedBefore) {
                return false;
            }
        }
        return true;
    }

    private boolean planSidecar(ContainerManifest container) {
        Instance current = seen.current(container.name());
        planContainer(container);
        return current != null && current.isRunning() && seen.verdicts(current).started();
    }

    private boolean planInitContainer(ContainerManifest container) {
        Instance current = seen.current(container.name());
        if (current != null && current.isDead() && current.exitCode() == 0) {
            return true;
        }
        if (current == null || current.isDead()) {
            planStart(container, current);
        }
        return false;
    }

    /** A container that is to run: started, started again, or ended because it or its sandbox must be made anew. */
    private void planContainer(ContainerManifest container) {
        Instance last = seen.last(container.name());
        if (last == null) {
            planStart(container, null);
        } else if (last.isRunning() && seen.sandboxReady() && seen.current(container.name()) == null) {
            kill(container, last, "Stopping container " + container.name(), null);
        } else if (last.isRunning()) {
            planKill(container, last);
        } else if (last.isDead() && container.restartPolicy(pod.restartPolicy()).restarts(last.exitCode())) {
            planStart(container, last);
        }
    }

    private void planKill(ContainerManifest container, Instance running) {
        ProbeVerdicts verdicts = seen.verdicts(running);
        String name = container.name();
        if (!running.hash().isEmpty() && !running.hash().equals(container.hash())) {
            kill(container, running, "Container " + name + " definition changed, will be restarted", null);
        } else if (verdicts.livenessFailed()) {
            kill(
                    container,
                    running,
                    "Container " + name + " failed liveness probe, will be restarted",
                    ProbeKind.LIVENESS);
        } else if (verdicts.startupFailed()) {
            kill(
                    container,
                    running,
                    "Container " + name + " failed startup probe, will be restarted",
                    ProbeKind.STARTUP);
        } else {
            planResize(container, running);
        }
    }

    private void planResize(ContainerManifest container, Instance running) {
        JsonObject had = seen.resize().applied().getOrDefault(running.id(), container.resources());
        Set<String> changed = Allocation.differences(container.resources(), had);
        if (Allocation.needsRestart(container, changed)) {
            kill(container, running, "Container " + container.name() + " resize requires restart", null);
        } else if (!changed.isEmpty() && container.role() != Role.EPHEMERAL) {
            resize = true;
        }
    }

    private void kill(ContainerManifest container, Instance running, String message, @Nullable ProbeKind cause) {
        Duration grace = (cause == null ? Optional.<ProbeManifest>empty() : container.probe(cause))
                .flatMap(ProbeManifest::grace)
                .orElse(pod.terminationGrace());
        plan.add(new Step.KillContainer(container, running, message, grace, grace));
    }

    /** Plans a start with all that must come before it; {@code dead} is the run that has ended. */
    private void planStart(ContainerManifest container, @Nullable Instance dead) {
        if (seen.isOngoing(Step.StartContainer.key(container.name()))
                || (dead != null && isHeldBack(container, dead))) {
            return;
        }
        StartFailure failure = seen.startFailures().get(container.name());
        if (failure != null && !plan.isDue(failure.retryAt())) {
            return;
        }
        boolean image = planImage(container);
        if (image && seen.volumes().ready() && seen.sandboxReady()) {
            plan.add(new Step.StartContainer(container, dead == null ? nextAttempt(container) : dead.attempt() + 1));
        }
    }

    private int nextAttempt(ContainerManifest container) {
        Instance last = seen.last(container.name());
        return last == null ? 0 : last.attempt() + 1;
    }

    private boolean isHeldBack(ContainerManifest container, Instance dead) {
        Optional<Instant> until = seen.backoffUntil(container.name(), dead);
        if (until.isEmpty() || plan.isDue(until.get())) {
            return false;
        }
        if (!seen.reportedBackoffs().contains(dead.id())) {
            plan.add(new Step.ReportCrashBackoff(container, dead));
        }
        return true;
    }

    private boolean planImage(ContainerManifest container) {
        return switch (seen.images().get(container.name())) {
            case ImageOutcome.Present present -> true;
            case ImageOutcome.Missing missing -> {
                if (plan.isDue(missing.retryAt())) {
                    plan.add(new Step.EnsureImage(container));
                } else if (missing.reason().equals("ErrImagePull")
                        && plan.isDue(missing.at().plus(PULL_ERROR_SHOWN))) {
                    planReport(new Step.ReportPullBackoff(container, missing.failures()));
                }
                yield false;
            }
            case null -> {
                plan.add(new Step.EnsureImage(container));
                yield false;
            }
        };
    }

    private void planReport(Step.ReportPullBackoff report) {
        if (!seen.reportedBackoffs().contains(report.mark())) {
            plan.add(report);
        }
    }

    /** Of the runs that have ended, the newest is kept, and the one before it while none runs; what never ran goes. */
    private void planForgetting(ContainerManifest container) {
        List<Instance> dead = new ArrayList<>();
        boolean running = false;
        for (Instance instance : seen.runs(container.name())) {
            running |= instance.isRunning();
            if (instance.isDead()) {
                dead.add(instance);
            } else if (!instance.isRunning() && !seen.isOngoing(Step.StartContainer.key(container.name()))) {
                plan.add(new Step.RemoveContainer(instance));
            }
        }
        dead.stream().skip(running ? 1 : 2).forEach(instance -> plan.add(new Step.RemoveContainer(instance)));
    }
}
