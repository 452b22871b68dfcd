package dev.leme.api.patch;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonNull;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;
import dev.leme.api.json.JsonValue;
import dev.leme.api.patch.MergeKeys.Field;
import dev.leme.api.status.ApiException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Kubernetes' own patch: objects merge as in RFC 7386, lists merge by key where the schema says so, and directives in the
 * patch say the rest: {@code $patch: replace|delete|merge}, {@code $retainKeys}, {@code $deleteFromPrimitiveList/x},
 * {@code $setElementOrder/x}.
 */
public final class StrategicMergePatch {

    private StrategicMergePatch() {}

    /**
     * {@code document} after {@code patch}, both of the kind whose lists {@code keys} knows.
     *
     * @throws ApiException 400 for a patch that isn't written as such patches are, 500 (as upstream) for an element that
     *     lacks its merge key
     */
    public static JsonObject apply(JsonObject document, JsonObject patch, MergeKeys keys) {
        return mergeObject(document, patch, keys);
    }

    static JsonObject mergeObject(JsonObject original, JsonObject patch, MergeKeys keys) {
        JsonValue directive = patch.get(Directives.PATCH);
        if (directive != null) {
            return switch (directive instanceof JsonString(String text) ? text : directive.toString()) {
                case "replace" -> withoutNulls(patch.without(Directives.PATCH));
                case "delete" -> JsonObject.EMPTY;
                case "merge" -> mergeObject(original, patch.without(Directives.PATCH), keys);
                default -> throw Directives.unknown(directive);
            };
        }
        JsonObject.Builder merged = retain(original, patch).toBuilder();
        Set<String> done = new HashSet<>();
        done.add(Directives.RETAIN_KEYS);
        for (Map.Entry<String, JsonValue> change : patch) {
            String name = change.getKey();
            if (name.startsWith(Directives.ORDER)) {
                String list = name.substring(Directives.ORDER.length());
                order(merged, patch, list, change.getValue(), keys.field(list));
                done.add(list);
                done.add(name);
                done.add(Directives.DELETE_FROM + list);
            }
        }
        for (Map.Entry<String, JsonValue> change : patch) {
            if (!done.contains(change.getKey())) {
                member(merged, change.getKey(), change.getValue(), keys);
            }
        }
        return merged.build();
    }

    private static JsonObject retain(JsonObject original, JsonObject patch) {
        JsonValue retained = patch.get(Directives.RETAIN_KEYS);
        if (retained == null) {
            return original;
        }
        if (!(retained instanceof JsonArray list)) {
            throw PatchErrors.malformed("invalid patch format of retainKeys");
        }
        Set<String> kept = new HashSet<>(list.strings());
        for (String name : patch.names()) {
            if (!Directives.is(name) && patch.has(name) && !kept.contains(name)) {
                throw PatchErrors.malformed("patch content doesn't match retainKeys");
            }
        }
        JsonObject.Builder result = original.toBuilder();
        original.names().stream().filter(name -> !kept.contains(name)).forEach(result::remove);
        return result.build();
    }

    /** Merges the list called {@code name} and puts it into the order that the patch asks for. */
    private static void order(JsonObject.Builder merged, JsonObject patch, String name, JsonValue order, Field field) {
        if (!(order instanceof JsonArray wanted)) {
            throw PatchErrors.malformed("invalid patch format of setElementOrder list");
        }
        JsonArray original = merged.get(name) instanceof JsonArray list ? list : JsonArray.EMPTY;
        JsonValue deletions = patch.get(Directives.DELETE_FROM + name);
        if (deletions != null) {
            original = ListMerge.without(original, deletions);
        }
        JsonValue change = patch.get(name);
        JsonArray changes = change instanceof JsonArray list ? list : JsonArray.EMPTY;
        if (change == JsonNull.NULL) {
            merged.remove(name);
            return;
        }
        ListMerge.checkOrder(changes, wanted, field.mergeKey());
        boolean wasThere = merged.get(name) instanceof JsonArray || change != null;
        if (wasThere) {
            merged.put(name, ListMerge.ordered(original, changes, wanted, field));
        }
    }

    private static void member(JsonObject.Builder merged, String name, JsonValue change, MergeKeys keys) {
        if (name.startsWith(Directives.DELETE_FROM)) {
            String list = name.substring(Directives.DELETE_FROM.length());
            if (merged.get(list) instanceof JsonArray original) {
                merged.put(list, ListMerge.without(original, change));
            }
            return;
        }
        if (change == JsonNull.NULL) {
            merged.remove(name);
            return;
        }
        merged.put(name, value(merged.get(name), change, keys.field(name)));
    }

    private static JsonValue value(@Nullable JsonValue old, JsonValue change, Field field) {
        if (old instanceof JsonObject before && change instanceof JsonObject after && !field.replaces()) {
            return mergeObject(before, after, field.below());
        }
        if (old instanceof JsonArray before && change instanceof JsonArray after && field.merges()) {
            return ListMerge.merge(before, after, field);
        }
        return Directives.drop(change);
    }

    /** Upstream's replace keeps no null either: null in a patch means absence. */
    private static JsonObject withoutNulls(JsonObject object) {
        return (JsonObject) Directives.drop(object);
    }
}
