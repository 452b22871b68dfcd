package dev.leme.controllers.job;

import dev.leme.api.core.v1.Pod;
import dev.leme.controllers.workload.DeletionRank;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which pods go and come in one round; never both, and at most 500.
 *
 * @param delete the pods to delete
 * @param isCounted whether the deleted ones count as failed: those of a Job that fails do, those that are only too many don't
 * @param create the pods to create
 * @param again when time alone will allow more; zero for never
 */
record Moves(List<JobPod> delete, boolean isCounted, List<Pod> create, Duration again) {

    static final Moves NONE = new Moves(List.of(), false, List.of(), Duration.ZERO);
    private static final int MOST_AT_ONCE = 500;

    /** All active pods go, because the Job ends. */
    static Moves end(JobState state) {
        return new Moves(state.active(), true, List.of(), Duration.ZERO);
    }

    /** Brings the number of active pods to what the Job wants. */
    static Moves of(JobState state, Accounts accounts) {
        List<JobPod> active = state.active();
        int wanted = wanted(state, accounts, active.size());
        List<JobPod> surplus = surplus(state, active, Math.max(0, active.size() - wanted));
        if (!surplus.isEmpty()) {
            return new Moves(first(surplus, MOST_AT_ONCE), false, List.of(), Duration.ZERO);
        }
        int held = state.replacesEndedOnly() ? state.terminating() : 0;
        int missing = Math.min(wanted - held - active.size(), MOST_AT_ONCE);
        return missing <= 0 || state.spec().suspend() ? NONE : create(state, accounts, missing);
    }

    private static int wanted(JobState state, Accounts accounts, int active) {
        if (state.spec().suspend()) {
            return 0;
        }
        int parallelism = state.spec().parallelism();
        int done = accounts.done();
        if (!state.spec().hasCompletions()) {
            return done > 0 ? active : parallelism;
        }
        return Math.max(0, Math.min(parallelism, state.spec().completions() - done));
    }

    private static <T> List<T> first(List<T> list, int count) {
        return list.subList(0, Math.min(count, list.size()));
    }

    /** The pods that double an index or have none go first, then those that are missed least. */
    private static List<JobPod> surplus(JobState state, List<JobPod> active, int atLeast) {
        List<JobPod> surplus = new ArrayList<>(state.isIndexed() ? doubled(state, active) : List.of());
        List<JobPod> rest =
                active.stream().filter(pod -> !surplus.contains(pod)).toList();
        surplus.addAll(least(rest, Math.max(0, atLeast - surplus.size()), state.now()));
        return surplus;
    }

    private static List<JobPod> doubled(JobState state, List<JobPod> active) {
        List<JobPod> doubled = new ArrayList<>(
                active.stream().filter(pod -> !state.hasPlace(pod)).toList());
        Map<Integer, List<JobPod>> byIndex =
                active.stream().filter(state::hasPlace).collect(Collectors.groupingBy(JobPod::index));
        for (List<JobPod> same : byIndex.values()) {
            doubled.addAll(least(same, same.size() - 1, state.now()));
        }
        return doubled;
    }

    private static List<JobPod> least(List<JobPod> pods, int count, Instant now) {
        return DeletionRank.least(pods.stream().map(JobPod::pod).toList(), count, now).stream()
                .map(JobPod::new)
                .toList();
    }

    private static Moves create(JobState state, Accounts accounts, int missing) {
        if (!state.limitsIndexes()) {
            Duration wait = backOff(state);
            if (!wait.isZero()) {
                return new Moves(List.of(), false, List.of(), wait);
            }
        }
        if (!state.isIndexed()) {
            List<Pod> drafts = new ArrayList<>();
            for (int i = 0; i < missing; i++) {
                drafts.add(PodDrafts.plain(state.job()));
            }
            return new Moves(List.of(), false, drafts, Duration.ZERO);
        }
        return create(state, accounts, pending(state, accounts, missing));
    }

    /** Pods that were let go because they were too many are not failures, though they end as if they were. */
    private static Duration backOff(JobState state) {
        List<JobPod> failed = state.pods().stream()
                .filter(state::isFailed)
                .filter(pod -> pod.isTracked() || !pod.pod().metadata().hasDeletionTimestamp())
                .toList();
        List<JobPod> succeeded =
                state.pods().stream().filter(JobPod::isSucceeded).toList();
        return BackOff.remaining(succeeded, failed, state.now());
    }

    /** The first indexes that nobody has done, does, or has failed at for good. */
    private static List<Integer> pending(JobState state, Accounts accounts, int count) {
        Set<Integer> taken = new HashSet<>();
        for (JobPod pod : state.pods()) {
            if (pod.isActive() || pod.isTerminating() && state.replacesEndedOnly()) {
                taken.add(pod.index());
            }
        }
        List<Integer> pending = new ArrayList<>();
        for (int index = 0; index < state.spec().completions() && pending.size() < count; index++) {
            boolean ended = accounts.succeededIndexes().has(index)
                    || accounts.failedIndexes().has(index);
            if (!ended && !taken.contains(index)) {
                pending.add(index);
            }
        }
        return pending;
    }

    private static Moves create(JobState state, Accounts accounts, List<Integer> indexes) {
        List<Pod> drafts = new ArrayList<>();
        List<Duration> waits = new ArrayList<>();
        for (int index : indexes) {
            JobPod before = accounts.delayed().get(index);
            Duration wait = before == null ? Duration.ZERO : BackOff.remaining(before, state.now());
            if (wait.isZero()) {
                drafts.add(PodDrafts.indexed(state, index, before));
            } else {
                waits.add(wait);
            }
        }
        Duration again = waits.stream().min(Comparator.naturalOrder()).orElse(Duration.ZERO);
        return new Moves(List.of(), false, drafts, again);
    }
}
