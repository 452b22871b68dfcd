package dev.leme.controllers.workload;

import dev.leme.api.core.v1.Pod;
import dev.leme.api.core.v1.PodCondition;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Facts about a pod that controllers decide by. */
public final class Pods {

    private Pods() {}

    /** The condition of this type, or null. */
    public static @Nullable PodCondition condition(Pod pod, String type) {
        for (PodCondition condition : pod.status().conditions()) {
            if (condition.type().equals(type)) {
                return condition;
            }
        }
        return null;
    }

    /** Whether its Ready condition is true. */
    public static boolean isReady(Pod pod) {
        PodCondition ready = condition(pod, "Ready");
        return ready != null && ready.status().equals("True");
    }

    /** Whether it runs and is ready. */
    public static boolean isRunningAndReady(Pod pod) {
        return pod.status().phase().equals("Running") && isReady(pod);
    }

    /** Whether somebody has asked to delete it. */
    public static boolean isTerminating(Pod pod) {
        return pod.metadata().hasDeletionTimestamp();
    }

    /** Whether it has ended for good, well or badly. */
    public static boolean isEnded(Pod pod) {
        return isFailed(pod) || pod.status().phase().equals("Succeeded");
    }

    /** Whether it has ended badly. */
    public static boolean isFailed(Pod pod) {
        return pod.status().phase().equals("Failed");
    }

    /** Whether it counts as a replica: neither ended nor on its way out. */
    public static boolean isActive(Pod pod) {
        return !isEnded(pod) && !isTerminating(pod);
    }

    /** How long until it has been ready for {@code minReady}; zero when it has, null while it isn't ready. */
    public static @Nullable Duration untilAvailable(Pod pod, Duration minReady, Instant now) {
        PodCondition ready = condition(pod, "Ready");
        if (ready == null || !ready.status().equals("True")) {
            return null;
        }
        Instant since = ready.lastTransitionTime();
        if (minReady.isZero() || since == null) {
            return Duration.ZERO;
        }
        Duration left = Duration.between(now, since.plus(minReady));
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Whether it has been ready for {@code minReady}. */
    public static boolean isAvailable(Pod pod, Duration minReady, Instant now) {
        Duration left = untilAvailable(pod, minReady, now);
        return left != null && left.isZero();
    }
}
