package dev.leme.api.defaults;

import dev.leme.api.json.JsonObject;

/** Defaults of jobs. */
final class BatchDefaults {

    private BatchDefaults() {}

    static JsonObject job(JsonObject job) {
        JsonObject result = Members.inside(job, "spec", BatchDefaults::jobSpec);
        JsonObject labels =
                result.object("spec").object("template").object("metadata").object("labels");
        return labels.isEmpty()
                ? result
                : Members.inside(result, "metadata", metadata -> Members.value(metadata, "labels", labels));
    }

    private static JsonObject jobSpec(JsonObject spec) {
        JsonObject result = PodDefaults.templateOf(spec);
        if (!spec.has("completions") && !spec.has("parallelism")) {
            result = result.with("completions", 1);
        }
        result = Members.number(result, "parallelism", 1);
        result = Members.number(result, "backoffLimit", spec.has("backoffLimitPerIndex") ? Integer.MAX_VALUE : 6);
        result = Members.text(result, "completionMode", "NonIndexed");
        result = Members.bool(result, "suspend", false);
        return Members.text(
                failurePolicy(result),
                "podReplacementPolicy",
                spec.has("podFailurePolicy") ? "Failed" : "TerminatingOrFailed");
    }

    private static JsonObject failurePolicy(JsonObject spec) {
        return Members.within(
                spec,
                "podFailurePolicy",
                policy -> Members.each(
                        policy,
                        "rules",
                        rule -> Members.each(
                                rule, "onPodConditions", pattern -> Members.text(pattern, "status", "True"))));
    }

    /** A template gets the defaults of its parts; those of the Job as a whole come with each Job. */
    private static JsonObject jobTemplateSpec(JsonObject spec) {
        return failurePolicy(PodDefaults.templateOf(spec));
    }

    static JsonObject cronJob(JsonObject job) {
        return Members.inside(job, "spec", spec -> {
            JsonObject result = Members.text(spec, "concurrencyPolicy", "Allow");
            result = Members.bool(result, "suspend", false);
            result = Members.number(result, "successfulJobsHistoryLimit", 3);
            result = Members.number(result, "failedJobsHistoryLimit", 1);
            return Members.inside(
                    result,
                    "jobTemplate",
                    template -> Members.inside(
                            Members.inside(template, "metadata", metadata -> metadata),
                            "spec",
                            BatchDefaults::jobTemplateSpec));
        });
    }
}
