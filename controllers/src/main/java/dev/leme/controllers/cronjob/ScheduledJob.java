package dev.leme.controllers.cronjob;

import dev.leme.api.batch.v1.CronJob;
import dev.leme.api.batch.v1.Job;
import dev.leme.api.batch.v1.JobTemplateSpec;
import dev.leme.api.core.v1.ObjectReference;
import dev.leme.api.json.JsonArray;
import dev.leme.api.meta.v1.ObjectMeta;
import dev.leme.api.object.ApiObject;
import dev.leme.controllers.workload.Owners;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** The Job for one time of a schedule. Its name says the time, so that no time gets two. */
final class ScheduledJob {

    private static final String TIME = "batch.kubernetes.io/cronjob-scheduled-timestamp";
    private static final int SECONDS = 60;

    private ScheduledJob() {}

    static String name(CronJob cron, Instant time) {
        return cron.metadata().name() + "-" + time.getEpochSecond() / SECONDS;
    }

    static Job of(CronJob cron, Instant time, ZoneId zone) {
        JobTemplateSpec template = cron.spec().jobTemplate();
        ObjectMeta metadata = ObjectMeta.builder()
                .name(name(cron, time))
                .namespace(cron.metadata().namespace())
                .labels(template.metadata().labels())
                .annotations(template.metadata().annotations())
                .putAnnotations(TIME, DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time.atZone(zone)))
                .build();
        JsonArray owners = JsonArray.of(Owners.controller(cron.object()));
        return Job.builder()
                .metadata(ObjectMeta.of(metadata.json().with("ownerReferences", owners)))
                .spec(template.spec())
                .build();
    }

    /** The time that a Job was made for. */
    static Instant time(Job job) {
        String text = job.metadata().annotations().getOrDefault(TIME, "");
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from);
    }

    static ObjectReference reference(ApiObject job) {
        return ObjectReference.builder()
                .kind("Job")
                .apiVersion("batch/v1")
                .namespace(job.namespace())
                .name(job.name())
                .uid(job.uid())
                .resourceVersion(job.resourceVersion())
                .build();
    }
}
