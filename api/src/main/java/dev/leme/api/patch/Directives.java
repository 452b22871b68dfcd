package dev.leme.api.patch;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonNull;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;
import dev.leme.api.json.JsonValue;
import dev.leme.api.status.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The members of a strategic merge patch that aren't members of the object. */
final class Directives {

    static final String PATCH = "$patch";
    static final String RETAIN_KEYS = "$retainKeys";
    static final String DELETE_FROM = "$deleteFromPrimitiveList/";
    static final String ORDER = "$setElementOrder/";

    private Directives() {}

    static boolean is(String name) {
        return name.equals(PATCH) || name.equals(RETAIN_KEYS) || name.startsWith(DELETE_FROM) || name.startsWith(ORDER);
    }

    /** A value that is new to the document: without the directives, the nulls and the elements to delete. */
    static JsonValue drop(JsonValue value) {
        return switch (value) {
            case JsonObject object -> dropMembers(object);
            case JsonArray array -> dropElements(array);
            default -> value;
        };
    }

    private static JsonObject dropMembers(JsonObject object) {
        if (isDelete(object)) {
            return JsonObject.EMPTY;
        }
        JsonObject.Builder kept = JsonObject.builder();
        for (Map.Entry<String, JsonValue> member : object) {
            if (!is(member.getKey()) && member.getValue() != JsonNull.NULL) {
                kept.put(member.getKey(), drop(member.getValue()));
            }
        }
        return kept.build();
    }

    private static JsonArray dropElements(JsonArray array) {
        List<JsonValue> kept = new ArrayList<>(array.size());
        for (JsonValue element : array) {
            boolean onlyDirective = element instanceof JsonObject object
                    && (isDelete(object) || object.size() == 1 && object.get(PATCH) != null);
            if (!onlyDirective) {
                kept.add(drop(element));
            }
        }
        return new JsonArray(kept);
    }

    private static boolean isDelete(JsonObject object) {
        return object.string(PATCH).equals("delete");
    }

    static ApiException unknown(JsonValue directive) {
        String text = directive instanceof JsonString(String string) ? string : directive.toString();
        return ApiException.internal("unknown patch type found: " + text);
    }
}
