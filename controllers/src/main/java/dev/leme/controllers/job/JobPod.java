package dev.leme.controllers.job;

import dev.leme.api.core.v1.ContainerStatus;
import dev.leme.api.core.v1.Pod;
import dev.leme.api.core.v1.PodCondition;
import dev.leme.controllers.workload.Pods;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A pod as its Job looks at it. */
record JobPod(Pod pod) {

    static final String FINALIZER = "batch.kubernetes.io/job-tracking";
    static final String INDEX = "batch.kubernetes.io/job-completion-index";
    static final String FAILURES = "batch.kubernetes.io/job-index-failure-count";
    static final String IGNORED_FAILURES = "batch.kubernetes.io/job-index-ignored-failure-count";
    private static final int NO_INDEX = -1;

    String name() {
        return pod.metadata().name();
    }

    String uid() {
        return pod.metadata().uid();
    }

    /** Whether its end has not been counted yet. */
    boolean isTracked() {
        return pod.metadata().finalizers().contains(FINALIZER);
    }

    boolean isActive() {
        return Pods.isActive(pod);
    }

    boolean isReady() {
        return Pods.isReady(pod);
    }

    boolean isSucceeded() {
        return pod.status().phase().equals("Succeeded");
    }

    /** Whether it is on its way out and has not ended yet. */
    boolean isTerminating() {
        return Pods.isTerminating(pod) && !Pods.isEnded(pod);
    }

    /** Its completion index, or a negative number when it has none. */
    int index() {
        return number(INDEX, NO_INDEX);
    }

    /** How often its index had failed, of the failures that count, before this pod. */
    int failures() {
        return number(FAILURES, 0);
    }

    /** How often its index had failed, of the failures that a policy ignores, before this pod. */
    int ignoredFailures() {
        return number(IGNORED_FAILURES, 0);
    }

    private int number(String annotation, int otherwise) {
        String text = pod.metadata().annotations().getOrDefault(annotation, "");
        return text.matches("\\d{1,9}") ? Integer.parseInt(text) : otherwise;
    }

    /** How often its containers were restarted. */
    int restarts() {
        return containers().mapToInt(ContainerStatus::restartCount).sum();
    }

    private Stream<ContainerStatus> containers() {
        return Stream.concat(pod.status().initContainerStatuses().stream(), pod.status().containerStatuses().stream());
    }

    /** When it ended: its last container's end, else since when it isn't ready, else when it was asked to go. */
    Instant finishedAt() {
        Instant ended = pod.status().containerStatuses().stream()
                .map(status -> status.state().terminated().finishedAt())
                .filter(Objects::nonNull)
                .max(Instant::compareTo)
                .orElse(null);
        Instant known = ended == null ? notReadySince() : ended;
        return known != null ? known : deletedAt();
    }

    private @Nullable Instant notReadySince() {
        PodCondition ready = Pods.condition(pod, "Ready");
        return ready == null || !ready.status().equals("False") ? null : ready.lastTransitionTime();
    }

    private Instant deletedAt() {
        Instant deleted = pod.metadata().deletionTimestamp();
        if (deleted != null) {
            return deleted.minus(Duration.ofSeconds(pod.metadata().deletionGracePeriodSeconds()));
        }
        Instant created = pod.metadata().creationTimestamp();
        return created == null ? Instant.EPOCH : created;
    }
}
