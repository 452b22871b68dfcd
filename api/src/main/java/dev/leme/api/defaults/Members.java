package dev.leme.api.defaults;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** The few changes to a tree that defaulting is made of. */
final class Members {

    private Members() {}

    /** Sets a text where there is none or an empty one. */
    static JsonObject text(JsonObject object, String name, String value) {
        return object.string(name).isEmpty() ? object.with(name, value) : object;
    }

    /** Sets a number where there is nothing. */
    static JsonObject number(JsonObject object, String name, long value) {
        return object.has(name) ? object : object.with(name, value);
    }

    /** Sets a truth where there is nothing. */
    static JsonObject bool(JsonObject object, String name, boolean value) {
        return object.has(name) ? object : object.with(name, value);
    }

    /** Sets a value where there is nothing. */
    static JsonObject value(JsonObject object, String name, JsonValue value) {
        return object.has(name) ? object : object.with(name, value);
    }

    /** Changes the object member, which is made where it is missing. */
    static JsonObject inside(JsonObject object, String name, UnaryOperator<JsonObject> change) {
        return object.update(name, change);
    }

    /** Changes the object member where there is one. */
    static JsonObject within(JsonObject object, String name, UnaryOperator<JsonObject> change) {
        return object.get(name) instanceof JsonObject member ? object.with(name, change.apply(member)) : object;
    }

    /** Changes each object of the list member. */
    static JsonObject each(JsonObject object, String name, UnaryOperator<JsonObject> change) {
        if (!(object.get(name) instanceof JsonArray list) || list.isEmpty()) {
            return object;
        }
        List<JsonValue> changed = new ArrayList<>(list.size());
        for (JsonValue element : list) {
            changed.add(element instanceof JsonObject one ? change.apply(one) : element);
        }
        return object.with(name, new JsonArray(changed));
    }
}
