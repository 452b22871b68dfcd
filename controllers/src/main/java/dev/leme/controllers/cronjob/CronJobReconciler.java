package dev.leme.controllers.cronjob;

import dev.leme.api.batch.v1.CronJob;
import dev.leme.api.batch.v1.CronJobStatus;
import dev.leme.api.batch.v1.Job;
import dev.leme.api.core.v1.ObjectReference;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.base.time.Clock;
import dev.leme.client.ApiClient;
import dev.leme.client.DeleteOptions;
import dev.leme.client.event.EventRecorder;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.Lister;
import dev.leme.client.informer.ObjectKey;
import dev.leme.client.reconcile.Outcome;
import dev.leme.client.reconcile.Reconciler;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** Gathers a CronJob's Jobs, has a round planned, and runs it. */
final class CronJobReconciler implements Reconciler<ObjectKey> {

    private final ApiClient client;
    private final EventRecorder events;
    private final Clock clock;
    private final ZoneId local;
    private final Lister<CronJob> crons;
    private final Lister<Job> jobs;

    CronJobReconciler(
            ApiClient client, EventRecorder events, Clock clock, ZoneId local, Informer crons, Informer jobs) {
        this.client = client;
        this.events = events;
        this.clock = clock;
        this.local = local;
        this.crons = crons.lister(CronJob::of);
        this.jobs = jobs.lister(Job::of);
    }

    @Override
    public Outcome reconcile(ObjectKey key) {
        CronJob cron = crons.find(key);
        if (cron == null) {
            return Outcome.DONE;
        }
        CronJobPlan plan = CronJobPlanner.plan(cron, gather(cron), clock.now(), local);
        plan.events().forEach(note -> tell(cron, note));
        plan.delete().forEach(name -> delete(cron, name));
        writeStatus(cron, plan.create() == null ? plan.status() : create(cron, plan, plan.create()));
        return plan.again() == null ? Outcome.DONE : Outcome.again(plan.again());
    }

    /** The Jobs that it controls; those that it believes to run are asked for where the cache doesn't know them yet. */
    private List<Job> gather(CronJob cron) {
        List<Job> children =
                new ArrayList<>(jobs.byIndex(Informer.BY_OWNER, cron.metadata().uid()));
        children.removeIf(job -> !job.object().isControlledBy(cron.object()));
        for (ObjectReference active : cron.status().active()) {
            boolean known =
                    children.stream().anyMatch(job -> job.metadata().uid().equals(active.uid()));
            ApiObject stored =
                    known ? null : client.find(Resources.JOBS, cron.metadata().namespace(), active.name());
            if (stored != null && stored.uid().equals(active.uid())) {
                children.add(Job.of(stored));
            }
        }
        return children;
    }

    private void delete(CronJob cron, String name) {
        try {
            DeleteOptions background = DeleteOptions.DEFAULT.withPropagation("Background");
            client.delete(Resources.JOBS, cron.metadata().namespace(), name, background);
            events.normal(cron.object(), "SuccessfulDelete", "Deleted job " + name);
        } catch (ApiException refused) {
            if (!refused.is(Reason.NOT_FOUND)) {
                events.warning(cron.object(), "FailedDelete", "Deleted job: " + refused.getMessage());
                throw refused;
            }
        }
    }

    /** The status once the Job is there; it may be from an earlier round whose end was not seen. */
    private CronJobStatus create(CronJob cron, CronJobPlan plan, Job job) {
        ApiObject created;
        try {
            created = client.create(Resources.JOBS, job.object());
            events.normal(cron.object(), "SuccessfulCreate", "Created job " + created.name());
        } catch (ApiException refused) {
            if (!refused.is(Reason.ALREADY_EXISTS)) {
                events.warning(cron.object(), "FailedCreate", "Error creating job: " + refused.getMessage());
                throw refused;
            }
            created = client.get(
                    Resources.JOBS, cron.metadata().namespace(), job.metadata().name());
            if (!created.isControlledBy(cron.object())) {
                events.warning(cron.object(), "FailedCreate", "Error creating job: " + refused.getMessage());
                throw refused;
            }
        }
        boolean ended = Children.end(Job.of(created)).isPresent();
        return ended
                ? plan.status().toBuilder()
                        .lastScheduleTime(ScheduledJob.time(job))
                        .build()
                : plan.with(ScheduledJob.reference(created), ScheduledJob.time(job));
    }

    private void tell(CronJob cron, CronJobPlan.Note note) {
        if (note.warning()) {
            events.warning(cron.object(), note.reason(), note.message());
        } else {
            events.normal(cron.object(), note.reason(), note.message());
        }
    }

    private void writeStatus(CronJob cron, CronJobStatus status) {
        if (!status.equals(cron.status())) {
            client.updateStatus(Resources.CRON_JOBS, cron.object().withStatus(status.json()));
        }
    }
}
