package dev.leme.controllers.cronjob;

import dev.leme.api.batch.v1.CronJobStatus;
import dev.leme.api.batch.v1.Job;
import dev.leme.api.core.v1.ObjectReference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to do for a CronJob, in this order: events, deletions, the new Job, the status.
 *
 * @param events what to tell of
 * @param delete names of the Jobs to delete, old ones and those that are replaced
 * @param create the Job to create; null for none
 * @param status the status without the new Job
 * @param again how long until the schedule is due again; null for not by itself
 */
record CronJobPlan(
        List<Note> events,
        List<String> delete,
        @Nullable Job create,
        CronJobStatus status,
        @Nullable Duration again) {

    /**
     * An event.
     *
     * @param warning whether it is one of those that somebody should look at
     * @param reason its reason
     * @param message its text
     */
    record Note(boolean warning, String reason, String message) {}

    /** The status once the new Job is there as {@code created}. */
    CronJobStatus with(ObjectReference created, Instant scheduled) {
        List<ObjectReference> active = new ArrayList<>(status.active());
        active.removeIf(known -> known.uid().equals(created.uid()));
        active.add(created);
        return status.toBuilder().active(active).lastScheduleTime(scheduled).build();
    }
}
