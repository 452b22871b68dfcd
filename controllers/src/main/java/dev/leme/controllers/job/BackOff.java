package dev.leme.controllers.job;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** How long to wait before a failed pod is replaced: 10 seconds, doubled with each further failure, at most six minutes. */
final class BackOff {

    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofMinutes(6);

    private BackOff() {}

    /** What is left to wait after {@code failures}, the last of them at {@code last}. */
    static Duration remaining(int failures, Instant last, Instant now) {
        if (failures <= 0) {
            return Duration.ZERO;
        }
        Duration delay = FIRST;
        for (int i = 1; i < failures && delay.compareTo(LONGEST) < 0; i++) {
            delay = delay.multipliedBy(2);
        }
        Duration capped = delay.compareTo(LONGEST) > 0 ? LONGEST : delay;
        Duration left = Duration.between(now, last.plus(capped));
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** What is left to wait after those failures that came after the last success. */
    static Duration remaining(List<JobPod> succeeded, List<JobPod> failed, Instant now) {
        Instant success = succeeded.stream()
                .map(JobPod::finishedAt)
                .max(Comparator.naturalOrder())
                .orElse(Instant.MIN);
        List<Instant> failures = failed.stream()
                .map(JobPod::finishedAt)
                .filter(success::isBefore)
                .toList();
        Instant last = failures.stream().max(Comparator.naturalOrder()).orElse(Instant.MIN);
        return remaining(failures.size(), last, now);
    }

    /** What is left to wait before the index of {@code failed} gets another pod. */
    static Duration remaining(JobPod failed, Instant now) {
        return remaining(failed.failures() + failed.ignoredFailures() + 1, failed.finishedAt(), now);
    }
}
