package dev.leme.api.validation;

import dev.leme.api.field.FieldError;
import dev.leme.api.field.FieldPath;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.selector.LabelSelector;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What jobs must hold. */
final class Jobs {

    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final FieldPath TEMPLATE_LABELS = FieldPath.of("spec", "template", "metadata", "labels");
    private static final int MOST_INDEXES = 100_000;
    private static final int MOST_FAILED_OF_MANY = 10_000;
    private static final int LONGEST_MANAGER = 63;

    private Jobs() {}

    static void check(Report report, ApiObject job) {
        JsonObject spec = job.spec();
        if (spec.has("selector")) {
            LabelSelectors.check(report, SPEC.child("selector"), spec.object("selector"));
            selector(report, job);
        } else {
            report.required(SPEC.child("selector"), "");
        }
        spec(report, SPEC, spec);
    }

    /** A selector that nobody chose by hand selects the job's own pods by its uid, and the template must fit it. */
    private static void selector(Report report, ApiObject job) {
        JsonObject labels = job.spec().object("template").object("metadata").object("labels");
        LabelSelector selector;
        try {
            selector = LabelSelector.of(job.spec().object("selector"));
        } catch (IllegalArgumentException broken) {
            return;
        }
        if (!selector.matches(labels.strings())) {
            report.invalid(TEMPLATE_LABELS, labels, "`selector` does not match template `labels`");
        }
        if (job.spec().bool("manualSelector")) {
            return;
        }
        Map<String, String> generated = new LinkedHashMap<>();
        for (String prefix : List.of("batch.kubernetes.io/", "")) {
            generated.put(prefix + "controller-uid", job.uid());
            generated.put(prefix + "job-name", job.name());
        }
        generated.forEach((name, value) -> label(report, labels, name, value));
        if (!selector.matches(generated)) {
            report.invalid(SPEC.child("selector"), job.spec().object("selector"), "`selector` not auto-generated");
        }
    }

    private static void label(Report report, JsonObject labels, String name, String value) {
        String detail = "must be '" + value + "'";
        if (!labels.has(name)) {
            report.required(TEMPLATE_LABELS.key(name), detail);
        } else if (!labels.string(name).equals(value)) {
            report.invalid(TEMPLATE_LABELS.key(name), labels, detail);
        }
    }

    /** The spec at {@code path}, also one inside of a cron job. */
    static void spec(Report report, FieldPath path, JsonObject spec) {
        for (String name : List.of(
                "parallelism",
                "completions",
                "activeDeadlineSeconds",
                "backoffLimit",
                "ttlSecondsAfterFinished",
                "backoffLimitPerIndex",
                "maxFailedIndexes")) {
            report.nonNegative(path, spec, name);
        }
        if (spec.has("maxFailedIndexes") && !spec.has("backoffLimitPerIndex")) {
            report.required(path.child("backoffLimitPerIndex"), "when maxFailedIndexes is specified");
        }
        manager(report, path.child("managedBy"), spec);
        report.oneOfIfPresent(path, spec, "completionMode", List.of("Indexed", "NonIndexed"));
        if (spec.string("completionMode").equals("Indexed")) {
            indexed(report, path, spec);
        } else {
            plain(report, path, spec);
        }
        JobPolicies.check(report, path, spec);
        Pods.template(report, path.child("template"), spec.object("template"));
        restarts(report, path, spec);
    }

    private static void manager(Report report, FieldPath path, JsonObject spec) {
        String manager = spec.string("managedBy");
        if (!spec.has("managedBy")) {
            return;
        }
        if (!manager.matches("[^/]+/.+")
                || !Names.subdomain(manager.split("/", 2)[0]).isEmpty()) {
            report.invalid(path, manager, "must be a domain-prefixed path (such as \"acme.io/foo\")");
        }
        if (manager.length() > LONGEST_MANAGER) {
            report.add(FieldError.tooLong(path, LONGEST_MANAGER));
        }
    }

    private static void indexed(Report report, FieldPath path, JsonObject spec) {
        if (!spec.has("completions")) {
            report.required(path.child("completions"), "when completion mode is Indexed");
        }
        long parallelism = spec.number("parallelism", 0);
        if (parallelism > MOST_INDEXES) {
            report.invalid(
                    path.child("parallelism"),
                    parallelism,
                    "must be less than or equal to 100000 when completion mode is Indexed");
        }
        if (spec.has("backoffLimitPerIndex")) {
            failedIndexes(report, path, spec, parallelism);
        }
    }

    private static void failedIndexes(Report report, FieldPath path, JsonObject spec, long parallelism) {
        long completions = spec.number("completions", 0);
        long most = spec.number("maxFailedIndexes", 0);
        if (spec.has("completions") && most > completions) {
            report.invalid(path.child("maxFailedIndexes"), most, "must be less than or equal to completions");
        }
        if (completions <= MOST_INDEXES) {
            return;
        }
        String detail = "must be less than or equal to 10000 when completions are above 100000 and used with backoff"
                + " limit per index";
        if (!spec.has("maxFailedIndexes")) {
            report.required(path.child("maxFailedIndexes"), "must be specified when completions is above 100000");
        }
        if (parallelism > MOST_FAILED_OF_MANY) {
            report.invalid(path.child("parallelism"), parallelism, detail);
        }
        if (most > MOST_FAILED_OF_MANY) {
            report.invalid(path.child("maxFailedIndexes"), most, detail);
        }
    }

    private static void plain(Report report, FieldPath path, JsonObject spec) {
        for (String name : List.of("backoffLimitPerIndex", "maxFailedIndexes")) {
            if (spec.has(name)) {
                report.invalid(path.child(name), spec.number(name, 0), "requires indexed completion mode");
            }
        }
    }

    private static void restarts(Report report, FieldPath path, JsonObject spec) {
        FieldPath at = path.child("template").child("spec").child("restartPolicy");
        String policy = spec.object("template").object("spec").string("restartPolicy");
        if (policy.isEmpty() || policy.equals("Always")) {
            report.required(at, "valid values: \"OnFailure\", \"Never\"");
        } else if (spec.has("podFailurePolicy") && !policy.equals("Never")) {
            report.invalid(at, policy, "only \"Never\" is supported when podFailurePolicy is specified");
        }
    }
}
