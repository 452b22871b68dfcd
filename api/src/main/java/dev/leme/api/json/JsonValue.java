package dev.leme.api.json;

/** One immutable JSON value. Equality is by content; an object's members compare in any order. */
public sealed interface JsonValue permits JsonObject, JsonArray, JsonString, JsonNumber, JsonBoolean, JsonNull {

    /** A string value. */
    static JsonString of(String value) {
        return new JsonString(value);
    }

    /** A whole number. */
    static JsonNumber of(long value) {
        return JsonNumber.of(value);
    }

    /** A number with a fraction. */
    static JsonNumber of(double value) {
        return JsonNumber.of(value);
    }

    /** True or false. */
    static JsonBoolean of(boolean value) {
        return value ? JsonBoolean.TRUE : JsonBoolean.FALSE;
    }
}
