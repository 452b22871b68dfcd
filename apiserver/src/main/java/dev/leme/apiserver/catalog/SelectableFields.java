package dev.leme.apiserver.catalog;

import dev.leme.api.json.JsonBoolean;
import dev.leme.api.json.JsonNumber;
import dev.leme.api.json.JsonString;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** The fields by which a kind can be selected, read by their path. */
final class SelectableFields {

    private SelectableFields() {}

    /** These paths, each under its own name. */
    static Map<String, Function<ApiObject, String>> of(String... paths) {
        Map<String, Function<ApiObject, String>> fields = new LinkedHashMap<>();
        for (String path : paths) {
            String[] steps = path.split("\\.");
            fields.put(path, object -> text(object.json().at(steps), path));
        }
        return fields;
    }

    /** These paths, and those that begin with {@code prefix} also with {@code other} in its place: the name in another version. */
    static Map<String, Function<ApiObject, String>> with(String other, String prefix, String... paths) {
        Map<String, Function<ApiObject, String>> fields = of(paths);
        for (String path : paths) {
            Function<ApiObject, String> read = fields.get(path);
            if (path.startsWith(prefix) && read != null) {
                fields.put(other + path.substring(prefix.length()), read);
            }
        }
        return fields;
    }

    private static String text(@org.jspecify.annotations.Nullable JsonValue value, String path) {
        return switch (value) {
            case JsonString(String text) -> text;
            case JsonNumber number -> number.toString();
            case JsonBoolean bool -> bool.toString();
            case null, default ->
                switch (path) {
                    case "spec.unschedulable", "spec.hostNetwork" -> "false";
                    case "status.replicas" -> "0";
                    default -> "";
                };
        };
    }
}
