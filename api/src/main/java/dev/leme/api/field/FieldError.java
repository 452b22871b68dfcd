package dev.leme.api.field;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonNull;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;
import dev.leme.api.json.JsonValue;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One thing wrong with one field, in the words that every Kubernetes client knows.
 *
 * @param type what sort of wrong
 * @param field the path
 * @param message the cause without the path, as {@code Required value: must have a name}
 */
public record FieldError(Type type, String field, String message) {

    /** The sorts of wrong; {@link #reason} is what a Status cause carries. */
    public enum Type {
        REQUIRED("FieldValueRequired", "Required value"),
        INVALID("FieldValueInvalid", "Invalid value"),
        NOT_SUPPORTED("FieldValueNotSupported", "Unsupported value"),
        DUPLICATE("FieldValueDuplicate", "Duplicate value"),
        FORBIDDEN("FieldValueForbidden", "Forbidden"),
        NOT_FOUND("FieldValueNotFound", "Not found"),
        TOO_LONG("FieldValueTooLong", "Too long"),
        TOO_MANY("FieldValueTooMany", "Too many"),
        TYPE_INVALID("FieldValueTypeInvalid", "Invalid value"),
        INTERNAL("InternalError", "Internal error");

        private final String reason;
        private final String words;

        Type(String reason, String words) {
            this.reason = reason;
            this.words = words;
        }

        /** The machine-readable cause. */
        public String reason() {
            return reason;
        }
    }

    /** {@code path: Required value: detail}. */
    public static FieldError required(FieldPath path, String detail) {
        return plain(Type.REQUIRED, path, detail);
    }

    /** {@code path: Invalid value: "value": detail}. */
    public static FieldError invalid(FieldPath path, JsonValue value, String detail) {
        return valued(Type.INVALID, path, value, detail);
    }

    /** {@code path: Invalid value: detail}, for a value that is too large to show. */
    public static FieldError invalidWhole(FieldPath path, String detail) {
        return plain(Type.INVALID, path, detail);
    }

    /** {@code path: Invalid value: "value": detail}. */
    public static FieldError invalid(FieldPath path, String value, String detail) {
        return invalid(path, new JsonString(value), detail);
    }

    /** {@code path: Invalid value: 5: detail}. */
    public static FieldError invalid(FieldPath path, long value, String detail) {
        return invalid(path, JsonValue.of(value), detail);
    }

    /** {@code path: Duplicate value: "value"}. */
    public static FieldError duplicate(FieldPath path, JsonValue value) {
        return valued(Type.DUPLICATE, path, value, "");
    }

    /** {@code path: Duplicate value: "value"}. */
    public static FieldError duplicate(FieldPath path, String value) {
        return duplicate(path, new JsonString(value));
    }

    /** {@code path: Unsupported value: "value": supported values: "a", "b"}, the values in the order given. */
    public static FieldError notSupported(FieldPath path, String value, List<String> supported) {
        String values = supported.stream().map(FieldError::quote).collect(Collectors.joining(", "));
        return valued(
                Type.NOT_SUPPORTED, path, new JsonString(value), values.isEmpty() ? "" : "supported values: " + values);
    }

    /** {@code path: Forbidden: detail}. */
    public static FieldError forbidden(FieldPath path, String detail) {
        return plain(Type.FORBIDDEN, path, detail);
    }

    /** {@code path: Not found: "value"}. */
    public static FieldError notFound(FieldPath path, String value) {
        return valued(Type.NOT_FOUND, path, new JsonString(value), "");
    }

    /** {@code path: Too long: may not be more than N bytes}. */
    public static FieldError tooLong(FieldPath path, int most) {
        return plain(Type.TOO_LONG, path, "may not be more than " + most + " bytes");
    }

    /** {@code path: Too many: N: must have at most M items}. */
    public static FieldError tooMany(FieldPath path, int actual, int most) {
        return new FieldError(
                Type.TOO_MANY,
                path.toString(),
                Type.TOO_MANY.words + ": " + actual + ": must have at most " + most + (most == 1 ? " item" : " items"));
    }

    private static FieldError plain(Type type, FieldPath path, String detail) {
        return new FieldError(type, path.toString(), detail.isEmpty() ? type.words : type.words + ": " + detail);
    }

    private static FieldError valued(Type type, FieldPath path, JsonValue value, String detail) {
        String shown = type.words + ": " + show(value);
        return new FieldError(type, path.toString(), detail.isEmpty() ? shown : shown + ": " + detail);
    }

    private static String show(JsonValue value) {
        return switch (value) {
            case JsonString(String text) -> quote(text);
            case JsonNull nothing -> "null";
            case JsonObject object -> object.toString();
            case JsonArray array -> array.toString();
            default -> value.toString();
        };
    }

    /** Text in double quotes with what isn't printable escaped. */
    public static String quote(String text) {
        return new JsonString(text).toString();
    }

    @Override
    public String toString() {
        return field + ": " + message;
    }
}
