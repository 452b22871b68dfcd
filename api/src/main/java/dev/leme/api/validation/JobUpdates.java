package dev.leme.api.validation;

import dev.leme.api.field.FieldPath;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import java.util.ArrayList;
import java.util.List;

/** What may change of a job: its size, and while it is suspended where its pods may run and what they may take. */
final class JobUpdates {

    private static final FieldPath SPEC = FieldPath.of("spec");

    private JobUpdates() {}

    static void check(Report report, ApiObject fresh, ApiObject old) {
        completions(report, fresh.spec(), old.spec());
        for (String name : List.of("selector", "completionMode", "podFailurePolicy", "backoffLimitPerIndex")) {
            same(report, name, fresh.spec(), old.spec());
        }
        JsonObject now = fresh.spec();
        if (isAtRest(old)) {
            now = now.with(
                    "template",
                    withOldDirectives(
                            fresh.spec().object("template"), old.spec().object("template")));
        }
        same(report, "template", now, old.spec());
        same(report, "managedBy", fresh.spec(), old.spec());
        same(report, "successPolicy", fresh.spec(), old.spec());
    }

    private static void same(Report report, String name, JsonObject fresh, JsonObject old) {
        report.immutable(SPEC.child(name), fresh.get(name), old.get(name));
    }

    /** A job with indexes grows and shrinks as a whole. */
    private static void completions(Report report, JsonObject fresh, JsonObject old) {
        if (!fresh.string("completionMode").equals("Indexed")) {
            same(report, "completions", fresh, old);
        } else if (fresh.number("completions", -1) != old.number("completions", -1)
                && fresh.number("completions", -1) != fresh.number("parallelism", -1)) {
            report.invalid(
                    SPEC.child("completions"),
                    fresh.number("completions", 0),
                    "can only be modified in tandem with spec.parallelism");
        }
    }

    /** Suspended, and no pod has been made yet or none is left. */
    private static boolean isAtRest(ApiObject job) {
        boolean suspended = job.status().array("conditions").objects().stream()
                .anyMatch(condition -> condition.string("type").equals("Suspended")
                        && condition.string("status").equals("True"));
        boolean empty = job.status().number("active", 0) == 0;
        return job.spec().bool("suspend") && (!job.status().has("startTime") || suspended && empty);
    }

    /** {@code fresh} with all that may change put back as it was. */
    private static JsonObject withOldDirectives(JsonObject fresh, JsonObject old) {
        JsonObject metadata = old.object("metadata");
        JsonObject result =
                fresh.update("metadata", now -> like(like(now, metadata, "annotations"), metadata, "labels"));
        JsonObject before = old.object("spec");
        return result.update("spec", spec -> {
            JsonObject same = spec;
            for (String name : List.of("nodeSelector", "tolerations", "schedulingGates")) {
                same = like(same, before, name);
            }
            same = affinity(same, before);
            for (String list : List.of("initContainers", "containers")) {
                same = resources(same, before, list);
            }
            return same;
        });
    }

    private static JsonObject affinity(JsonObject fresh, JsonObject old) {
        JsonObject others = fresh.object("affinity").without("nodeAffinity");
        return others.equals(old.object("affinity").without("nodeAffinity")) ? like(fresh, old, "affinity") : fresh;
    }

    private static JsonObject resources(JsonObject fresh, JsonObject old, String list) {
        List<JsonObject> before = old.array(list).objects();
        List<JsonObject> now = fresh.array(list).objects();
        if (before.size() != now.size() || now.isEmpty()) {
            return fresh;
        }
        List<JsonValue> result = new ArrayList<>();
        for (int i = 0; i < now.size(); i++) {
            result.add(like(now.get(i), before.get(i), "resources"));
        }
        return fresh.with(list, new JsonArray(result));
    }

    private static JsonObject like(JsonObject fresh, JsonObject old, String name) {
        JsonValue value = old.get(name);
        return value == null ? fresh.without(name) : fresh.with(name, value);
    }
}
