package dev.leme.api.validation;

import dev.leme.api.field.FieldError;
import dev.leme.api.field.FieldPath;
import dev.leme.api.json.Json;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a job's policies must hold: which failures count, what success is, when pods are replaced. */
final class JobPolicies {

    private static final int MOST_RULES = 20;
    private static final int MOST_CODES = 255;

    private JobPolicies() {}

    static void check(Report report, FieldPath path, JsonObject spec) {
        if (spec.has("podFailurePolicy")) {
            failure(report, path.child("podFailurePolicy"), spec);
        }
        if (spec.has("successPolicy")) {
            success(report, path, spec);
        }
        report.oneOfIfPresent(
                path,
                spec,
                "podReplacementPolicy",
                spec.has("podFailurePolicy") ? List.of("Failed") : List.of("Failed", "TerminatingOrFailed"));
    }

    private static void failure(Report report, FieldPath path, JsonObject spec) {
        JsonObject policy = spec.object("podFailurePolicy");
        int rules = policy.array("rules").size();
        if (rules > MOST_RULES) {
            report.add(FieldError.tooMany(path.child("rules"), rules, MOST_RULES));
        }
        Set<String> containers = new HashSet<>();
        JsonObject pod = spec.object("template").object("spec");
        for (String list : List.of("initContainers", "containers")) {
            pod.array(list).objects().forEach(container -> containers.add(container.string("name")));
        }
        Lists.each(path, policy, "rules", (at, rule) -> {
            report.oneOf(at, rule, "action", List.of("Count", "FailIndex", "FailJob", "Ignore"));
            if (rule.string("action").equals("FailIndex") && !spec.has("backoffLimitPerIndex")) {
                report.invalid(at.child("action"), "FailIndex", "requires the backoffLimitPerIndex to be set");
            }
            pattern(report, at, rule, containers);
        });
    }

    private static void pattern(Report report, FieldPath path, JsonObject rule, Set<String> containers) {
        boolean conditions = !rule.array("onPodConditions").isEmpty();
        if (rule.has("onExitCodes")) {
            exitCodes(report, path.child("onExitCodes"), rule.object("onExitCodes"), containers);
        }
        if (conditions) {
            conditions(report, path, rule);
        }
        if (rule.has("onExitCodes") && conditions) {
            report.add(
                    FieldError.invalidWhole(path, "specifying both OnExitCodes and OnPodConditions is not supported"));
        } else if (!rule.has("onExitCodes") && !conditions) {
            report.add(FieldError.invalidWhole(path, "specifying one of OnExitCodes and OnPodConditions is required"));
        }
    }

    private static void exitCodes(Report report, FieldPath path, JsonObject wanted, Set<String> containers) {
        report.oneOf(path, wanted, "operator", List.of("In", "NotIn"));
        String container = wanted.string("containerName");
        if (wanted.has("containerName") && !containers.contains(container)) {
            report.invalid(
                    path.child("containerName"),
                    container,
                    "must be one of the container or initContainer names in the pod template");
        }
        JsonArray values = wanted.array("values");
        FieldPath at = path.child("values");
        if (values.isEmpty()) {
            report.invalid(at, values, "at least one value is required");
        } else if (values.size() > MOST_CODES) {
            report.add(FieldError.tooMany(at, values.size(), MOST_CODES));
        }
        if (wanted.string("operator").equals("In") && values.stream().anyMatch(Json.parse("0")::equals)) {
            report.invalid(at, values, "must not be 0 for the In operator");
        }
        ordered(report, at, values);
    }

    private static void ordered(Report report, FieldPath path, JsonArray values) {
        Set<JsonValue> seen = new HashSet<>();
        boolean ordered = true;
        long last = Long.MIN_VALUE;
        for (int i = 0; i < values.size(); i++) {
            if (!seen.add(values.get(i))) {
                report.add(FieldError.duplicate(path.index(i), values.get(i)));
            }
            long value = JsonObject.of("value", values.get(i)).number("value", 0);
            ordered &= value >= last;
            last = value;
        }
        if (!ordered) {
            report.invalid(path, values, "must be ordered");
        }
    }

    private static void conditions(Report report, FieldPath path, JsonObject rule) {
        int size = rule.array("onPodConditions").size();
        if (size > MOST_RULES) {
            report.add(FieldError.tooMany(path.child("onPodConditions"), size, MOST_RULES));
        }
        Lists.each(path, rule, "onPodConditions", (at, pattern) -> {
            String type = pattern.string("type");
            report.complain(at.child("type"), type, Names.qualified(type));
            report.oneOf(at, pattern, "status", List.of("False", "True", "Unknown"));
        });
    }

    private static void success(Report report, FieldPath path, JsonObject spec) {
        FieldPath at = path.child("successPolicy");
        JsonObject policy = spec.object("successPolicy");
        if (!spec.string("completionMode").equals("Indexed")) {
            report.invalid(at, policy, "requires indexed completion mode");
            return;
        }
        int rules = policy.array("rules").size();
        if (rules == 0) {
            report.required(
                    at.child("rules"), "at least one rules must be specified when the successPolicy is specified");
        } else if (rules > MOST_RULES) {
            report.add(FieldError.tooMany(at.child("rules"), rules, MOST_RULES));
        }
        Lists.each(at, policy, "rules", (rulePath, rule) -> successRule(report, rulePath, rule, spec));
    }

    private static void successRule(Report report, FieldPath path, JsonObject rule, JsonObject spec) {
        if (!rule.has("succeededCount") && !rule.has("succeededIndexes")) {
            report.required(path, "at least one of succeededCount or succeededIndexes must be specified");
            return;
        }
        long completions = spec.number("completions", 0);
        long indexes = rule.has("succeededIndexes")
                ? indexes(report, path.child("succeededIndexes"), rule.string("succeededIndexes"), completions)
                : -1;
        if (!rule.has("succeededCount")) {
            return;
        }
        report.nonNegative(path, rule, "succeededCount");
        long count = rule.number("succeededCount", 0);
        if (count > completions) {
            report.invalid(
                    path.child("succeededCount"),
                    count,
                    "must be less than or equal to " + completions + " (the number of specified completions)");
        }
        if (indexes >= 0 && count > indexes) {
            report.invalid(
                    path.child("succeededCount"),
                    count,
                    "must be less than or equal to " + indexes
                            + " (the number of indexes in the specified succeededIndexes field)");
        }
    }

    /** How many indexes the text names; negative when it is broken. */
    private static long indexes(Report report, FieldPath path, String text, long completions) {
        Indexes indexes = Indexes.of(text, completions);
        if (!indexes.complaint().isEmpty()) {
            report.invalid(path, text, "error parsing succeededIndexes: " + indexes.complaint());
            return -1;
        }
        return indexes.count();
    }
}
