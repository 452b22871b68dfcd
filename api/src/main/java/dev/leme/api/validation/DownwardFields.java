package dev.leme.api.validation;

import dev.leme.api.field.FieldError;
import dev.leme.api.field.FieldPath;
import dev.leme.api.json.JsonObject;
import java.util.List;

/** What a reference to a pod's own fields, in a variable or a file, must hold. */
final class DownwardFields {

    static final List<String> IN_VARIABLES = List.of(
            "metadata.name",
            "metadata.namespace",
            "metadata.uid",
            "spec.nodeName",
            "spec.serviceAccountName",
            "status.hostIP",
            "status.hostIPs",
            "status.podIP",
            "status.podIPs");
    private static final List<String> KNOWN = List.of("metadata.annotations", "metadata.labels");
    private static final List<String> RESOURCES = List.of(
            "limits.cpu",
            "limits.ephemeral-storage",
            "limits.memory",
            "requests.cpu",
            "requests.ephemeral-storage",
            "requests.memory");

    private DownwardFields() {}

    static void object(Report report, FieldPath path, JsonObject reference, List<String> allowed) {
        if (!report.requires(path, reference, "apiVersion") || !report.requires(path, reference, "fieldPath")) {
            return;
        }
        String field = reference.string("fieldPath");
        int bracket = field.indexOf("['");
        if (bracket > 0 && field.endsWith("']")) {
            subscript(report, path, field.substring(0, bracket), field.substring(bracket + 2, field.length() - 2));
        } else if (!IN_VARIABLES.contains(field) && !KNOWN.contains(field)) {
            report.invalid(
                    path.child("fieldPath"), field, "error converting fieldPath: field label not supported: " + field);
        } else if (!allowed.contains(field)) {
            report.add(FieldError.notSupported(path.child("fieldPath"), field, allowed));
        }
    }

    private static void subscript(Report report, FieldPath path, String field, String key) {
        switch (field) {
            case "metadata.annotations" -> report.complain(path, Names.lower(key), Names.qualified(Names.lower(key)));
            case "metadata.labels" -> report.complain(path, key, Names.qualified(key));
            default -> report.invalid(path, field, "does not support subscript");
        }
    }

    static void resource(Report report, FieldPath path, JsonObject reference, boolean inFile) {
        String resource = reference.string("resource");
        if (inFile && reference.string("containerName").isEmpty()) {
            report.required(path.child("containerName"), "");
        } else if (resource.isEmpty()) {
            report.required(path.child("resource"), "");
        } else if (!RESOURCES.contains(resource)
                && !resource.startsWith("limits.hugepages-")
                && !resource.startsWith("requests.hugepages-")) {
            report.add(FieldError.notSupported(path.child("resource"), resource, RESOURCES));
        }
        if (resource.endsWith(".cpu") && !List.of("", "0", "1", "1m").contains(reference.string("divisor"))) {
            report.invalid(
                    path.child("divisor"),
                    resource,
                    "only divisor's values 1m and 1 are supported with the cpu resource");
        }
    }
}
