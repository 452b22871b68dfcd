package dev.leme.api.patch;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonNull;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;
import dev.leme.api.json.JsonValue;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * RFC 6902: a list of operations, all of which take effect or none.
 *
 * <p>As upstream's server has it: an array's index may count from the end with a minus, testing an absent member against
 * null holds, at most {@value #MOST_OPERATIONS} operations, and copies may add up to {@value #MOST_COPIED} bytes (so that a
 * short patch can't grow a document without bound).
 */
public final class JsonPatch {

    private static final int MOST_OPERATIONS = 10_000;
    private static final int MOST_COPIED = 3 * 1024 * 1024;

    private long copied;

    private JsonPatch() {}

    /**
     * {@code document} after {@code operations}.
     *
     * @throws ApiException 422 where an operation doesn't apply or a test fails, 413 for too many operations
     */
    public static JsonValue apply(JsonValue document, JsonArray operations) {
        if (operations.size() > MOST_OPERATIONS) {
            throw ApiException.of(
                    Reason.REQUEST_ENTITY_TOO_LARGE,
                    "The allowed maximum operations in a JSON patch is " + MOST_OPERATIONS + ", got "
                            + operations.size());
        }
        JsonPatch patch = new JsonPatch();
        JsonValue changed = document;
        for (JsonValue operation : operations) {
            if (!(operation instanceof JsonObject object)) {
                throw PatchErrors.malformed("json: cannot unmarshal a JSON patch: an operation is not an object");
            }
            changed = patch.apply(changed, object);
        }
        return changed;
    }

    private JsonValue apply(JsonValue document, JsonObject operation) {
        JsonPointer path = pointer(operation, "path");
        return switch (operation.string("op")) {
            case "add" -> add(document, path, value(operation));
            case "remove" -> remove(document, path);
            case "replace" -> replace(document, path, value(operation));
            case "move" -> move(document, pointer(operation, "from"), path);
            case "copy" -> copy(document, pointer(operation, "from"), path);
            case "test" -> test(document, path, operation.get("value"));
            default -> throw PatchErrors.doesNotApply("Unexpected kind: " + operation.string("op"));
        };
    }

    private static JsonPointer pointer(JsonObject operation, String name) {
        if (operation.get(name) instanceof JsonString(String text)) {
            return JsonPointer.parse(text);
        }
        throw PatchErrors.doesNotApply("an operation without " + name);
    }

    private static JsonValue value(JsonObject operation) {
        JsonValue value = operation.get("value");
        if (value == null) {
            throw PatchErrors.doesNotApply("an operation without value");
        }
        return value;
    }

    private static JsonValue move(JsonValue document, JsonPointer from, JsonPointer to) {
        if (from.contains(to) && !from.equals(to)) {
            throw PatchErrors.doesNotApply("a value can't move into itself");
        }
        return add(remove(document, from), to, existing(document, from));
    }

    private JsonValue copy(JsonValue document, JsonPointer from, JsonPointer to) {
        JsonValue value = existing(document, from);
        copied += Json.bytes(value).length;
        if (copied > MOST_COPIED) {
            throw PatchErrors.doesNotApply("copies add up to more than " + MOST_COPIED + " bytes");
        }
        return add(document, to, value);
    }

    private static JsonValue test(JsonValue document, JsonPointer path, @Nullable JsonValue expected) {
        JsonValue actual = find(document, path);
        JsonValue wanted = expected == null ? JsonNull.NULL : expected;
        if (!wanted.equals(actual == null ? JsonNull.NULL : actual)) {
            throw PatchErrors.doesNotApply("testing value failed");
        }
        return document;
    }

    private static JsonValue existing(JsonValue document, JsonPointer path) {
        JsonValue value = find(document, path);
        if (value == null) {
            throw PatchErrors.doesNotApply("missing value");
        }
        return value;
    }

    private static @Nullable JsonValue find(JsonValue document, JsonPointer path) {
        JsonValue value = document;
        for (String step : path.steps()) {
            value = switch (value) {
                case JsonObject object -> object.get(step);
                case JsonArray array -> array.get(index(step, array.size(), array.size() - 1));
                default -> null;
            };
            if (value == null) {
                return null;
            }
        }
        return value;
    }

    private static JsonValue add(JsonValue document, JsonPointer path, JsonValue value) {
        if (path.isRoot()) {
            return value;
        }
        return atParent(document, path, parent -> switch (parent.value) {
            case JsonObject object -> object.with(parent.step, value);
            case JsonArray array -> insert(array, parent.step, value);
            default -> throw PatchErrors.doesNotApply("a value that has no members");
        });
    }

    private static JsonValue replace(JsonValue document, JsonPointer path, JsonValue value) {
        if (path.isRoot()) {
            return value;
        }
        existing(document, path);
        return atParent(document, path, parent -> switch (parent.value) {
            case JsonObject object -> object.with(parent.step, value);
            case JsonArray array -> set(array, index(parent.step, array.size(), array.size() - 1), value);
            default -> throw PatchErrors.doesNotApply("a value that has no members");
        });
    }

    private static JsonValue remove(JsonValue document, JsonPointer path) {
        if (path.isRoot()) {
            return JsonNull.NULL;
        }
        existing(document, path);
        return atParent(document, path, parent -> switch (parent.value) {
            case JsonObject object -> object.without(parent.step);
            case JsonArray array -> delete(array, index(parent.step, array.size(), array.size() - 1));
            default -> throw PatchErrors.doesNotApply("a value that has no members");
        });
    }

    private record Parent(JsonValue value, String step) {}

    /** The document with the parent of {@code path} replaced by what {@code change} makes of it. */
    private static JsonValue atParent(JsonValue document, JsonPointer path, Function<Parent, JsonValue> change) {
        if (path.steps().size() == 1) {
            return change.apply(new Parent(document, path.first()));
        }
        return switch (document) {
            case JsonObject object -> {
                JsonValue below = object.get(path.first());
                if (below == null) {
                    throw PatchErrors.doesNotApply("doc is missing path");
                }
                yield object.with(path.first(), atParent(below, path.rest(), change));
            }
            case JsonArray array -> {
                int at = index(path.first(), array.size(), array.size() - 1);
                yield set(array, at, atParent(array.get(at), path.rest(), change));
            }
            default -> throw PatchErrors.doesNotApply("doc is missing path");
        };
    }

    private static int index(String step, int size, int last) {
        int index;
        try {
            index = Integer.parseInt(step);
        } catch (NumberFormatException notANumber) {
            throw PatchErrors.doesNotApply("not an index: " + step);
        }
        int counted = index < 0 ? index + size : index;
        if (counted < 0 || counted > last) {
            throw PatchErrors.doesNotApply("Unable to access invalid index: " + index);
        }
        return counted;
    }

    private static JsonArray insert(JsonArray array, String step, JsonValue value) {
        List<JsonValue> values = new ArrayList<>(array.values());
        values.add(step.equals("-") ? array.size() : index(step, array.size() + 1, array.size()), value);
        return new JsonArray(values);
    }

    private static JsonArray set(JsonArray array, int index, JsonValue value) {
        List<JsonValue> values = new ArrayList<>(array.values());
        values.set(index, value);
        return new JsonArray(values);
    }

    private static JsonArray delete(JsonArray array, int index) {
        List<JsonValue> values = new ArrayList<>(array.values());
        values.remove(index);
        return new JsonArray(values);
    }
}
