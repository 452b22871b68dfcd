package dev.leme.controllers.job;

import dev.leme.api.batch.v1.Job;
import dev.leme.api.core.v1.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plans one round of a Job: the books first, then whether it ends, then which pods go and come. */
final class JobPlanner {

    private static final String CONTROLLER = "kubernetes.io/job-controller";

    private JobPlanner() {}

    /** Whether this controller looks after the Job at all. */
    static boolean isManaged(Job job) {
        return !job.spec().hasManagedBy() || job.spec().managedBy().equals(CONTROLLER);
    }

    /** The plan for a Job whose pods are {@code pods}. */
    static JobPlan plan(Job job, List<Pod> pods, Instant now) {
        JobState state = JobState.of(job, pods, now);
        if (state.isFinished()) {
            List<JobPod> tracked =
                    state.pods().stream().filter(JobPod::isTracked).toList();
            return new JobPlan(Moves.NONE, job.status(), List.of(), tracked, Duration.ZERO);
        }
        Accounts accounts = Accounts.of(state);
        Ending ending = Ending.of(state, accounts);
        Moves moves = moves(state, accounts, ending);
        if (ending == null && isComplete(state, accounts, moves)) {
            ending = Ending.COMPLETIONS;
        }
        NextStatus next = new NextStatus(state, accounts, moves, ending);
        Duration again = ending == null ? earlier(moves.again(), Ending.untilDeadline(state)) : Duration.ZERO;
        return new JobPlan(moves, next.status(), next.events(), accounts.release(), again);
    }

    private static Moves moves(JobState state, Accounts accounts, @Nullable Ending ending) {
        if (ending != null) {
            return Moves.end(state);
        }
        return state.isDeleting() ? Moves.NONE : Moves.of(state, accounts);
    }

    /** A Job without a number of completions is complete when one pod has succeeded and the others have ended. */
    private static boolean isComplete(JobState state, Accounts accounts, Moves moves) {
        int wanted = state.spec().hasCompletions() ? state.spec().completions() : 1;
        return accounts.done() >= wanted && NextStatus.active(state, moves) == 0;
    }

    private static Duration earlier(Duration one, @Nullable Duration other) {
        if (other == null || other.isZero()) {
            return one;
        }
        return one.isZero() || other.compareTo(one) < 0 ? other : one;
    }
}
