package dev.leme.controllers.job;

import dev.leme.api.batch.v1.Job;
import dev.leme.api.batch.v1.JobCondition;
import dev.leme.api.batch.v1.JobSpec;
import dev.leme.api.core.v1.Pod;
import dev.leme.controllers.job.FailurePolicy.Verdict;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known when a Job is planned.
 *
 * @param job the Job, with its defaults
 * @param pods all pods that belong to it, ended ones too
 * @param now the time
 */
record JobState(Job job, List<JobPod> pods, Instant now) {

    static JobState of(Job job, List<Pod> pods, Instant now) {
        return new JobState(job, pods.stream().map(JobPod::new).toList(), now);
    }

    JobSpec spec() {
        return job.spec();
    }

    boolean isIndexed() {
        return spec().completionMode().equals("Indexed");
    }

    /** Whether each index has a back-off limit of its own. */
    boolean limitsIndexes() {
        return spec().hasBackoffLimitPerIndex();
    }

    boolean isDeleting() {
        return job.metadata().hasDeletionTimestamp();
    }

    boolean isFinished() {
        return isTrue("Complete") || isTrue("Failed");
    }

    boolean isTrue(String type) {
        return condition(type) != null;
    }

    /** The condition of this type where it is true, else null. */
    @Nullable JobCondition condition(String type) {
        for (JobCondition condition : job.status().conditions()) {
            if (condition.type().equals(type) && condition.status().equals("True")) {
                return condition;
            }
        }
        return null;
    }

    /** Whether a pod is only replaced once it has ended, not already when it is on its way out. */
    boolean replacesEndedOnly() {
        return spec().podReplacementPolicy().equals("Failed");
    }

    /** Whether the pod has failed: a deleted one has, since it may never get to say so. */
    boolean isFailed(JobPod pod) {
        boolean deleted = pod.pod().metadata().hasDeletionTimestamp() && !pod.isSucceeded();
        return pod.pod().status().phase().equals("Failed") || deleted && !replacesEndedOnly();
    }

    /** Whether the pod stands for a part of the work: each does, but those of an index that the Job doesn't have. */
    boolean hasPlace(JobPod pod) {
        return !isIndexed() || pod.index() >= 0 && pod.index() < spec().completions();
    }

    Verdict verdict(JobPod pod) {
        return FailurePolicy.of(spec(), pod.pod());
    }

    List<JobPod> active() {
        return pods.stream().filter(JobPod::isActive).toList();
    }

    int terminating() {
        return (int) pods.stream().filter(JobPod::isTerminating).count();
    }
}
