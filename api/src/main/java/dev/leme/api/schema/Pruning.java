package dev.leme.api.schema;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Leaves out the members of a custom resource that its schema doesn't know, except where the schema says to keep them. Types
 * aren't looked at: a value of a wrong type stays, for validation to name.
 */
public final class Pruning {

    /** What is left, and the paths of what was left out. */
    public record Pruned(JsonObject object, List<String> unknown) {}

    private static final Set<String> OF_EVERY_OBJECT = Set.of("apiVersion", "kind", "metadata");

    private final List<Object> steps = new ArrayList<>();
    private final List<String> unknown = new ArrayList<>();

    private Pruning() {}

    /** Prunes a whole object; its apiVersion, kind and metadata stay. */
    public static Pruned prune(Schema schema, JsonObject object) {
        Pruning pruning = new Pruning();
        JsonObject left = pruning.members(schema, object, true);
        return new Pruned(left, List.copyOf(pruning.unknown));
    }

    private JsonValue value(Schema schema, JsonValue value) {
        return switch (value) {
            case JsonObject object -> members(schema, object, schema.isEmbedded());
            case JsonArray array -> elements(schema, array);
            default -> value;
        };
    }

    private JsonArray elements(Schema schema, JsonArray array) {
        Schema items = schema.items();
        if (items == null) {
            return array;
        }
        List<JsonValue> left = new ArrayList<>(array.size());
        for (int i = 0; i < array.size(); i++) {
            steps.add(i);
            left.add(value(items, array.get(i)));
            steps.removeLast();
        }
        return new JsonArray(left);
    }

    private JsonObject members(Schema schema, JsonObject object, boolean isObject) {
        JsonObject.Builder left = JsonObject.builder();
        for (Map.Entry<String, JsonValue> member : object) {
            String name = member.getKey();
            Schema known = schema.property(name);
            steps.add(name);
            if (isObject && OF_EVERY_OBJECT.contains(name)) {
                left.put(name, member.getValue());
            } else if (known != null) {
                left.put(name, value(known, member.getValue()));
            } else if (schema.preservesUnknown()) {
                left.put(name, member.getValue());
            } else {
                unknown.add(Paths.render(steps));
            }
            steps.removeLast();
        }
        return left.build();
    }
}
