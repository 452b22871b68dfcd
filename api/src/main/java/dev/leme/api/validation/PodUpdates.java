package dev.leme.api.validation;

import dev.leme.api.field.FieldPath;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonNull;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What an update may change of a pod: nearly nothing. */
final class PodUpdates {

    private static final String ALLOWED = "pod updates may not change fields other than"
            + " `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,"
            + "`spec.tolerations` (only additions to existing tolerations),"
            + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

    private PodUpdates() {}

    static void check(Report report, ApiObject fresh, ApiObject old) {
        if (!sameNumber(report, fresh, old)) {
            return;
        }
        deadline(report, fresh.spec(), old.spec());
        tolerations(report, fresh.spec(), old.spec());
        gates(report, fresh.spec(), old.spec());
        JsonObject munged = munge(fresh.spec(), old.spec());
        if (!munged.equals(old.spec())) {
            report.forbidden(Pods.SPEC, ALLOWED + "\n" + Difference.between(Pods.SPEC, old.spec(), munged));
        }
    }

    private static boolean sameNumber(Report report, ApiObject fresh, ApiObject old) {
        boolean same = true;
        for (String list : List.of("containers", "initContainers")) {
            if (fresh.spec().array(list).size() != old.spec().array(list).size()) {
                report.forbidden(Pods.SPEC.child(list), "pod updates may not add or remove containers");
                same = false;
            }
        }
        return same;
    }

    private static void deadline(Report report, JsonObject fresh, JsonObject old) {
        FieldPath path = Pods.SPEC.child("activeDeadlineSeconds");
        if (!old.has("activeDeadlineSeconds")) {
            return;
        }
        long before = old.number("activeDeadlineSeconds", 0);
        if (!fresh.has("activeDeadlineSeconds")) {
            report.invalid(path, JsonNull.NULL, "must not update from a positive integer to nil value");
        } else if (fresh.number("activeDeadlineSeconds", 0) > before) {
            report.invalid(
                    path, fresh.number("activeDeadlineSeconds", 0), "must be less than or equal to previous value");
        }
    }

    private static void tolerations(Report report, JsonObject fresh, JsonObject old) {
        List<JsonObject> now = fresh.array("tolerations").objects().stream()
                .map(toleration -> toleration.without("tolerationSeconds"))
                .toList();
        for (JsonObject before : old.array("tolerations").objects()) {
            if (!now.contains(before.without("tolerationSeconds"))) {
                report.forbidden(
                        Pods.SPEC.child("tolerations"),
                        "existing toleration can not be modified except its tolerationSeconds");
                return;
            }
        }
    }

    private static void gates(Report report, JsonObject fresh, JsonObject old) {
        Set<JsonObject> before = new HashSet<>(old.array("schedulingGates").objects());
        Lists.each(Pods.SPEC, fresh, "schedulingGates", (at, gate) -> {
            if (!before.contains(gate)) {
                report.forbidden(
                        at.child("name"),
                        "only deletion is allowed, but found new scheduling gate '" + gate.string("name") + "'");
            }
        });
    }

    /** {@code fresh} with everything that may change put back as it was. */
    private static JsonObject munge(JsonObject fresh, JsonObject old) {
        JsonObject result = fresh;
        for (String list : List.of("containers", "initContainers")) {
            result = withOldImages(result, old, list);
        }
        result = like(result, old, "activeDeadlineSeconds");
        result = like(result, old, "tolerations");
        result = like(result, old, "schedulingGates");
        if (!old.array("schedulingGates").isEmpty()) {
            result = like(like(result, old, "nodeSelector"), old, "affinity");
        }
        boolean mended = old.number("terminationGracePeriodSeconds", 0) < 0
                && fresh.number("terminationGracePeriodSeconds", 0) == 1;
        return mended ? like(result, old, "terminationGracePeriodSeconds") : result;
    }

    private static JsonObject withOldImages(JsonObject fresh, JsonObject old, String list) {
        List<JsonObject> before = old.array(list).objects();
        List<JsonValue> result = new ArrayList<>();
        List<JsonObject> now = fresh.array(list).objects();
        for (int i = 0; i < now.size(); i++) {
            result.add(like(now.get(i), before.get(i), "image"));
        }
        return result.isEmpty() ? fresh : fresh.with(list, new JsonArray(result));
    }

    private static JsonObject like(JsonObject fresh, JsonObject old, String name) {
        JsonValue value = old.get(name);
        return value == null ? fresh.without(name) : fresh.with(name, value);
    }

    /** An update through the subresource for ephemeral containers: they may be added, and that's all. */
    static void ephemeral(Report report, ApiObject fresh, ApiObject old) {
        FieldPath path = Pods.SPEC.child("ephemeralContainers");
        List<JsonObject> now = fresh.spec().array("ephemeralContainers").objects();
        for (JsonObject before : old.spec().array("ephemeralContainers").objects()) {
            String name = before.string("name");
            boolean there =
                    now.stream().anyMatch(container -> container.string("name").equals(name));
            if (!there) {
                report.forbidden(path, "existing ephemeral containers \"" + name + "\" may not be removed\n");
            } else if (!now.contains(before)) {
                report.forbidden(path, "existing ephemeral containers \"" + name + "\" may not be changed\n");
            }
        }
    }
}
