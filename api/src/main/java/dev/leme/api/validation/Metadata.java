package dev.leme.api.validation;

import dev.leme.api.field.FieldError;
import dev.leme.api.field.FieldPath;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** What the metadata of every kind must hold. */
final class Metadata {

    static final FieldPath PATH = FieldPath.of("metadata");

    private static final int MOST_ANNOTATIONS = 256 * 1024;
    private static final Set<String> STANDARD_FINALIZERS = Set.of("kubernetes", "orphan", "foregroundDeletion");

    private Metadata() {}

    /** Checks the metadata of a new object whose name must pass {@code name}. */
    static void check(Report report, JsonObject meta, boolean namespaced, Function<String, List<String>> name) {
        checkName(report, meta, name);
        checkNamespace(report, meta.string("namespace"), namespaced);
        checkCommon(report, meta);
    }

    private static void checkName(Report report, JsonObject meta, Function<String, List<String>> name) {
        String prefix = meta.string("generateName");
        if (!prefix.isEmpty()) {
            report.complain(PATH.child("generateName"), prefix, name.apply(withoutTrailingDash(prefix)));
        }
        String own = meta.string("name");
        if (own.isEmpty()) {
            report.required(PATH.child("name"), "name or generateName is required");
        } else {
            report.complain(PATH.child("name"), own, name.apply(own));
        }
    }

    /** A prefix may end in a dash, since more follows. */
    private static String withoutTrailingDash(String prefix) {
        return prefix.length() > 1 && prefix.endsWith("-") ? prefix.substring(0, prefix.length() - 2) + "a" : prefix;
    }

    private static void checkNamespace(Report report, String namespace, boolean namespaced) {
        FieldPath path = PATH.child("namespace");
        if (!namespaced) {
            if (!namespace.isEmpty()) {
                report.forbidden(path, "not allowed on this type");
            }
        } else if (namespace.isEmpty()) {
            report.required(path, "");
        } else {
            report.complain(path, namespace, Names.label(namespace));
        }
    }

    private static void checkCommon(Report report, JsonObject meta) {
        if (meta.number("generation", 0) < 0) {
            report.invalid(
                    PATH.child("generation"), meta.number("generation", 0), "must be greater than or equal to 0");
        }
        labels(report, PATH.child("labels"), meta.object("labels"));
        annotations(report, PATH.child("annotations"), meta.object("annotations"));
        owners(report, meta.array("ownerReferences"));
        finalizers(report, meta.array("finalizers"));
    }

    /** A map of labels, wherever it lies. */
    static void labels(Report report, FieldPath path, JsonObject labels) {
        labels.strings().forEach((key, value) -> {
            report.complain(path, key, Names.qualified(key));
            report.complain(path, value, Names.labelValue(value));
        });
    }

    /** A map of annotations, wherever it lies: keys are qualified names, 256 KiB in all. */
    static void annotations(Report report, FieldPath path, JsonObject annotations) {
        long size = 0;
        for (Map.Entry<String, String> entry : annotations.strings().entrySet()) {
            report.complain(path, entry.getKey(), Names.qualified(Names.lower(entry.getKey())));
            size += bytes(entry.getKey()) + bytes(entry.getValue());
        }
        if (size > MOST_ANNOTATIONS) {
            report.add(FieldError.tooLong(path, MOST_ANNOTATIONS));
        }
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static void owners(Report report, JsonArray owners) {
        FieldPath path = PATH.child("ownerReferences");
        String controller = "";
        List<JsonObject> list = owners.objects();
        for (int i = 0; i < list.size(); i++) {
            JsonObject owner = list.get(i);
            owner(report, path.index(i), owner);
            if (!owner.bool("controller")) {
                continue;
            }
            String name = owner.string("kind") + "/" + owner.string("name");
            if (!controller.isEmpty()) {
                report.invalid(
                        path,
                        owners,
                        "Only one reference can have Controller set to true. Found \"true\" in references for "
                                + controller + " and " + name);
            }
            controller = name;
        }
    }

    private static void owner(Report report, FieldPath path, JsonObject owner) {
        String apiVersion = owner.string("apiVersion");
        if (apiVersion.isEmpty() || apiVersion.endsWith("/")) {
            report.invalid(path.child("apiVersion"), apiVersion, "version must not be empty");
        }
        for (String name : List.of("kind", "name", "uid")) {
            if (owner.string(name).isEmpty()) {
                report.invalid(path.child(name), "", "must not be empty");
            }
        }
        if (owner.string("kind").equals("Event") && apiVersion.equals("v1")) {
            report.invalid(path, owner, "/v1, Kind=Event is disallowed from being an owner");
        }
    }

    private static void finalizers(Report report, JsonArray finalizers) {
        FieldPath path = PATH.child("finalizers");
        List<String> names = finalizers.strings();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            report.complain(path.index(i), name, Names.qualified(name));
            if (!name.contains("/") && !STANDARD_FINALIZERS.contains(name)) {
                report.invalid(
                        path.index(i), name, "name is neither a standard finalizer name nor is it fully qualified");
            }
        }
        if (names.contains("orphan") && names.contains("foregroundDeletion")) {
            report.invalid(path, finalizers, "finalizer orphan and foregroundDeletion cannot be both set");
        }
    }

    /** Checks the metadata of {@code fresh}, which is to replace {@code old}. */
    static void checkUpdate(Report report, JsonObject fresh, JsonObject old) {
        newFinalizers(report, fresh, old);
        for (String name : List.of("name", "namespace", "uid", "creationTimestamp")) {
            immutableIfPresent(report, fresh, old, name);
        }
        for (String name : List.of("deletionTimestamp", "deletionGracePeriodSeconds")) {
            immutableIfPresent(report, fresh, old, name);
        }
        if (fresh.number("generation", 0) < old.number("generation", 0) && fresh.has("generation")) {
            report.invalid(PATH.child("generation"), fresh.number("generation", 0), "must not be decremented");
        }
        if (fresh.string("resourceVersion").isEmpty()) {
            report.invalid(PATH.child("resourceVersion"), "", "must be specified for an update");
        }
        checkCommon(report, fresh);
    }

    /** What a writer leaves out stays as it is; the store fills it in. */
    private static void immutableIfPresent(Report report, JsonObject fresh, JsonObject old, String name) {
        JsonValue value = fresh.get(name);
        if (fresh.has(name) && !value(old, name).equals(value)) {
            report.immutable(PATH.child(name), value, old.get(name));
        }
    }

    private static Object value(JsonObject object, String name) {
        JsonValue value = object.get(name);
        return value == null ? "" : value;
    }

    private static void newFinalizers(Report report, JsonObject fresh, JsonObject old) {
        if (!old.has("deletionTimestamp")) {
            return;
        }
        List<String> added = new ArrayList<>(fresh.array("finalizers").strings());
        added.removeAll(new HashSet<>(old.array("finalizers").strings()));
        if (!added.isEmpty()) {
            report.forbidden(
                    PATH.child("finalizers"),
                    "no new finalizers can be added if the object is being deleted, found new finalizers []string{"
                            + String.join(
                                    ", ", added.stream().map(FieldError::quote).toList()) + "}");
        }
    }
}
