package dev.leme.api.validation;

import dev.leme.api.field.FieldError;
import dev.leme.api.field.FieldPath;
import dev.leme.api.json.Fields;
import dev.leme.api.json.JsonNumber;
import dev.leme.api.json.JsonString;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a Job's status may say, whoever writes it: a Job may be somebody else's to manage ({@code managedBy}), and what reads
 * its status relies on the same rules. A rule looks only at writes that change what it is about, so that a status from before
 * the rule can still be written.
 */
final class JobStatuses {

    private static final FieldPath STATUS = FieldPath.of("status");
    private static final FieldPath CONDITIONS = STATUS.child("conditions");
    private static final String MET = "SuccessCriteriaMet";
    private static final String TARGET = "FailureTarget";

    private final Report report;
    private final ApiObject fresh;
    private final ApiObject old;

    private JobStatuses(Report report, ApiObject fresh, ApiObject old) {
        this.report = report;
        this.fresh = fresh;
        this.old = old;
    }

    static void check(Report report, ApiObject fresh, ApiObject old) {
        JobStatuses rules = new JobStatuses(report, fresh, old);
        rules.counters();
        rules.conditions();
        rules.times();
        rules.finished();
        rules.indexes();
    }

    private boolean is(String type) {
        return is(fresh, type);
    }

    private static boolean is(ApiObject job, String type) {
        return job.status().array("conditions").objects().stream()
                .anyMatch(condition -> condition.string("type").equals(type)
                        && condition.string("status").equals("True"));
    }

    private static boolean isFinished(ApiObject job) {
        return is(job, "Complete") || is(job, "Failed");
    }

    /** Whether one of these conditions came or went. */
    private boolean turns(String... types) {
        return List.of(types).stream().anyMatch(type -> is(fresh, type) != is(old, type));
    }

    /** Whether one of these fields changed. */
    private boolean changes(String... names) {
        return List.of(names).stream()
                .anyMatch(name ->
                        !Objects.equals(fresh.status().get(name), old.status().get(name)));
    }

    private long count(String name) {
        return fresh.status().number(name, 0);
    }

    private void counters() {
        for (String name : List.of("active", "succeeded", "failed", "ready", "terminating")) {
            report.nonNegative(STATUS, fresh.status(), name);
        }
        uncounted();
        boolean resizable = isIndexed()
                && fresh.spec().number("completions", -1) == fresh.spec().number("parallelism", -1);
        if (!resizable && count("succeeded") < old.status().number("succeeded", 0)) {
            report.invalid(STATUS.child("succeeded"), count("succeeded"), "cannot decrease the succeeded counter");
        }
        if (count("failed") < old.status().number("failed", 0)) {
            report.invalid(STATUS.child("failed"), count("failed"), "cannot decrease the failed counter");
        }
        if (fresh.status().has("ready") && changes("ready", "active") && count("ready") > count("active")) {
            report.invalid(STATUS.child("ready"), count("ready"), "cannot set more ready pods than active");
        }
    }

    private void uncounted() {
        Set<String> seen = new HashSet<>();
        for (String list : List.of("succeeded", "failed")) {
            FieldPath path = STATUS.child("uncountedTerminatedPods").child(list);
            List<JsonValue> uids =
                    fresh.status().object("uncountedTerminatedPods").array(list).values();
            for (int i = 0; i < uids.size(); i++) {
                String uid = uids.get(i) instanceof JsonString(String text) ? text : "";
                if (uid.isEmpty()) {
                    report.invalid(path.index(i), "", "must not be empty");
                } else if (!seen.add(uid)) {
                    report.add(FieldError.duplicate(path.index(i), new JsonString(uid)));
                }
            }
        }
    }

    private void refuse(boolean broken, String detail) {
        if (broken) {
            report.add(FieldError.invalidWhole(CONDITIONS, detail));
        }
    }

    private void conditions() {
        refuse(
                turns("Complete", "Failed") && is("Complete") && is("Failed"),
                "cannot set Complete=True and Failed=true conditions");
        refuse(
                turns("Complete", TARGET) && is("Complete") && is(TARGET),
                "cannot set Complete=True and FailureTarget=true conditions");
        refuse(
                turns("Failed", TARGET) && is("Failed") && !is(TARGET),
                "cannot set Failed=True condition without the FailureTarget=true condition");
        refuse(
                turns("Complete", MET) && is("Complete") && !is(MET),
                "cannot set Complete=True condition without the SuccessCriteriaMet=true condition");
        refuse(is(MET) && is("Failed"), "cannot set SuccessCriteriaMet=True and Failed=true conditions");
        refuse(is(MET) && is(TARGET), "cannot set SuccessCriteriaMet=True and FailureTarget=true conditions");
        for (String type : List.of("Failed", "Complete", TARGET)) {
            refuse(is(old, type) && !is(type), "cannot disable the terminal " + type + "=True condition");
        }
        refuse(is(old, MET) && !is(MET), "cannot disable the SuccessCriteriaMet=True condition");
        refuse(
                is(old, "Complete") && !is(old, MET) && is(MET),
                "cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions");
    }

