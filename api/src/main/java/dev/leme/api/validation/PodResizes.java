package dev.leme.api.validation;

import dev.leme.api.defaults.QualityOfService;
import dev.leme.api.field.FieldPath;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import java.util.ArrayList;
import java.util.List;

/** What may be asked of a pod's containers in place: other amounts of cpu and memory, and nothing that changes the pod's class. */
final class PodResizes {

    private static final String MIRROR = "kubernetes.io/config.mirror";
    private static final List<String> RESIZABLE = List.of("cpu", "memory");

    private PodResizes() {}

    static void check(Report report, ApiObject fresh, ApiObject old) {
        if (fresh.spec().has("resources") || old.spec().has("resources")) {
            report.forbidden(FieldPath.of(""), "pods with pod-level resources cannot be resized");
            return;
        }
        if (old.metadata().object("annotations").has(MIRROR)) {
            report.forbidden(FieldPath.of(""), "static pods cannot be resized");
            return;
        }
        quality(report, fresh, old);
        if (sameOrder(report, fresh.spec(), old.spec())) {
            removals(report, fresh.spec(), old.spec());
            amountsAlone(report, fresh.spec(), old.spec());
        }
    }

    private static void quality(Report report, ApiObject fresh, ApiObject old) {
        String shown = old.status().string("qosClass");
        String before = shown.isEmpty() ? QualityOfService.of(old.spec()) : shown;
        if (!QualityOfService.of(fresh.spec()).equals(before)) {
            report.invalid(Pods.SPEC, before, "Pod QOS Class may not change as a result of resizing");
        }
    }

    private static boolean sameOrder(Report report, JsonObject fresh, JsonObject old) {
        boolean init = sameOrder(report, fresh, old, "initContainers", "init containers");
        return sameOrder(report, fresh, old, "containers", "containers") && init;
    }

    private static boolean sameOrder(Report report, JsonObject fresh, JsonObject old, String list, String title) {
        List<String> now = names(fresh, list);
        List<String> before = names(old, list);
        if (now.size() != before.size()) {
            report.forbidden(Pods.SPEC.child(list), title + " may not be added or removed on resize");
        } else if (!now.equals(before)) {
            report.forbidden(Pods.SPEC.child(list), title + " may not be renamed or reordered on resize");
        }
        return now.equals(before);
    }

    private static List<String> names(JsonObject spec, String list) {
        return spec.array(list).objects().stream()
                .map(container -> container.string("name"))
                .toList();
    }

    private static void removals(Report report, JsonObject fresh, JsonObject old) {
        for (String list : List.of("initContainers", "containers")) {
            List<JsonObject> before = old.array(list).objects();
            Lists.each(Pods.SPEC, fresh, list, (at, container) -> {
                JsonObject had = before.stream()
                        .filter(other -> other.string("name").equals(container.string("name")))
                        .findFirst()
                        .orElse(JsonObject.EMPTY);
                removal(report, at, "requests", container, had);
                removal(report, at, "limits", container, had);
            });
        }
    }

    private static void removal(Report report, FieldPath at, String part, JsonObject fresh, JsonObject old) {
        JsonObject now = fresh.object("resources").object(part);
        if (old.object("resources").object(part).names().stream().anyMatch(name -> !now.has(name))) {
            report.forbidden(at.child("resources").child(part), "resource " + part + " cannot be removed");
        }
    }

    private static void amountsAlone(Report report, JsonObject fresh, JsonObject old) {
        for (String list : List.of("containers", "initContainers")) {
            List<JsonObject> before = old.array(list).objects();
            List<JsonObject> now = fresh.array(list).objects();
            for (int index = 0; index < now.size(); index++) {
                String complaint = complaint(list, now.get(index), before.get(index));
                if (!complaint.isEmpty()) {
                    report.forbidden(Pods.SPEC, complaint);
                }
            }
        }
        if (!withoutAmounts(fresh).equals(withoutAmounts(old))) {
            String difference = Difference.between(Pods.SPEC, withoutAmounts(old), withoutAmounts(fresh));
            report.forbidden(Pods.SPEC, "only cpu and memory resources are mutable\n" + difference);
        }
    }

    /** What is wrong with the change of one container; empty for nothing. */
    private static String complaint(String list, JsonObject now, JsonObject before) {
        boolean init = list.equals("initContainers");
        boolean sidecar = before.string("restartPolicy").equals("Always");
        if (init && !sidecar) {
            return now.equals(before) ? "" : "resources for non-sidecar init containers are immutable";
        }
        if (withoutAmountsOf(now).equals(withoutAmountsOf(before))) {
            return "";
        }
        return init
                ? "only cpu and memory resources for sidecar containers are mutable"
                : "only cpu and memory resources are mutable";
    }

    private static JsonObject withoutAmounts(JsonObject spec) {
        JsonObject result = spec;
        for (String list : List.of("containers", "initContainers")) {
            List<JsonValue> containers = new ArrayList<>();
            spec.array(list).objects().forEach(container -> containers.add(withoutAmountsOf(container)));
            result = containers.isEmpty() ? result : result.with(list, new JsonArray(containers));
        }
        return result;
    }

    private static JsonObject withoutAmountsOf(JsonObject container) {
        JsonObject resources = container.object("resources");
        for (String part : List.of("limits", "requests")) {
            JsonObject amounts = resources.object(part);
            for (String name : RESIZABLE) {
                amounts = amounts.without(name);
            }
            resources = amounts.isEmpty() ? resources.without(part) : resources.with(part, amounts);
        }
        return container.with("resources", resources);
    }
}
