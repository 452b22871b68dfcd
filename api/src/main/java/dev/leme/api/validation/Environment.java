package dev.leme.api.validation;

import dev.leme.api.field.FieldPath;
import dev.leme.api.json.JsonObject;
import java.util.List;

/** What a container's environment must hold. */
final class Environment {

    private static final List<String> SOURCES =
            List.of("fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef");

    private Environment() {}

    static void variable(Report report, FieldPath path, JsonObject variable) {
        String name = variable.string("name");
        if (name.isEmpty()) {
            report.required(path.child("name"), "");
        } else {
            report.complain(path.child("name"), name, Names.environmentVariable(name));
        }
        if (variable.has("valueFrom")) {
            valueFrom(report, path.child("valueFrom"), variable.object("valueFrom"), variable.string("value"));
        }
    }

    private static void valueFrom(Report report, FieldPath path, JsonObject source, String value) {
        List<String> present = Paths.present(source, SOURCES);
        for (String type : present) {
            reference(report, path.child(type), type, source.object(type));
        }
        if (present.isEmpty()) {
            report.invalid(
                    path,
                    "",
                    "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or"
                            + " `fileKeyRef`");
        } else if (!value.isEmpty()) {
            report.invalid(path, "", "may not be specified when `value` is not empty");
        } else if (present.size() > 1) {
            report.invalid(path, "", "may not have more than one field specified at a time");
        }
    }

    private static void reference(Report report, FieldPath path, String type, JsonObject reference) {
        switch (type) {
            case "fieldRef" -> DownwardFields.object(report, path, reference, DownwardFields.IN_VARIABLES);
            case "resourceFieldRef" -> DownwardFields.resource(report, path, reference, false);
            case "fileKeyRef" -> {
                report.requires(path, reference, "key");
                report.requires(path, reference, "volumeName");
                report.requires(path, reference, "path");
            }
            default -> key(report, path, reference);
        }
    }

    private static void key(Report report, FieldPath path, JsonObject reference) {
        String name = reference.string("name");
        report.complain(path.child("name"), name, Names.subdomain(name));
        String key = reference.string("key");
        if (key.isEmpty()) {
            report.required(path.child("key"), "");
        } else {
            report.complain(path.child("key"), key, Names.configKey(key));
        }
    }

    /** One element of {@code envFrom}; upstream tells some faults of the list as a whole. */
    static void source(Report report, FieldPath list, FieldPath path, JsonObject source) {
        String prefix = source.string("prefix");
        if (!prefix.isEmpty()) {
            report.complain(path.child("prefix"), prefix, Names.environmentVariable(prefix));
        }
        List<String> present = Paths.present(source, List.of("configMapRef", "secretRef"));
        for (String type : present) {
            String name = source.object(type).string("name");
            if (name.isEmpty()) {
                report.required(path.child(type).child("name"), "");
            } else {
                report.complain(path.child(type).child("name"), name, Names.subdomain(name));
            }
        }
        if (present.isEmpty()) {
            report.invalid(list, "", "must specify one of: `configMapRef` or `secretRef`");
        } else if (present.size() > 1) {
            report.invalid(list, "", "may not have more than one field specified at a time");
        }
    }
}
