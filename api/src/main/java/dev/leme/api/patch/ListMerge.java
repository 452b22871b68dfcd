package dev.leme.api.patch;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.patch.MergeKeys.Field;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Merges a list of a patch into the list it is for: elements with the same key are the same element. */
final class ListMerge {

    private final String mergeKey;
    private final MergeKeys below;

    private ListMerge(Field field) {
        this.mergeKey = field.mergeKey();
        this.below = field.below();
    }

    /** The merged list: what the patch names in the patch's order, and the rest where it was. */
    static JsonArray merge(JsonArray original, JsonArray patch, Field field) {
        return ordered(original, patch, plainElements(patch), field);
    }

    /** As {@link #merge} with the elements in {@code order} rather than in the patch's. */
    static JsonArray ordered(JsonArray original, JsonArray patch, JsonArray order, Field field) {
        ListMerge merge = new ListMerge(field);
        List<JsonValue> merged = new ArrayList<>(original.values());
        if (!merge.mergeKey.isEmpty() && merge.applyDirectives(merged, patch)) {
            return merge.replacement(patch, order.values());
        }
        merge.mergeElements(merged, patch);
        return new JsonArray(merge.arrange(merged, order.values(), original.values()));
    }

    /** {@code original} without the plain values that {@code deletions} lists. */
    static JsonArray without(JsonArray original, JsonValue deletions) {
        if (!(deletions instanceof JsonArray list)) {
            throw PatchErrors.malformed("invalid patch format of primitive list");
        }
        return new JsonArray(original.stream()
                .filter(value -> !list.values().contains(value))
                .toList());
    }

    /** The elements of a patch's list must stand in the order that it asks for, and all be named in it. */
    static void checkOrder(JsonArray patch, JsonArray order, String mergeKey) {
        int last = -1;
        for (JsonValue element : plainElements(patch)) {
            int at = indexOf(order.values(), element, mergeKey);
            if (at <= last) {
                throw PatchErrors.malformed("invalid patch format of setElementOrder list");
            }
            last = at;
        }
    }

    private static JsonArray plainElements(JsonArray patch) {
        return new JsonArray(patch.stream()
                .filter(element -> !(element instanceof JsonObject object && object.get(Directives.PATCH) != null))
                .toList());
    }

    /** What replaces the whole list may have a key twice, as a node's addresses have their type. */
    private JsonArray replacement(JsonArray patch, List<JsonValue> order) {
        return new JsonArray(plainElements(patch).stream()
                .map(this::keyed)
                .map(Directives::drop)
                .sorted(Comparator.comparingInt(element -> indexOf(order, element, mergeKey)))
                .toList());
    }

    private void mergeElements(List<JsonValue> merged, JsonArray patch) {
        if (mergeKey.isEmpty()) {
            Set<JsonValue> all = new LinkedHashSet<>(merged);
            patch.forEach(all::add);
            merged.clear();
            merged.addAll(all);
            return;
        }
        for (JsonValue element : plainElements(patch)) {
            int at = indexOf(merged, keyed(element), mergeKey);
            if (at < 0) {
                merged.add(Directives.drop(element));
            } else if (merged.get(at) instanceof JsonObject old && element instanceof JsonObject change) {
                merged.set(at, StrategicMergePatch.mergeObject(old, change, below));
            }
        }
    }

    /** Deletes what the patch deletes; whether it replaces the whole list. */
    private boolean applyDirectives(List<JsonValue> merged, JsonArray patch) {
        boolean replaces = false;
        for (JsonObject element : patch.objects()) {
            JsonValue directive = element.get(Directives.PATCH);
            if (directive == null) {
                continue;
            }
            switch (element.string(Directives.PATCH)) {
                case "delete" -> {
                    JsonValue key = keyOf(keyed(element), mergeKey);
                    merged.removeIf(old -> key != null && key.equals(keyOf(old, mergeKey)));
                }
                case "replace" -> replaces = true;
                case "merge" -> throw ApiException.internal("merging list cannot yet be specified in the patch");
                default -> throw Directives.unknown(directive);
            }
        }
        return replaces;
    }

    /** {@code element}, which must have the merge key. */
    private JsonValue keyed(JsonValue element) {
        if (keyOf(element, mergeKey) == null) {
            throw ApiException.of(
                    Reason.INTERNAL_ERROR, "map: " + element + " does not contain declared merge key: " + mergeKey);
        }
        return element;
    }

    /**
     * What {@code order} names comes in that order; the others keep theirs, and stand before an element that they stood
     * before in {@code original}. So an element new to the list comes before those that the order doesn't name.
     */
    private List<JsonValue> arrange(List<JsonValue> merged, List<JsonValue> order, List<JsonValue> original) {
        List<JsonValue> named = new ArrayList<>();
        List<JsonValue> others = new ArrayList<>();
        for (JsonValue element : order) {
            int at = indexOf(merged, element, mergeKey);
            if (at >= 0 && indexOf(named, element, mergeKey) < 0) {
                named.add(merged.get(at));
            }
        }
        for (JsonValue element : merged) {
            if (indexOf(order, element, mergeKey) < 0) {
                others.add(element);
            }
        }
        return interleave(others, named, original);
    }

    private List<JsonValue> interleave(List<JsonValue> others, List<JsonValue> named, List<JsonValue> original) {
        List<JsonValue> result = new ArrayList<>(others.size() + named.size());
        int other = 0;
        for (JsonValue next : named) {
            int place = indexOf(original, next, mergeKey);
            while (other < others.size() && isBefore(others.get(other), place, original)) {
                result.add(others.get(other++));
            }
            result.add(next);
        }
        result.addAll(others.subList(other, others.size()));
        return result;
    }

    private boolean isBefore(JsonValue element, int place, List<JsonValue> original) {
        int own = indexOf(original, element, mergeKey);
        return place >= 0 && own >= 0 && own < place;
    }

    private static int indexOf(List<JsonValue> list, JsonValue element, String mergeKey) {
        JsonValue key = keyOf(element, mergeKey);
        for (int i = 0; i < list.size(); i++) {
            if (key != null && key.equals(keyOf(list.get(i), mergeKey))) {
                return i;
            }
        }
        return -1;
    }

    /** What tells {@code element} apart: its merge key's value, itself in a list of plain values, or null without a key. */
    private static @Nullable JsonValue keyOf(JsonValue element, String mergeKey) {
        if (mergeKey.isEmpty()) {
            return element;
        }
        return element instanceof JsonObject object ? object.get(mergeKey) : null;
    }
}
