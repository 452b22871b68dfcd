package dev.leme.api.managed;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.schema.Schema;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lays a configuration over what is: part by part where the schema knows parts, as a whole elsewhere. */
final class TypedMerge {

    private TypedMerge() {}

    static JsonObject merge(@Nullable Schema schema, JsonObject live, JsonObject configuration) {
        return (JsonObject) value(schema, live, configuration);
    }

    private static JsonValue value(@Nullable Schema schema, @Nullable JsonValue live, JsonValue configured) {
        if (live instanceof JsonObject ours && configured instanceof JsonObject theirs && granular(schema)) {
            return object(schema, ours, theirs);
        }
        if (live instanceof JsonArray ours
                && configured instanceof JsonArray theirs
                && schema != null
                && granular(schema)) {
            return list(schema, ours, theirs);
        }
        return configured;
    }

    private static boolean granular(@Nullable Schema schema) {
        return schema == null || !schema.isAtomic();
    }

    private static JsonObject object(@Nullable Schema schema, JsonObject live, JsonObject configured) {
        JsonObject.Builder merged = live.toBuilder();
        configured.forEach(member -> merged.put(
                member.getKey(),
                value(
                        schema == null ? null : schema.property(member.getKey()),
                        live.get(member.getKey()),
                        member.getValue())));
        return merged.build();
    }

    /** The configuration's elements in its order; those that only the live list has stay before the next one that both have. */
    private static JsonArray list(Schema schema, JsonArray live, JsonArray configured) {
        Map<String, JsonValue> ours = new LinkedHashMap<>();
        live.forEach(element -> ours.putIfAbsent(Steps.stepOf(schema, element), element));
        Map<String, JsonValue> theirs = new LinkedHashMap<>();
        configured.forEach(element -> theirs.put(
                Steps.stepOf(schema, element),
                value(schema.items(), ours.get(Steps.stepOf(schema, element)), element)));
        List<JsonValue> merged = new ArrayList<>();
        Iterator<Map.Entry<String, JsonValue>> next = theirs.entrySet().iterator();
        List<String> placed = new ArrayList<>();
        ours.forEach((step, element) -> {
            if (!theirs.containsKey(step)) {
                merged.add(element);
            } else if (!placed.contains(step)) {
                placeUpTo(step, next, placed, merged);
            }
        });
        next.forEachRemaining(entry -> merged.add(entry.getValue()));
        return new JsonArray(merged);
    }

    private static void placeUpTo(
            String step, Iterator<Map.Entry<String, JsonValue>> next, List<String> placed, List<JsonValue> merged) {
        while (next.hasNext()) {
            Map.Entry<String, JsonValue> entry = next.next();
            placed.add(entry.getKey());
            merged.add(entry.getValue());
            if (entry.getKey().equals(step)) {
                return;
            }
        }
    }
}
