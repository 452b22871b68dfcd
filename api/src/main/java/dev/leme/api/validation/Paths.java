package dev.leme.api.validation;

import dev.leme.api.field.FieldPath;
import dev.leme.api.json.JsonNumber;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;
import dev.leme.api.json.JsonValue;
import java.util.Arrays;
import java.util.List;

/** What files' paths, modes and ports in a pod must hold. */
final class Paths {

    private Paths() {}

    static boolean hasBacksteps(String path) {
        return Arrays.asList(path.split("/", -1)).contains("..");
    }

    /** A path inside a volume. */
    static void descending(Report report, FieldPath path, String value) {
        if (value.startsWith("/")) {
            report.invalid(path, value, "must be a relative path");
        }
        noBacksteps(report, path, value);
    }

    static void noBacksteps(Report report, FieldPath path, String value) {
        if (hasBacksteps(value)) {
            report.invalid(path, value, "must not contain '..'");
        }
    }

    /** A path inside a volume whose files the server writes. */
    static void written(Report report, FieldPath path, String value) {
        descending(report, path, value);
        if (value.startsWith("..") && !value.startsWith("../")) {
            report.invalid(path, value, "must not start with '..'");
        }
    }

    static void mode(Report report, FieldPath path, JsonObject owner, String name) {
        long mode = owner.number(name, 0);
        if (mode < 0 || mode > 0777) {
            report.invalid(path.child(name), mode, "must be a number between 0 and 0777 (octal), both inclusive");
        }
    }

    /** A port by number or name. */
    static void port(Report report, FieldPath path, JsonObject owner, String name) {
        JsonValue value = owner.get(name);
        FieldPath at = path.child(name);
        switch (value) {
            case JsonString(String text) -> report.complain(at, text, Names.portName(text));
            case JsonNumber number -> report.complain(at, number.longValue(), Names.portNumber(number.longValue()));
            case null, default -> report.complain(at, 0, Names.portNumber(0));
        }
    }

    /** The items of a source: each key once and a good path. */
    static void items(Report report, FieldPath path, JsonObject source) {
        Lists.each(path, source, "items", (at, item) -> {
            report.requires(at, item, "key");
            if (report.requires(at, item, "path")) {
                written(report, at.child("path"), item.string("path"));
            }
            mode(report, at, item, "mode");
        });
    }

    /** How many of {@code names} are there. */
    static List<String> present(JsonObject object, List<String> names) {
        return names.stream().filter(object::has).toList();
    }
}
