package dev.leme.api.yaml;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonNull;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;
import dev.leme.api.json.JsonValue;
import java.util.List;

/** Writes block YAML: two spaces a level, list items at their key's column, sorted keys, long lines whole. */
final class YamlWriter {

    private final StringBuilder out = new StringBuilder(1024);

    private YamlWriter() {}

    static String write(JsonValue value) {
        YamlWriter writer = new YamlWriter();
        writer.top(value);
        return writer.out.toString();
    }

    private void top(JsonValue value) {
        switch (value) {
            case JsonObject object when !object.isEmpty() -> members(object, 0, false);
            case JsonArray array when !array.isEmpty() -> elements(array, 0, false);
            default -> {
                scalar(value, 0);
                out.append('\n');
            }
        }
    }

    /** {@code inline}: the first member stands behind a list item's dash. */
    private void members(JsonObject object, int indent, boolean inline) {
        boolean first = inline;
        List<String> names =
                object.names().stream().sorted(NaturalOrder.INSTANCE).toList();
        for (String name : names) {
            indent(first ? 0 : indent);
            first = false;
            TextStyle.key(out, name);
            out.append(':');
            member(object, name, indent);
        }
    }

    private void member(JsonObject object, String name, int indent) {
        JsonValue value = object.get(name);
        switch (value) {
            case JsonObject inner
            when !inner.isEmpty() -> {
                out.append('\n');
                members(inner, indent + 2, false);
            }
            case JsonArray inner
            when !inner.isEmpty() -> {
                out.append('\n');
                elements(inner, indent, false);
            }
            case null -> throw new IllegalStateException("no member " + name);
            default -> {
                out.append(' ');
                scalar(value, indent + 2);
                out.append('\n');
            }
        }
    }

    private void elements(JsonArray array, int indent, boolean inline) {
        boolean first = inline;
        for (JsonValue element : array) {
            indent(first ? 0 : indent);
            first = false;
            out.append("- ");
            switch (element) {
                case JsonObject inner when !inner.isEmpty() -> members(inner, indent + 2, true);
                case JsonArray inner when !inner.isEmpty() -> elements(inner, indent + 2, true);
                default -> {
                    scalar(element, indent + 2);
                    out.append('\n');
                }
            }
        }
    }

    private void scalar(JsonValue value, int indent) {
        switch (value) {
            case JsonString(String text) -> TextStyle.value(out, text, indent);
            case JsonObject object -> out.append("{}");
            case JsonArray array -> out.append("[]");
            case JsonNull nothing -> out.append("null");
            default -> out.append(value);
        }
    }

    private void indent(int columns) {
        out.repeat(' ', columns);
    }
}
