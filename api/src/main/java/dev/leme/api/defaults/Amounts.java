package dev.leme.api.defaults;

import dev.leme.api.json.JsonNumber;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;
import dev.leme.api.json.JsonValue;
import dev.leme.api.quantity.Quantity;
import dev.leme.api.quantity.QuantityException;

/** Writes quantities in the one canonical form: {@code 0.5} as {@code 500m}, {@code 1024Mi} as {@code 1Gi}. */
final class Amounts {

    private Amounts() {}

    /** The limits and requests of a {@code resources} member. */
    static JsonObject resources(JsonObject resources) {
        return canonicalIn(canonicalIn(resources, "limits"), "requests");
    }

    /** The map of quantities called {@code name}. */
    static JsonObject canonicalIn(JsonObject object, String name) {
        return Members.within(object, name, list -> list.mapValues(Amounts::canonical));
    }

    /** The single quantity called {@code name}. */
    static JsonObject canonicalAt(JsonObject object, String name) {
        JsonValue value = object.get(name);
        return value == null ? object : object.with(name, canonical(value));
    }

    /** What isn't a quantity stays, for validation to tell. */
    private static JsonValue canonical(JsonValue value) {
        String text = switch (value) {
            case JsonString(String string) -> string;
            case JsonNumber number -> number.toString();
            default -> "";
        };
        try {
            return text.isEmpty() ? value : new JsonString(Quantity.parse(text).toString());
        } catch (QuantityException notAQuantity) {
            return value;
        }
    }
}
