package dev.leme.api.managed;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes fields out of an object that nobody wants any more. */
final class Removal {

    private Removal() {}

    /**
     * @param dropped the fields that went out of the configuration
     * @param kept the fields that someone still has
     */
    static JsonObject remove(@Nullable Schema schema, JsonObject object, FieldSet dropped, FieldSet kept) {
        JsonValue left = parts(schema, object, dropped.tree(), kept.tree());
        return left instanceof JsonObject rest ? rest : JsonObject.EMPTY;
    }

    /** What is left of a value; null when nothing is, and it may go. */
    private static @Nullable JsonValue value(
            @Nullable Schema schema, JsonValue value, JsonObject dropped, @Nullable JsonObject kept, boolean element) {
        boolean goes = FieldSet.isMember(dropped);
        boolean stays = kept != null && FieldSet.isMember(kept);
        if (element && goes && !stays || kept == null && dropped.isEmpty()) {
            return null;
        }
        if (kept != null && kept.isEmpty() || !Steps.hasParts(schema, value)) {
            return goes && !stays ? null : value;
        }
        JsonValue left = parts(schema, value, dropped, kept == null ? JsonObject.EMPTY : kept);
        boolean empty = left instanceof JsonObject object && object.isEmpty()
                || left instanceof JsonArray array && array.isEmpty();
        return empty && kept == null ? null : left;
    }

    private static JsonValue parts(@Nullable Schema schema, JsonValue value, JsonObject dropped, JsonObject kept) {
        Map<String, JsonValue> parts = Steps.parts(schema, value);
        JsonObject.Builder members = JsonObject.builder();
        List<JsonValue> elements = new ArrayList<>();
        parts.forEach((step, part) -> {
            JsonObject gone = FieldSet.child(dropped, step);
            boolean element = step.charAt(0) != 'f';
            JsonValue left = gone == null
                    ? part
                    : value(Steps.schemaAt(schema, step), part, gone, FieldSet.child(kept, step), element);
            if (left != null) {
                members.put(step.substring(2), left);
                elements.add(left);
            }
        });
        return value instanceof JsonArray ? new JsonArray(elements) : members.build();
    }
}
