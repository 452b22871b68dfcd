package dev.leme.api.validation;

import dev.leme.api.cron.CronException;
import dev.leme.api.cron.CronSchedule;
import dev.leme.api.field.FieldError;
import dev.leme.api.field.FieldPath;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;

/** What cron jobs must hold. */
final class CronJobs {

    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final int LONGEST_NAME = 52;
    /** By name only: offsets such as {@code +01:00} are zones to Java but not to the database of zones. */
    private static final Set<String> ZONES = ZoneId.getAvailableZoneIds();

    private CronJobs() {}

    static void check(Report report, ApiObject job) {
        JsonObject spec = job.spec();
        if (job.name().length() > LONGEST_NAME) {
            report.invalid(Metadata.PATH.child("name"), job.name(), "must be no more than 52 characters");
        }
        schedule(report, spec.string("schedule"));
        if (spec.has("timeZone")) {
            zone(report, spec.string("timeZone"));
        }
        report.oneOf(SPEC, spec, "concurrencyPolicy", List.of("Allow", "Forbid", "Replace"));
        for (String name : List.of("startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit")) {
            report.nonNegative(SPEC, spec, name);
        }
        JsonObject jobSpec = spec.object("jobTemplate").object("spec");
        FieldPath path = SPEC.child("jobTemplate").child("spec");
        if (jobSpec.bool("manualSelector")) {
            report.add(FieldError.notSupported(path.child("manualSelector"), "true", List.of("nil", "false")));
        }
        Jobs.spec(report, path, jobSpec);
    }

    private static void schedule(Report report, String schedule) {
        FieldPath path = SPEC.child("schedule");
        if (schedule.isEmpty()) {
            report.required(path, "");
            return;
        }
        if (schedule.contains("TZ")) {
            report.invalid(path, schedule, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
            return;
        }
        try {
            CronSchedule.parse(schedule);
        } catch (CronException broken) {
            report.invalid(path, schedule, String.valueOf(broken.getMessage()));
        }
    }

    private static void zone(Report report, String zone) {
        FieldPath path = SPEC.child("timeZone");
        if (zone.isEmpty()) {
            report.invalid(path, zone, "timeZone must be nil or non-empty string");
        } else if (zone.equalsIgnoreCase("Local")) {
            report.invalid(
                    path, zone, "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones");
        } else if (!ZONES.contains(zone)) {
            report.invalid(path, zone, "unknown time zone " + zone);
        }
    }
}
