package dev.leme.controllers.cronjob;

import dev.leme.api.batch.v1.CronJob;
import dev.leme.api.batch.v1.CronJobStatus;
import dev.leme.api.batch.v1.Job;
import dev.leme.api.core.v1.ObjectReference;
import dev.leme.api.cron.CronException;
import dev.leme.api.cron.CronSchedule;
import dev.leme.controllers.cronjob.CronJobPlan.Note;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Plans whether a CronJob makes a Job now, after it has looked at those that it has made. */
final class CronJobPlanner {

    /** Timers may be early by a little. */
    private static final Duration MARGIN = Duration.ofMillis(100);

    private static final DateTimeFormatter SPELLED =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss Z", Locale.ROOT);

    private final CronJob cron;
    private final List<Job> jobs;
    private final Instant now;
    private final ZoneId local;
    private final List<Note> events = new ArrayList<>();
    private final List<String> delete = new ArrayList<>();
    private List<ObjectReference> active = List.of();

    private CronJobPlanner(CronJob cron, List<Job> jobs, Instant now, ZoneId local) {
        this.cron = cron;
        this.jobs = jobs;
        this.now = now;
        this.local = local;
    }

    /** The plan for a CronJob that has made {@code jobs}; its schedule means {@code local} time unless it names a zone. */
    static CronJobPlan plan(CronJob cron, List<Job> jobs, Instant now, ZoneId local) {
        return new CronJobPlanner(cron, jobs, now, local).plan();
    }

    private CronJobPlan plan() {
        Children children = new Children(cron, jobs);
        active = children.active();
        events.addAll(children.events());
        delete.addAll(children.old());
        if (cron.metadata().hasDeletionTimestamp() || cron.spec().suspend()) {
            return planned(children, null, null);
        }
        ZoneId zone = zone();
        CronSchedule schedule = zone == null ? null : schedule();
        if (zone == null || schedule == null) {
            return planned(children, null, null);
        }
        Due due = Due.of(cron, schedule, zone, now);
        Instant next = due.next();
        Duration again = next == null ? null : Duration.between(now, next).plus(MARGIN);
        return planned(children, due.last() == null ? null : start(due, due.last(), zone), again);
    }

    private CronJobPlan planned(Children children, @Nullable Job create, @Nullable Duration again) {
        CronJobStatus.Builder status = cron.status().toBuilder();
        status = active.isEmpty() ? status.clearActive() : status.active(active);
        Instant success = children.lastSuccess();
        status = success == null ? status : status.lastSuccessfulTime(success);
        return new CronJobPlan(List.copyOf(events), List.copyOf(delete), create, status.build(), again);
    }

    private @Nullable ZoneId zone() {
        if (!cron.spec().hasTimeZone()) {
            return local;
        }
        String name = cron.spec().timeZone();
        try {
            return ZoneId.of(name);
        } catch (DateTimeException unknown) {
            warn("UnknownTimeZone", "invalid timeZone: \"" + name + "\": unknown time zone " + name);
            return null;
        }
    }

    private @Nullable CronSchedule schedule() {
        String text = cron.spec().schedule();
        try {
            return CronSchedule.parse(text);
        } catch (CronException broken) {
            warn("UnparseableSchedule", "unparseable schedule: \"" + text + "\" : " + broken.getMessage());
            return null;
        }
    }

    private void warn(String reason, String message) {
        events.add(new Note(true, reason, message));
    }

    /** The Job for a time that is due, unless it is too late, already there, or kept off by one that runs. */
    private @Nullable Job start(Due due, Instant time, ZoneId zone) {
        if (due.isTooMany()) {
            warn(
                    "TooManyMissedTimes",
                    "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew");
        }
        if (isTooLate(time)) {
            String spelled = SPELLED.format(time.atZone(ZoneOffset.UTC));
            warn("MissSchedule", "Missed scheduled time to start a job: " + spelled);
            return null;
        }
        String name = ScheduledJob.name(cron, time);
        boolean done = active.stream().anyMatch(job -> job.name().equals(name))
                || time.equals(cron.status().lastScheduleTime());
        if (done || !active.isEmpty() && !makesRoom()) {
            return null;
        }
        return ScheduledJob.of(cron, time, zone);
    }

    private boolean isTooLate(Instant time) {
        return cron.spec().hasStartingDeadlineSeconds()
                && time.plusSeconds(cron.spec().startingDeadlineSeconds()).isBefore(now);
    }

    /** Whether a Job may start though others run; those that it replaces are deleted. */
    private boolean makesRoom() {
        String policy = cron.spec().concurrencyPolicy();
        if (policy.equals("Forbid")) {
            String text = "Not starting job because prior execution is running and concurrency policy is Forbid";
            events.add(new Note(false, "JobAlreadyActive", text));
            return false;
        }
        if (policy.equals("Replace")) {
            active.forEach(job -> delete.add(job.name()));
            active = List.of();
        }
        return true;
    }
}
