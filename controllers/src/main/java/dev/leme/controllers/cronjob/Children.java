package dev.leme.controllers.cronjob;

import dev.leme.api.batch.v1.CronJob;
import dev.leme.api.batch.v1.Job;
import dev.leme.api.core.v1.ObjectReference;
import dev.leme.controllers.cronjob.CronJobPlan.Note;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The Jobs that a CronJob has made, beside the list of those that it believes to run. */
final class Children {

    private final CronJob cron;
    private final List<Job> jobs;
    private final List<Note> events = new ArrayList<>();

    Children(CronJob cron, List<Job> jobs) {
        this.cron = cron;
        this.jobs = jobs;
    }

    List<Note> events() {
        return events;
    }

    /** The references to Jobs that still run; tells of those that don't any more, and of those that nobody knew of. */
    List<ObjectReference> active() {
        Set<String> known =
                cron.status().active().stream().map(ObjectReference::uid).collect(Collectors.toSet());
        for (Job job : jobs) {
            boolean listed = known.contains(job.metadata().uid());
            if (listed && end(job).isPresent()) {
                String text = "Saw completed job: " + job.metadata().name() + ", condition: " + end(job).get();
                events.add(new Note(false, "SawCompletedJob", text));
            } else if (!listed && end(job).isEmpty()) {
                String text = "Saw a job that the controller did not create or forgot: "
                        + job.metadata().name();
                events.add(new Note(true, "UnexpectedJob", text));
            }
        }
        return cron.status().active().stream().filter(this::runs).toList();
    }

    private boolean runs(ObjectReference reference) {
        for (Job job : jobs) {
            if (job.metadata().uid().equals(reference.uid())) {
                return end(job).isEmpty();
            }
        }
        events.add(new Note(false, "MissingJob", "Active job went missing: " + reference.name()));
        return false;
    }

    /** When the last of them that went well ended; null for never. */
    @Nullable Instant lastSuccess() {
        Instant last = cron.status().lastSuccessfulTime();
        for (Job job : jobs) {
            Instant ended = job.status().completionTime();
            boolean later = ended != null && (last == null || ended.isAfter(last));
            last = later && end(job).filter("Complete"::equals).isPresent() ? ended : last;
        }
        return last;
    }

    /** The names of those that are too many to be kept, the oldest first. */
    List<String> old() {
        List<String> old = new ArrayList<>();
        if (cron.spec().hasFailedJobsHistoryLimit()) {
            old.addAll(old("Failed", cron.spec().failedJobsHistoryLimit()));
        }
        if (cron.spec().hasSuccessfulJobsHistoryLimit()) {
            old.addAll(old("Complete", cron.spec().successfulJobsHistoryLimit()));
        }
        return old;
    }

    private List<String> old(String end, int limit) {
        List<Job> ended = jobs.stream()
                .filter(job -> !job.metadata().hasDeletionTimestamp())
                .filter(job -> end(job).filter(end::equals).isPresent())
                .sorted(Comparator.comparing(Children::started)
                        .thenComparing(job -> job.metadata().name()))
                .toList();
        return ended.subList(0, Math.max(0, ended.size() - limit)).stream()
                .map(job -> job.metadata().name())
                .toList();
    }

    private static Instant started(Job job) {
        Instant started = job.status().startTime();
        return started == null ? Instant.MAX : started;
    }

    /** How a Job has ended: {@code Complete} or {@code Failed}. */
    static Optional<String> end(Job job) {
        return job.status().conditions().stream()
                .filter(condition -> condition.status().equals("True"))
                .map(condition -> condition.type())
                .filter(type -> type.equals("Complete") || type.equals("Failed"))
                .findFirst();
    }
}
