package dev.leme.node.pods;

import dev.leme.node.manifest.ContainerManifest;
import dev.leme.node.manifest.ContainerManifest.Role;
import dev.leme.node.manifest.PodManifest;
import dev.leme.node.observed.Instance;
import dev.leme.node.observed.Observation;

/** Whether a pod has come to its own end: nothing in it will run any more. */
final class PodOutcome {
    private PodOutcome() {}

    static boolean isFinished(PodManifest pod, Observation seen) {
        return pod.isTerminal() || initFailed(pod, seen) || allEnded(pod, seen);
    }

    private static boolean initFailed(PodManifest pod, Observation seen) {
        return pod.initContainers().stream()
                .filter(container -> container.role() == Role.INIT)
                .anyMatch(container -> hasEnded(pod, container, seen) && exitCode(container, seen) != 0);
    }

    private static boolean allEnded(PodManifest pod, Observation seen) {
        return pod.mainContainers().stream().allMatch(container -> hasEnded(pod, container, seen));
    }

    private static boolean hasEnded(PodManifest pod, ContainerManifest container, Observation seen) {
        Instance last = seen.last(container.name());
        return last != null
                && last.isDead()
                && !container.restartPolicy(pod.restartPolicy()).restarts(last.exitCode());
    }

    private static int exitCode(ContainerManifest container, Observation seen) {
        Instance last = seen.last(container.name());
        return last == null ? 0 : last.exitCode();
    }
}