    private static @Nullable Instant time(ApiObject job, String name) {
        return Fields.instant(job.status(), name);
    }

    private void times() {
        Instant completed = time(fresh, "completionTime");
        Instant started = time(fresh, "startTime");
        FieldPath path = STATUS.child("completionTime");
        String shown = fresh.status().string("completionTime");
        if (turns("Complete") || changes("completionTime")) {
            if (completed != null && !is("Complete")) {
                report.invalid(path, shown, "cannot set completionTime when there is no Complete=True condition");
            }
            if (completed == null && is("Complete")) {
                report.required(path, "completionTime is required for Complete jobs");
            }
        }
        if (changes("startTime", "completionTime")
                && started != null
                && completed != null
                && completed.isBefore(started)) {
            report.invalid(path, shown, "completionTime cannot be set before startTime");
        }
        if (completed != null && time(old, "completionTime") != null && changes("completionTime")) {
            report.invalid(path, shown, "completionTime cannot be mutated");
        }
        if (changes("startTime")
                && time(old, "startTime") != null
                && !fresh.spec().bool("suspend")) {
            report.required(STATUS.child("startTime"), "startTime cannot be removed for unsuspended job");
        }
    }

    private void finished() {
        if (!isFinished(fresh)) {
            return;
        }
        boolean turns = !isFinished(old);
        for (String name : List.of("active", "terminating")) {
            if ((turns || changes(name)) && count(name) > 0) {
                report.invalid(STATUS.child(name), count(name), name + ">0 is invalid for finished job");
            }
        }
        if ((turns || changes("startTime")) && time(fresh, "startTime") == null) {
            report.required(STATUS.child("startTime"), "startTime is required for finished job");
        }
        var uncounted = fresh.status().object("uncountedTerminatedPods");
        boolean some = !uncounted.array("succeeded").isEmpty()
                || !uncounted.array("failed").isEmpty();
        if ((turns || changes("uncountedTerminatedPods")) && some) {
            report.invalid(
                    STATUS.child("uncountedTerminatedPods"),
                    uncounted,
                    "uncountedTerminatedPods needs to be empty for finished job");
        }
    }

    private boolean isIndexed() {
        return fresh.spec().string("completionMode").equals("Indexed");
    }

    private void indexes() {
        boolean limited = fresh.spec().has("backoffLimitPerIndex");
        boolean sized = fresh.spec().get("completions") instanceof JsonNumber;
        String completed = fresh.status().string("completedIndexes");
        String failed = fresh.status().string("failedIndexes");
        long completions = fresh.spec().number("completions", 0);
        if (changes("completedIndexes")) {
            parse("completedIndexes", completed, sized, completions);
            if (!completed.isEmpty() && !isIndexed()) {
                String detail = "cannot set non-empty completedIndexes when non-indexed completion mode";
                report.invalid(STATUS.child("completedIndexes"), completed, detail);
            }
        }
        if (changes("failedIndexes")) {
            parse("failedIndexes", failed, sized && limited, completions);
            if (fresh.status().has("failedIndexes") && !limited) {
                String detail = "cannot set non-null failedIndexes when backoffLimitPerIndex is null";
                report.invalid(STATUS.child("failedIndexes"), failed, detail);
            }
        }
        if (changes("failedIndexes", "completedIndexes") && sized) {
            long both = Indexes.of(completed, completions).firstCommon(Indexes.of(failed, completions));
            if (both >= 0) {
                String detail = "failedIndexes and completedIndexes overlap at index: " + both;
                report.invalid(STATUS.child("failedIndexes"), failed, detail);
            }
        }
    }

    private void parse(String name, String text, boolean applies, long completions) {
        String complaint = applies ? Indexes.of(text, completions).complaint() : "";
        if (!complaint.isEmpty()) {
            report.invalid(STATUS.child(name), text, "error parsing " + name + ": " + complaint);
        }
    }
}
