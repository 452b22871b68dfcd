package dev.leme.api.validation;

import dev.leme.api.field.FieldError;
import dev.leme.api.field.FieldPath;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** What jobs must hold, and what may change of them. */
final class Batch {

    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final Set<String> MACROS =
            Set.of("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly");

    private Batch() {}

    static void job(Report report, ApiObject job) {
        JsonObject spec = job.spec();
        if (!spec.has("selector")) {
            report.required(SPEC.child("selector"), "");
        } else {
            LabelSelectors.check(report, SPEC.child("selector"), spec.object("selector"));
        }
        jobSpec(report, SPEC, spec);
    }

    private static void jobSpec(Report report, FieldPath path, JsonObject spec) {
        for (String name : List.of("parallelism", "completions", "backoffLimit", "ttlSecondsAfterFinished")) {
            report.nonNegative(path, spec, name);
        }
        report.nonNegative(path, spec, "activeDeadlineSeconds");
        report.oneOfIfPresent(path, spec, "completionMode", List.of("Indexed", "NonIndexed"));
        if (spec.string("completionMode").equals("Indexed") && !spec.has("completions")) {
            report.required(path.child("completions"), "when completion mode is Indexed");
        }
        Pods.template(report, path.child("template"), spec.object("template"));
        FieldPath policyPath = path.child("template").child("spec").child("restartPolicy");
        String policy = spec.object("template").object("spec").string("restartPolicy");
        if (policy.isEmpty() || policy.equals("Always")) {
            report.required(policyPath, "valid values: \"OnFailure\", \"Never\"");
        }
    }

    static void jobUpdate(Report report, ApiObject fresh, ApiObject old) {
        boolean suspended = old.spec().bool("suspend") && !old.status().has("startTime");
        boolean elastic = fresh.spec().string("completionMode").equals("Indexed")
                && fresh.spec().number("completions", 0) == fresh.spec().number("parallelism", 0);
        for (String name : List.of("completions", "selector", "template", "completionMode", "podFailurePolicy")) {
            boolean free = name.equals("completions") && elastic || name.equals("template") && suspended;
            if (!free) {
                report.immutable(
                        SPEC.child(name), fresh.spec().get(name), old.spec().get(name));
            }
        }
    }

    static void cronJob(Report report, ApiObject job) {
        JsonObject spec = job.spec();
        if (job.name().length() > 52) {
            report.invalid(Metadata.PATH.child("name"), job.name(), "must be no more than 52 characters");
        }
        schedule(report, spec.string("schedule"));
        report.oneOf(SPEC, spec, "concurrencyPolicy", List.of("Allow", "Forbid", "Replace"));
        for (String name : List.of("startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit")) {
            report.nonNegative(SPEC, spec, name);
        }
        JsonObject jobSpec = spec.object("jobTemplate").object("spec");
        FieldPath path = SPEC.child("jobTemplate").child("spec");
        if (jobSpec.bool("manualSelector")) {
            report.add(FieldError.notSupported(path.child("manualSelector"), "true", List.of("nil", "false")));
        }
        jobSpec(report, path, jobSpec);
    }

    private static void schedule(Report report, String schedule) {
        FieldPath path = SPEC.child("schedule");
        if (schedule.isEmpty()) {
            report.required(path, "");
            return;
        }
        if (schedule.contains("TZ")) {
            report.invalid(path, schedule, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
        }
        String complaint = complaint(schedule.strip());
        if (!complaint.isEmpty()) {
            report.invalid(path, schedule, complaint);
        }
    }

    private static String complaint(String schedule) {
        if (schedule.startsWith("@")) {
            boolean known = MACROS.contains(schedule) || schedule.startsWith("@every ");
            return known ? "" : "unrecognized descriptor: " + schedule;
        }
        List<String> fields = Arrays.asList(schedule.split("\\s+"));
        if (fields.size() != 5) {
            return "expected exactly 5 fields, found " + fields.size() + ": "
                    + fields.toString().replace(",", "");
        }
        for (String field : fields) {
            if (!field.matches("[0-9A-Za-z*?/,-]+")) {
                return "failed to parse int from " + field;
            }
        }
        return "";
    }
}
