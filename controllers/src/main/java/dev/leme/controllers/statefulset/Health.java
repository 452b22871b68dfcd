package dev.leme.controllers.statefulset;

import dev.leme.api.apps.v1.StatefulSet;
import dev.leme.api.core.v1.ContainerStatus;
import dev.leme.api.core.v1.Pod;
import dev.leme.api.core.v1.PodCondition;
import dev.leme.controllers.workload.Pods;
import java.time.Duration;
import java.time.Instant;

/**
 * Whether a pod has ever been of use. One that never was, of a template that has been replaced since, holds a rollout up for
 * nothing (kubernetes#67250): it may go without anybody missing it.
 *
 * <p>Told from the pod's status alone, so that it survives restarts: readiness that has never changed since the pod's start
 * was never there. A container without a probe counts as ready while it runs, so one that crashes again and again was ready
 * for moments: it counts as never healthy while its whole life is its back-offs and at most ten seconds a start.
 */
final class Health {

    /** {@code "false"} on a StatefulSet leaves pods that never became ready to a person, as upstream does. */
    static final String REPLACE = "leme.dev/replace-never-ready";

    private static final Duration FIRST_WRITE = Duration.ofSeconds(1);
    private static final Duration RUN = Duration.ofSeconds(10);
    private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(5);

    private Health() {}

    /** Whether the set lets pods that never became ready be replaced. */
    static boolean isHealing(StatefulSet set) {
        return !"false".equals(set.metadata().annotations().get(REPLACE));
    }

    /** Whether the pod isn't ready and never was for longer than moments. */
    static boolean neverHealthy(Pod pod) {
        PodCondition ready = Pods.condition(pod, "Ready");
        if (ready == null) {
            return true;
        }
        Instant start = pod.status().startTime();
        Instant since = ready.lastTransitionTime();
        if (ready.status().equals("True") || start == null || since == null) {
            return false;
        }
        Duration life = Duration.between(start, since);
        return life.compareTo(FIRST_WRITE) <= 0 || isCrashing(pod) && life.compareTo(crashing(restarts(pod))) <= 0;
    }

    private static boolean isCrashing(Pod pod) {
        return pod.status().containerStatuses().stream()
                .anyMatch(container -> container.restartCount() > 0
                        && container.state().waiting().reason().equals("CrashLoopBackOff"));
    }

    private static int restarts(Pod pod) {
        return pod.status().containerStatuses().stream()
                .mapToInt(ContainerStatus::restartCount)
                .max()
                .orElse(0);
    }

    /** How old a pod is at most whose container has been restarted so often, when it never ran longer than moments. */
    private static Duration crashing(int restarts) {
        Duration age = RUN.multipliedBy(restarts + 1L);
        Duration backoff = RUN;
        for (int i = 0; i < restarts && backoff.compareTo(LONGEST_BACKOFF) < 0; i++) {
            age = age.plus(backoff);
            backoff = backoff.multipliedBy(2);
        }
        return age;
    }
}
