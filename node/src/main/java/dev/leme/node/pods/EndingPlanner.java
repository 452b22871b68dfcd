package dev.leme.node.pods;

import dev.leme.node.manifest.ContainerManifest;
import dev.leme.node.manifest.ContainerManifest.Role;
import dev.leme.node.manifest.PodManifest;
import dev.leme.node.observed.Ending;
import dev.leme.node.observed.Instance;
import dev.leme.node.observed.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The steps of a pod's end: main containers together, then the sidecars in reverse order, then sandbox and volumes, then
 * the API object, and last what is left on the node. A pod that came to its own end keeps object, containers and logs.
 */
final class EndingPlanner {
    private static final Duration LEAST_FOR_SIDECARS = Duration.ofSeconds(2);

    private final PodManifest pod;
    private final Observation seen;
    private final PlanBuilder plan;
    private final Instant now;
    private final Duration grace;

    EndingPlanner(PodManifest pod, Observation seen, PlanBuilder plan, Instant now) {
        this.pod = pod;
        this.seen = seen;
        this.plan = plan;
        this.now = now;
        this.grace = seen.ending().map(Ending::grace).orElse(pod.terminationGrace());
    }

    PodPlan plan(boolean statusShown) {
        boolean running = planKills();
        if (!running && !isStarting() && stopped()) {
            planRemoval(statusShown);
        }
        return plan.build();
    }

    /** Ends what runs; whether anything does. */
    private boolean planKills() {
        List<ContainerManifest> first = pod.allContainers().stream()
                .filter(container -> container.role() != Role.SIDECAR && seen.isRunning(container.name()))
                .toList();
        first.forEach(container -> kill(container, grace));
        if (!first.isEmpty()) {
            return true;
        }
        for (ContainerManifest container : pod.initContainers().reversed()) {
            if (seen.isRunning(container.name())) {
                kill(container, left());
                return true;
            }
        }
        return false;
    }

    private void kill(ContainerManifest container, Duration left) {
        Instance running = seen.last(container.name());
        if (running != null) {
            String message = "Stopping container " + container.name();
            plan.add(new Step.KillContainer(container, running, message, grace, left));
        }
    }

    /** What is left of the grace for sidecars. */
    private Duration left() {
        Instant since = seen.ending().map(Ending::since).orElse(now);
        Duration left = grace.minus(Duration.between(since, now));
        Duration least = grace.compareTo(LEAST_FOR_SIDECARS) < 0 ? grace : LEAST_FOR_SIDECARS;
        return left.compareTo(least) < 0 ? least : left;
    }

    /** A start that is under way is waited for: it shows up as running, or as failed. */
    private boolean isStarting() {
        return seen.ongoing().stream()
                .anyMatch(key -> key.startsWith("start/")
                        || key.equals(Step.RunSandbox.KEY)
                        || key.equals(Step.SetUpVolumes.KEY));
    }

    /** A sandbox already shows as stopped while its network is still being taken down. */
    private boolean stopped() {
        boolean stopping = seen.ongoing().stream().anyMatch(key -> key.startsWith(Step.StopSandbox.PREFIX));
        if (seen.sandboxReady()) {
            plan.add(new Step.StopSandbox(seen.sandbox().orElseThrow().id()));
        }
        if (!seen.volumes().gone()) {
            plan.add(new Step.TearDownVolumes());
        }
        return !stopping && !seen.sandboxReady() && seen.volumes().gone();
    }

    private void planRemoval(boolean statusShown) {
        Optional<Ending.Cause> cause = seen.ending().map(Ending::cause);
        if (cause.equals(Optional.of(Ending.Cause.GONE))) {
            plan.add(new Step.CleanUp());
        } else if (cause.equals(Optional.of(Ending.Cause.DELETED)) && statusShown) {
            plan.add(new Step.DeleteObject());
        }
    }
}
