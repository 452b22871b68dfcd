package dev.leme.api.validation;

import dev.leme.api.field.FieldError;
import dev.leme.api.field.FieldPath;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import dev.leme.api.quantity.Quantity;
import java.util.List;

/** What persistent volume claims must hold, and what may change of them. */
final class Claims {

    static final List<String> ACCESS_MODES =
            List.of("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod");

    private static final FieldPath SPEC = FieldPath.of("spec");

    private Claims() {}

    static void check(Report report, ApiObject claim) {
        spec(report, SPEC, claim.spec());
    }

    static void spec(Report report, FieldPath path, JsonObject spec) {
        if (spec.array("accessModes").isEmpty()) {
            report.required(path.child("accessModes"), "at least 1 access mode is required");
        }
        LabelSelectors.check(report, path.child("selector"), spec.object("selector"));
        accessModes(report, path.child("accessModes"), spec.array("accessModes").strings());
        ResourceAmounts.positive(
                report,
                path.child("resources").key("storage"),
                spec.object("resources").object("requests").get("storage"));
        className(report, path, spec, "storageClassName");
        className(report, path, spec, "volumeAttributesClassName");
        report.oneOfIfPresent(path, spec, "volumeMode", List.of("Block", "Filesystem"));
        for (String source : List.of("dataSource", "dataSourceRef")) {
            if (spec.has(source)) {
                source(report, path.child(source), spec.object(source));
            }
        }
    }

    static void accessModes(Report report, FieldPath path, List<String> modes) {
        for (String mode : modes) {
            if (!ACCESS_MODES.contains(mode)) {
                report.add(FieldError.notSupported(path, mode, ACCESS_MODES));
            }
        }
        boolean others =
                modes.stream().anyMatch(mode -> !mode.equals("ReadWriteOncePod") && ACCESS_MODES.contains(mode));
        if (modes.contains("ReadWriteOncePod") && others) {
            report.forbidden(path, "may not use ReadWriteOncePod with other access modes");
        }
    }

    static void className(Report report, FieldPath path, JsonObject spec, String name) {
        String value = spec.string(name);
        report.complain(path.child(name), value, value.isEmpty() ? List.of() : Names.subdomain(value));
    }

    private static void source(Report report, FieldPath path, JsonObject source) {
        report.requires(path, source, "name");
        report.requires(path, source, "kind");
        String group = source.string("apiGroup");
        if (group.isEmpty() && !source.string("kind").equals("PersistentVolumeClaim")) {
            report.invalid(
                    path,
                    source.string("kind"),
                    "must be 'PersistentVolumeClaim' when referencing the default apiGroup");
        }
        report.complain(path.child("apiGroup"), group, group.isEmpty() ? List.of() : Names.subdomain(group));
    }

    static void update(Report report, ApiObject fresh, ApiObject old) {
        JsonObject before = old.spec();
        JsonObject after = fresh.spec();
        if (before.string("volumeName").isEmpty()) {
            before = like(before, after, "volumeName");
        }
        if (!before.has("storageClassName")) {
            after = like(after, before, "storageClassName");
        }
        if (fresh.status().string("phase").equals("Bound")) {
            after = withOldSize(after, before);
            after = like(after, before, "volumeAttributesClassName");
        }
        if (!after.equals(before)) {
            report.forbidden(
                    SPEC,
                    "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound"
                            + " claims\n" + Difference.between(SPEC, before, after));
        }
        shrinking(report, fresh, old);
        report.immutable(
                FieldPath.of("volumeMode"),
                fresh.spec().get("volumeMode"),
                old.spec().get("volumeMode"));
    }

    private static void shrinking(Report report, ApiObject fresh, ApiObject old) {
        Quantity now = size(fresh.spec().object("resources").object("requests"));
        Quantity before = size(old.spec().object("resources").object("requests"));
        Quantity actual = size(old.status().object("capacity"));
        if (now.compareTo(before) < 0 && now.compareTo(actual) <= 0) {
            report.forbidden(
                    SPEC.child("resources").child("requests").child("storage"),
                    "field can not be less than status.capacity");
        }
    }

    private static Quantity size(JsonObject amounts) {
        Quantity size = ResourceAmounts.quantity(amounts.get("storage"));
        return size == null ? Quantity.ZERO : size;
    }

    private static JsonObject withOldSize(JsonObject spec, JsonObject old) {
        JsonValue size = old.object("resources").object("requests").get("storage");
        return size == null ? spec : spec.withAt(List.of("resources", "requests", "storage"), size);
    }

    private static JsonObject like(JsonObject fresh, JsonObject old, String name) {
        JsonValue value = old.get(name);
        return value == null ? fresh.without(name) : fresh.with(name, value);
    }
}
