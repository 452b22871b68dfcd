package dev.leme.controllers.job;

import dev.leme.api.batch.v1.JobStatus;
import java.time.Duration;
import java.util.List;

/**
 * What to do for a Job, in this order: moves, status, events, releases.
 *
 * @param moves the pods that go and come
 * @param status the status once the moves have been made
 * @param events what to tell of
 * @param release the pods that lose their finalizer once the status is written
 * @param again when time alone will change the plan; zero for never
 */
record JobPlan(Moves moves, JobStatus status, List<Note> events, List<JobPod> release, Duration again) {

    /**
     * An event.
     *
     * @param warning whether it is one of those that somebody should look at
     * @param reason its reason
     * @param message its text
     */
    record Note(boolean warning, String reason, String message) {}
}
