package dev.leme.api.managed;

import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.schema.Schema;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is different between two states of an object.
 *
 * @param changed what is new, or has another value
 * @param removed what is no longer there
 */
public record Comparison(FieldSet changed, FieldSet removed) {

    /** Nodes of the two sets; null for nothing. */
    private record Delta(
            @Nullable JsonObject changed, @Nullable JsonObject removed) {
        static final Delta NONE = new Delta(null, null);
    }

    /** What makes {@code after} out of {@code before}. */
    public static Comparison of(@Nullable Schema schema, JsonObject before, JsonObject after) {
        return of(schema, before, after, FieldSet.EMPTY);
    }

    /** As the other, without what is in {@code left} and all below it. */
    static Comparison of(@Nullable Schema schema, JsonObject before, JsonObject after, FieldSet left) {
        Delta delta = members(schema, before, after, left.tree());
        return new Comparison(FieldSet.of(delta.changed()), FieldSet.of(delta.removed()));
    }

    private static Delta value(
            @Nullable Schema schema, @Nullable JsonValue before, @Nullable JsonValue after, JsonObject left) {
        if (before == null) {
            return after == null ? Delta.NONE : new Delta(all(schema, after), null);
        }
        if (after == null) {
            return new Delta(null, all(schema, before));
        }
        if (before.equals(after)) {
            return Delta.NONE;
        }
        boolean comparable = before.getClass().equals(after.getClass());
        if (comparable && (Steps.hasParts(schema, before) || Steps.hasParts(schema, after))) {
            return before instanceof JsonObject ours && after instanceof JsonObject theirs
                    ? members(schema, ours, theirs, left)
                    : elements(schema, before, after);
        }
        return new Delta(JsonObject.EMPTY, null);
    }

    private static Delta members(@Nullable Schema schema, JsonObject before, JsonObject after, JsonObject left) {
        JsonObject.Builder changed = JsonObject.builder();
        JsonObject.Builder removed = JsonObject.builder();
        for (Map.Entry<String, JsonValue> member : after) {
            String name = member.getKey();
            String step = "f:" + name;
            JsonObject inner = FieldSet.child(left, step);
            if (inner == null || !inner.isEmpty()) {
                JsonObject below = inner == null ? JsonObject.EMPTY : inner;
                put(step, member(schema, name, before.get(name), member.getValue(), below), changed, removed);
            }
        }
        for (Map.Entry<String, JsonValue> member : before) {
            if (!after.has(member.getKey())) {
                String step = "f:" + member.getKey();
                put(step, value(Steps.schemaAt(schema, step), member.getValue(), null, left), changed, removed);
            }
        }
        return new Delta(FieldSet.node(false, changed), FieldSet.node(false, removed));
    }

    private static Delta member(
            @Nullable Schema parent, String name, @Nullable JsonValue before, JsonValue after, JsonObject left) {
        Schema schema = parent == null ? null : parent.property(name);
        if (before == null && Steps.hasParts(schema, after)) {
            if (Steps.isByValue(schema, name) && after instanceof JsonObject object) {
                return members(schema, JsonObject.EMPTY, object, left);
            }
            if (Steps.isAlwaysWritten(parent, name)) {
                return new Delta(inner(schema, after), null);
            }
        }
        return value(schema, before, after, left);
    }

    private static Delta elements(@Nullable Schema schema, JsonValue before, JsonValue after) {
        Map<String, JsonValue> ours = Steps.parts(schema, before);
        Map<String, JsonValue> theirs = Steps.parts(schema, after);
        JsonObject.Builder changed = JsonObject.builder();
        JsonObject.Builder removed = JsonObject.builder();
        Schema items = schema == null ? null : schema.items();
        theirs.forEach(
                (step, value) -> put(step, value(items, ours.get(step), value, JsonObject.EMPTY), changed, removed));
        ours.forEach((step, value) -> {
            if (!theirs.containsKey(step)) {
                put(step, value(items, value, null, JsonObject.EMPTY), changed, removed);
            }
        });
        return new Delta(FieldSet.node(false, changed), FieldSet.node(false, removed));
    }

    private static void put(String step, Delta delta, JsonObject.Builder changed, JsonObject.Builder removed) {
        if (delta.changed() != null) {
            changed.put(step, delta.changed());
        }
        if (delta.removed() != null) {
            removed.put(step, delta.removed());
        }
    }

    /** A value with all in it. */
    private static JsonObject all(@Nullable Schema schema, JsonValue value) {
        if (!Steps.hasParts(schema, value)) {
            return JsonObject.EMPTY;
        }
        JsonObject.Builder node = JsonObject.builder().put(FieldSet.SELF, JsonObject.EMPTY);
        putInner(schema, value, node);
        return node.build();
    }

    private static JsonObject inner(@Nullable Schema schema, JsonValue value) {
        JsonObject.Builder node = JsonObject.builder();
        putInner(schema, value, node);
        return node.build();
    }

    private static void putInner(@Nullable Schema schema, JsonValue value, JsonObject.Builder node) {
        if (value instanceof JsonObject object) {
            for (Map.Entry<String, JsonValue> member : object) {
                Schema known = schema == null ? null : schema.property(member.getKey());
                node.put("f:" + member.getKey(), all(known, member.getValue()));
            }
        } else {
            Schema items = schema == null ? null : schema.items();
            Steps.parts(schema, value).forEach((step, part) -> node.put(step, all(items, part)));
        }
    }
}
