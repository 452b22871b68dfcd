package dev.leme.controllers.job;

import dev.leme.api.batch.v1.JobCondition;
import dev.leme.api.batch.v1.JobStatus;
import dev.leme.api.batch.v1.UncountedTerminatedPods;
import dev.leme.controllers.job.JobPlan.Note;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The status that a round leads to, and what there is to tell of it. */
final class NextStatus {

    private final JobState state;
    private final Accounts accounts;
    private final Moves moves;
    private final Instant now;
    private final List<JobCondition> conditions;
    private final List<Note> events = new ArrayList<>();
    private @Nullable Instant started;
    private @Nullable Instant completed;

    NextStatus(JobState state, Accounts accounts, Moves moves, @Nullable Ending ending) {
        this.state = state;
        this.accounts = accounts;
        this.moves = moves;
        this.now = state.now().truncatedTo(ChronoUnit.SECONDS);
        this.conditions = new ArrayList<>(state.job().status().conditions());
        this.started = state.job().status().startTime();
        if (ending != null) {
            start();
            end(ending);
        } else if (!state.isDeleting()) {
            suspendOrResume();
        }
    }

    /** How many pods are active once the moves have been made. */
    static int active(JobState state, Moves moves) {
        return state.active().size() - moves.delete().size() + moves.create().size();
    }

    List<Note> events() {
        return List.copyOf(events);
    }

    private void start() {
        if (started == null && !state.spec().suspend()) {
            started = now;
        }
    }

    private void suspendOrResume() {
        if (state.spec().suspend()) {
            started = null;
            if (set("Suspended", true, "JobSuspended", "Job suspended")) {
                events.add(new Note(false, "Suspended", "Job suspended"));
            }
            return;
        }
        start();
        if (state.isTrue("Suspended")) {
            set("Suspended", false, "JobResumed", "Job resumed");
            events.add(new Note(false, "Resumed", "Job resumed"));
            started = now;
        }
    }

    private void end(Ending reached) {
        set(reached.announcement(), true, reached.reason(), reached.message());
        boolean allEnded = active(state, moves) == 0 && terminating() == 0 && !accounts.hasUncounted();
        if (!allEnded) {
            return;
        }
        started = started == null ? now : started;
        set(reached.end(), true, reached.reason(), reached.message());
        if (!reached.success()) {
            events.add(new Note(true, reached.reason(), reached.message()));
            return;
        }
        completed = now;
        if (state.spec().hasCompletions() && accounts.done() > state.spec().completions()) {
            String message = "Too many succeeded pods running after completion count reached";
            events.add(new Note(true, "TooManySucceededPods", message));
        }
        events.add(new Note(false, "Completed", "Job completed"));
    }

    /** Sets a condition; whether that changed anything. */
    private boolean set(String type, boolean value, String reason, String message) {
        String status = value ? "True" : "False";
        int at = -1;
        for (int i = 0; i < conditions.size(); i++) {
            at = conditions.get(i).type().equals(type) ? i : at;
        }
        if (at >= 0 && conditions.get(at).status().equals(status)) {
            return false;
        }
        JobCondition condition = JobCondition.builder()
                .type(type)
                .status(status)
                .lastProbeTime(now)
                .lastTransitionTime(now)
                .reason(reason)
                .message(message)
                .build();
        if (at < 0) {
            conditions.add(condition);
        } else {
            conditions.set(at, condition);
        }
        return true;
    }

    private int terminating() {
        return state.terminating() + moves.delete().size();
    }

    private int ready() {
        return (int) state.active().stream()
                .filter(pod -> pod.isReady() && !moves.delete().contains(pod))
                .count();
    }

    JobStatus status() {
        JobStatus.Builder status = state.job().status().toBuilder()
                .ready(ready())
                .terminating(terminating())
                .uncountedTerminatedPods(uncounted());
        int active = active(state, moves);
        status = active == 0 ? status.clearActive() : status.active(active);
        status = accounts.succeeded() == 0 ? status.clearSucceeded() : status.succeeded(accounts.succeeded());
        status = accounts.failed() == 0 ? status.clearFailed() : status.failed(accounts.failed());
        status = conditions.isEmpty() ? status.clearConditions() : status.conditions(conditions);
        status = started == null ? status.clearStartTime() : status.startTime(Objects.requireNonNull(started));
        status = completed == null ? status : status.completionTime(Objects.requireNonNull(completed));
        return indexes(status).build();
    }

    private JobStatus.Builder indexes(JobStatus.Builder status) {
        String done = accounts.succeededIndexes().toString();
        JobStatus.Builder result = done.isEmpty() ? status.clearCompletedIndexes() : status.completedIndexes(done);
        return state.limitsIndexes()
                ? result.failedIndexes(accounts.failedIndexes().toString())
                : result;
    }

    private UncountedTerminatedPods uncounted() {
        UncountedTerminatedPods.Builder uncounted = UncountedTerminatedPods.builder();
        if (!accounts.uncountedSucceeded().isEmpty()) {
            uncounted.succeeded(accounts.uncountedSucceeded());
        }
        if (!accounts.uncountedFailed().isEmpty()) {
            uncounted.failed(accounts.uncountedFailed());
        }
        return uncounted.build();
    }
}
