package dev.leme.api.managed;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonNull;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.schema.Schema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How a value falls into parts that can be owned one by one, as its schema says. */
final class Steps {

    /**
     * Members that Go's types hold by value: they are there, be it empty, in every object, so nobody comes to own them as
     * such. The descriptors don't tell them from pointers.
     */
    private static final Set<String> BY_VALUE =
            Set.of("metadata", "spec", "status", "template", "strategy", "updateStrategy", "resources", "jobTemplate");

    private Steps() {}

    /** Whether this value has parts; else it is owned as a whole. */
    static boolean hasParts(@Nullable Schema schema, @Nullable JsonValue value) {
        return switch (value) {
            case JsonObject object -> !object.isEmpty() && (schema == null || !schema.isAtomic());
            case JsonArray array -> !array.isEmpty() && schema != null && isArray(schema) && !schema.isAtomic();
            case null, default -> false;
        };
    }

    private static boolean isArray(Schema schema) {
        return schema.type() == Schema.Type.ARRAY;
    }

    /** The parts of a value that has some, by their steps, in order; of parts with one step the first counts. */
    static Map<String, JsonValue> parts(@Nullable Schema schema, JsonValue value) {
        Map<String, JsonValue> parts = new LinkedHashMap<>();
        if (value instanceof JsonObject object) {
            object.forEach(member -> parts.put("f:" + member.getKey(), member.getValue()));
        } else if (value instanceof JsonArray array && schema != null) {
            array.forEach(element -> parts.putIfAbsent(stepOf(schema, element), element));
        }
        return parts;
    }

    /** The schema of the part at {@code step}, or null where nothing is known of it. */
    static @Nullable Schema schemaAt(@Nullable Schema schema, String step) {
        if (schema == null) {
            return null;
        }
        return step.charAt(0) == 'f' ? schema.property(step.substring(2)) : schema.items();
    }

    static boolean isByValue(@Nullable Schema schema, String name) {
        return schema != null && !schema.ref().isEmpty() && BY_VALUE.contains(name);
    }

    /** Whether Go writes the member even where it has nothing, so that it was there before its first part came. */
    static boolean isAlwaysWritten(@Nullable Schema parent, String name) {
        return parent != null && parent.required().contains(name);
    }

    /** The step to an element of a list: by its keys, or by its value. */
    static String stepOf(Schema list, JsonValue element) {
        List<String> keys = list.listMapKeys();
        if (keys.isEmpty() || !(element instanceof JsonObject object)) {
            return "v:" + Json.write(element);
        }
        JsonObject.Builder named = JsonObject.builder();
        for (String key : keys.stream().sorted().toList()) {
            JsonValue value = object.get(key);
            JsonValue known = value == null || value == JsonNull.NULL ? defaultOf(list, key) : value;
            if (known != null) {
                named.put(key, known);
            }
        }
        return "k:" + Json.write(named.build());
    }

    private static @Nullable JsonValue defaultOf(Schema list, String key) {
        Schema items = list.items();
        Schema member = items == null ? null : items.property(key);
        return member == null ? null : member.defaultValue();
    }
}
