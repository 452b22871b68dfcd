package dev.leme.controllers.job;

import dev.leme.api.batch.v1.JobStatus;
import dev.leme.controllers.job.FailurePolicy.Action;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A Job's books. A pod that has ended is first written into the status by its uid, then loses its finalizer, and only then
 * becomes one more in a count: so it is counted exactly once, whatever happens in between. In Jobs with indexes a success
 * needs no uid, because its index says the same.
 *
 * @param succeeded how many have been counted as succeeded for good
 * @param failed how many have been counted as failed for good
 * @param uncountedSucceeded the uids that are written down as succeeded and still have their finalizer
 * @param uncountedFailed the same of failures
 * @param succeededIndexes the indexes that have succeeded
 * @param failedIndexes the indexes that have failed for good
 * @param delayed by index, the failed pod that is kept until its replacement has taken over its count of failures
 * @param release the pods that lose their finalizer once these books are written
 * @param done how much of the work is done, also what is not written down yet
 * @param failures all failures that count, also those that are not written down yet
 */
record Accounts(
        int succeeded,
        int failed,
        List<String> uncountedSucceeded,
        List<String> uncountedFailed,
        IndexSet succeededIndexes,
        IndexSet failedIndexes,
        Map<Integer, JobPod> delayed,
        List<JobPod> release,
        int done,
        int failures) {

    private static final int MOST_UNCOUNTED = 500;

    static Accounts of(JobState state) {
        return new Keeper(state).keep();
    }

    boolean hasUncounted() {
        return !uncountedSucceeded.isEmpty() || !uncountedFailed.isEmpty();
    }

    /** Makes the books; lives as long as that takes. */
    private static final class Keeper {

        private final JobState state;
        private final JobStatus status;
        private final List<String> succeeded;
        private final List<String> failed;
        private final Set<String> known = new HashSet<>();
        private final List<JobPod> release = new ArrayList<>();
        private final Map<Integer, JobPod> delayed = new HashMap<>();
        private IndexSet succeededIndexes;
        private IndexSet failedIndexes;
        private int unwrittenSuccesses;
        private int unwrittenFailures;

        Keeper(JobState state) {
            this.state = state;
            this.status = state.job().status();
            Set<String> tracked = state.pods().stream()
                    .filter(JobPod::isTracked)
                    .map(JobPod::uid)
                    .collect(Collectors.toSet());
            succeeded = kept(status.uncountedTerminatedPods().succeeded(), tracked);
            failed = kept(status.uncountedTerminatedPods().failed(), tracked);
            known.addAll(succeeded);
            known.addAll(failed);
            int completions = state.spec().completions();
            succeededIndexes = IndexSet.parse(status.completedIndexes(), completions);
            failedIndexes = IndexSet.parse(status.failedIndexes(), completions);
        }

        private static List<String> kept(List<String> uids, Set<String> tracked) {
            return new ArrayList<>(uids.stream().filter(tracked::contains).toList());
        }

        Accounts keep() {
            int goneSucceeded = status.uncountedTerminatedPods().succeeded().size() - succeeded.size();
            int goneFailed = status.uncountedTerminatedPods().failed().size() - failed.size();
            List<JobPod> tracked =
                    state.pods().stream().filter(JobPod::isTracked).toList();
            if (state.isIndexed()) {
                index(tracked);
            }
            tracked.forEach(this::enter);
            int allSucceeded = state.isIndexed() ? succeededIndexes.size() : status.succeeded() + goneSucceeded;
            int allFailed = status.failed() + goneFailed;
            return new Accounts(
                    allSucceeded,
                    allFailed,
                    List.copyOf(succeeded),
                    List.copyOf(failed),
                    succeededIndexes,
                    failedIndexes,
                    Map.copyOf(delayed),
                    List.copyOf(release),
                    allSucceeded + succeeded.size() + unwrittenSuccesses,
                    allFailed + failed.size() + unwrittenFailures);
        }

        private void index(List<JobPod> tracked) {
            List<JobPod> placed = tracked.stream().filter(state::hasPlace).toList();
            for (JobPod pod : placed) {
                if (pod.isSucceeded() && !known.contains(pod.uid())) {
                    succeededIndexes = succeededIndexes.with(pod.index());
                }
            }
            if (state.limitsIndexes()) {
                List<JobPod> failures = placed.stream()
                        .filter(pod -> state.isFailed(pod) && !succeededIndexes.has(pod.index()))
                        .toList();
                for (JobPod pod : failures) {
                    failedIndexes = endsIndex(pod) ? failedIndexes.with(pod.index()) : failedIndexes;
                }
                delay(failures);
            }
        }

        private boolean endsIndex(JobPod pod) {
            FailurePolicy.Verdict verdict = state.verdict(pod);
            return verdict.action() == Action.FAIL_INDEX
                    || verdict.isCounted() && pod.failures() >= state.spec().backoffLimitPerIndex();
        }

        private void delay(List<JobPod> failures) {
            Set<Integer> active = state.active().stream().map(JobPod::index).collect(Collectors.toSet());
            for (JobPod pod : failures) {
                if (!failedIndexes.has(pod.index()) && !active.contains(pod.index())) {
                    delayed.merge(pod.index(), pod, Keeper::later);
                }
            }
        }

        private static JobPod later(JobPod one, JobPod other) {
            int ones = one.failures() + one.ignoredFailures();
            int others = other.failures() + other.ignoredFailures();
            boolean otherIsLater =
                    others > ones || others == ones && !other.finishedAt().isBefore(one.finishedAt());
            return otherIsLater ? other : one;
        }

        /** Writes one pod down, and lets it go unless there is no room or it still has to hand on its count. */
        private void enter(JobPod pod) {
            boolean isNew = !known.contains(pod.uid());
            if (pod.isSucceeded()) {
                boolean counts = isNew && !state.isIndexed();
                unwrittenSuccesses += isLetGo(pod, counts, succeeded) ? 0 : 1;
            } else if (state.isFailed(pod)) {
                boolean counts =
                        isNew && state.hasPlace(pod) && state.verdict(pod).isCounted();
                boolean isHeld = pod.equals(delayed.get(pod.index())) && !state.isDeleting();
                unwrittenFailures += isHeld ? (counts ? 1 : 0) : isLetGo(pod, counts, failed) ? 0 : 1;
            } else if (state.isDeleting()) {
                release.add(pod);
            }
        }

        private boolean isLetGo(JobPod pod, boolean counts, List<String> page) {
            boolean hasRoom = !counts || succeeded.size() + failed.size() < MOST_UNCOUNTED;
            if (hasRoom) {
                release.add(pod);
            }
            if (hasRoom && counts) {
                page.add(pod.uid());
            }
            return hasRoom;
        }
    }
}
