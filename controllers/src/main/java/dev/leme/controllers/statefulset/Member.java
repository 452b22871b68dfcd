package dev.leme.controllers.statefulset;

import dev.leme.api.apps.v1.StatefulSet;
import dev.leme.api.core.v1.Pod;
import dev.leme.api.core.v1.PodCondition;
import dev.leme.controllers.workload.Pods;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A set's pod with what a plan asks of it, drawn from the object once: a set may have thousands of pods, and at each plan
 * nearly all of them are as they were at the last.
 *
 * @param pod the pod
 * @param ordinal its number in the set; -1 when its name isn't one of the set's
 * @param revision the revision that it was made of, or empty
 * @param isTerminating whether somebody has asked to delete it
 * @param isEnded whether it has ended for good
 * @param isPending whether it hasn't begun to run
 * @param isReady whether it runs and is ready
 * @param readySince when it became ready; null while it isn't, or where nobody says when
 * @param isLabelled whether it carries the label of its name
 */
record Member(
        Pod pod,
        int ordinal,
        String revision,
        boolean isTerminating,
        boolean isEnded,
        boolean isPending,
        boolean isReady,
        @Nullable Instant readySince,
        boolean isLabelled) {

    static Member of(StatefulSet set, Pod pod) {
        boolean isReady = Pods.isRunningAndReady(pod);
        PodCondition ready = isReady ? Pods.condition(pod, "Ready") : null;
        return new Member(
                pod,
                Identity.ordinal(set, pod.metadata().name()),
                Identity.revision(pod),
                Pods.isTerminating(pod),
                Pods.isEnded(pod),
                pod.status().phase().equals("Pending"),
                isReady,
                ready == null ? null : ready.lastTransitionTime(),
                Identity.matches(pod));
    }

    /** Whether it runs, is ready, and stays. */
    boolean isHealthy() {
        return isReady && !isTerminating;
    }

    /** How long until it has been ready for {@code minReady}; zero when it has, and while it isn't ready at all. */
    Duration untilAvailable(Duration minReady, Instant now) {
        if (readySince == null || minReady.isZero()) {
            return Duration.ZERO;
        }
        Duration left = Duration.between(now, readySince.plus(minReady));
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Whether it has been ready for {@code minReady}. */
    boolean isAvailable(Duration minReady, Instant now) {
        return isReady && untilAvailable(minReady, now).isZero();
    }
}
