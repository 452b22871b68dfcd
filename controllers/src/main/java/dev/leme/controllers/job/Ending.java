package dev.leme.controllers.job;

import dev.leme.api.batch.v1.JobCondition;
import dev.leme.api.batch.v1.JobSpec;
import dev.leme.api.batch.v1.SuccessPolicyRule;
import dev.leme.controllers.job.FailurePolicy.Action;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a Job ends. It is first announced (SuccessCriteriaMet, FailureTarget), then all pods end, and then it holds (Complete,
 * Failed).
 *
 * @param success whether well
 * @param reason the reason of the conditions
 * @param message their message
 */
record Ending(boolean success, String reason, String message) {

    static final Ending COMPLETIONS =
            new Ending(true, "CompletionsReached", "Reached expected number of succeeded pods");

    /** How it ends before its work is done, or null while it goes on. What was announced stays. */
    static @Nullable Ending of(JobState state, Accounts accounts) {
        return Stream.<Supplier<@Nullable Ending>>of(
                        () -> announced(state, "SuccessCriteriaMet", true),
                        () -> announced(state, "FailureTarget", false),
                        () -> byFailurePolicy(state),
                        () -> byLimit(state, accounts),
                        () -> byDeadline(state),
                        () -> byIndexes(state, accounts),
                        () -> bySuccessPolicy(state, accounts))
                .map(Supplier::get)
                .filter(ending -> ending != null)
                .findFirst()
                .orElse(null);
    }

    /** The condition that announces it. */
    String announcement() {
        return success ? "SuccessCriteriaMet" : "FailureTarget";
    }

    /** The condition that it ends with. */
    String end() {
        return success ? "Complete" : "Failed";
    }

    private static @Nullable Ending announced(JobState state, String type, boolean success) {
        JobCondition condition = state.condition(type);
        return condition == null ? null : new Ending(success, condition.reason(), condition.message());
    }

    private static Ending failure(String reason, String message) {
        return new Ending(false, reason, message);
    }

    private static @Nullable Ending byFailurePolicy(JobState state) {
        if (!state.spec().hasPodFailurePolicy()) {
            return null;
        }
        return state.pods().stream()
                .filter(state::isFailed)
                .map(state::verdict)
                .filter(verdict -> verdict.action() == Action.FAIL_JOB)
                .map(verdict -> failure("PodFailurePolicy", verdict.message()))
                .findFirst()
                .orElse(null);
    }

    private static @Nullable Ending byLimit(JobState state, Accounts accounts) {
        boolean exceeded = accounts.failures() > state.spec().backoffLimit() || restartedTooOften(state);
        return exceeded ? failure("BackoffLimitExceeded", "Job has reached the specified backoff limit") : null;
    }

    /** Containers that are restarted in place count too. */
    private static boolean restartedTooOften(JobState state) {
        if (!state.spec().template().spec().restartPolicy().equals("OnFailure")) {
            return false;
        }
        int restarts = state.pods().stream()
                .filter(pod -> List.of("Running", "Pending")
                        .contains(pod.pod().status().phase()))
                .mapToInt(JobPod::restarts)
                .sum();
        int limit = state.spec().backoffLimit();
        return limit == 0 ? restarts > 0 : restarts >= limit;
    }

    private static @Nullable Ending byDeadline(JobState state) {
        Duration left = untilDeadline(state);
        return left != null && left.isZero()
                ? failure("DeadlineExceeded", "Job was active longer than specified deadline")
                : null;
    }

    /** What is left until the deadline; null where none runs. */
    static @Nullable Duration untilDeadline(JobState state) {
        JobSpec spec = state.spec();
        Instant start = state.job().status().startTime();
        if (!spec.hasActiveDeadlineSeconds() || spec.suspend()) {
            return null;
        }
        Instant from = start == null ? state.now() : start;
        Duration left = Duration.between(state.now(), from.plusSeconds(spec.activeDeadlineSeconds()));
        return left.isNegative() ? Duration.ZERO : left;
    }

    private static @Nullable Ending byIndexes(JobState state, Accounts accounts) {
        int failed = accounts.failedIndexes().size();
        if (!state.limitsIndexes() || failed == 0) {
            return null;
        }
        if (state.spec().hasMaxFailedIndexes() && failed > state.spec().maxFailedIndexes()) {
            return failure(
                    "MaxFailedIndexesExceeded", "Job has exceeded the specified maximal number of failed indexes");
        }
        boolean allEnded =
                failed + accounts.succeededIndexes().size() >= state.spec().completions();
        return allEnded ? failure("FailedIndexes", "Job has failed indexes") : null;
    }

    private static @Nullable Ending bySuccessPolicy(JobState state, Accounts accounts) {
        List<SuccessPolicyRule> rules = state.spec().successPolicy().rules();
        IndexSet succeeded = accounts.succeededIndexes();
        Function<SuccessPolicyRule, Boolean> met = rule -> {
            IndexSet required =
                    IndexSet.parse(rule.succeededIndexes(), state.spec().completions());
            int have = rule.hasSucceededIndexes() ? succeeded.common(required) : succeeded.size();
            return have >= (rule.hasSucceededCount() ? rule.succeededCount() : required.size());
        };
        for (int i = 0; i < rules.size() && !succeeded.isEmpty(); i++) {
            if (met.apply(rules.get(i))) {
                return new Ending(true, "SuccessPolicy", "Matched rules at index " + i);
            }
        }
        return null;
    }
}
