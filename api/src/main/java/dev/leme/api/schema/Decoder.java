package dev.leme.api.schema;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonBoolean;
import dev.leme.api.json.JsonNull;
import dev.leme.api.json.JsonNumber;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;
import dev.leme.api.json.JsonValue;
import dev.leme.api.quantity.Quantity;
import dev.leme.api.quantity.QuantityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a client sent into what is kept, by the schema of a built-in kind.
 *
 * <p>Members that aren't known are left out and named, nulls are left out, amounts and moments get their canonical form;
 * empty lists and objects stay as they were written. A value of a wrong type fails with the message of Go's decoder, of
 * which the first counts. What needs no change is not copied.
 */
public final class Decoder {

    /**
     * What became of a value.
     *
     * @param object the object to keep
     * @param unknown the paths of members that aren't known, in order, as {@code spec.containers[0].foo}
     */
    public record Decoded(JsonObject object, List<String> unknown) {}

    /** A step through a map, which Go's error messages leave out. */
    private record Key(String name) {}

    private static final Schema INT = Schema.of(Schema.Type.INTEGER, "int32");
    private static final JsonString EMPTY_STRING = new JsonString("");
    private static final JsonNumber ZERO = JsonNumber.of(0);

    private final List<Object> steps = new ArrayList<>();
    private final List<String> unknown = new ArrayList<>();

    private Decoder() {}

    /** Decodes an object; throws {@link DecodeException}. */
    public static Decoded decode(Schema schema, JsonObject object) {
        Decoder decoder = new Decoder();
        JsonValue kept = decoder.object(schema.target(), object, schema);
        return new Decoded((JsonObject) kept, List.copyOf(decoder.unknown));
    }

    private JsonValue value(Schema schema, JsonValue value, Schema struct) {
        Schema target = schema.target();
        return switch (target.type()) {
            case OBJECT -> object(target, value, struct);
            case ARRAY -> array(target, value, struct);
            case STRING -> string(target, value, struct);
            case INTEGER -> integer(target, value, struct);
            case NUMBER -> value instanceof JsonNumber ? value : fail(value, target, struct);
            case BOOLEAN -> value instanceof JsonBoolean ? value : fail(value, target, struct);
            case ANY -> value;
        };
    }

    private JsonValue object(Schema schema, JsonValue value, Schema struct) {
        if (schema.preservesUnknown()) {
            return value;
        }
        if (!(value instanceof JsonObject object)) {
            return fail(value, schema, struct);
        }
        Schema inner = schema.name().isEmpty() ? struct : schema;
        JsonObject.@Nullable Builder changed = null;
        for (Map.Entry<String, JsonValue> member : object) {
            JsonValue before = member.getValue();
            JsonValue kept = member(schema, member.getKey(), before, inner);
            if (kept == null || !same(kept, before)) {
                changed = changed == null ? object.toBuilder() : changed;
                if (kept == null) {
                    changed.remove(member.getKey());
                } else {
                    changed.put(member.getKey(), kept);
                }
            }
        }
        return changed == null ? object : changed.build();
    }

    /** What is kept of a member, or null. */
    private @Nullable JsonValue member(Schema schema, String name, JsonValue value, Schema struct) {
        Schema known = schema.properties().get(name);
        Schema valuesOfMap = schema.additionalProperties();
        if (known == null && valuesOfMap == null) {
            steps.add(name);
            unknown.add(path());
            steps.removeLast();
            return null;
        }
        if (value == JsonNull.NULL) {
            return known != null || valuesOfMap == null ? null : zero(valuesOfMap);
        }
        steps.add(known != null ? name : new Key(name));
        JsonValue kept = value(known != null || valuesOfMap == null ? known(known) : valuesOfMap, value, struct);
        steps.removeLast();
        return kept;
    }

    private static Schema known(@Nullable Schema schema) {
        return schema == null ? SpecialTypes.STRING : schema;
    }

    private JsonValue array(Schema schema, JsonValue value, Schema struct) {
        if (!(value instanceof JsonArray array)) {
            return fail(value, schema, struct);
        }
        Schema items = schema.items();
        if (items == null) {
            return array;
        }
        @Nullable List<JsonValue> changed = null;
        for (int i = 0; i < array.size(); i++) {
            JsonValue before = array.get(i);
            steps.add(i);
            JsonValue kept = before == JsonNull.NULL ? zero(items) : value(items, before, struct);
            steps.removeLast();
            if (!same(kept, before)) {
                changed = changed == null ? new ArrayList<>(array.values()) : changed;
                changed.set(i, kept);
            }
        }
        return changed == null ? array : new JsonArray(changed);
    }

    private JsonValue string(Schema schema, JsonValue value, Schema struct) {
        String format = schema.format();
        if (format.equals(Schema.QUANTITY)) {
            return quantity(value);
        }
        if (format.equals(Schema.INT_OR_STRING)) {
            return intOrString(value, struct);
        }
        if (!(value instanceof JsonString(String text))) {
            return fail(value, schema, struct);
        }
        return switch (format) {
            case Schema.DATE_TIME -> unlessSame(value, GoTime.seconds(text));
            case Schema.MICRO_TIME -> unlessSame(value, GoTime.micros(text));
            case Schema.BYTES -> Base64Check.checked(value, text);
            default -> value;
        };
    }

    private static JsonValue quantity(JsonValue value) {
        String text = value instanceof JsonString(String string) ? string : value.toString();
        try {
            return unlessSame(value, Quantity.parse(text.strip()).toString());
        } catch (QuantityException broken) {
            throw new DecodeException(String.valueOf(broken.getMessage()));
        }
    }

    private static JsonValue unlessSame(JsonValue value, String canonical) {
        return value instanceof JsonString(String text) && text.equals(canonical) ? value : new JsonString(canonical);
    }

    private JsonValue intOrString(JsonValue value, Schema struct) {
        if (value instanceof JsonString) {
            return value;
        }
        return integer(INT, value, struct);
    }

    private JsonValue integer(Schema schema, JsonValue value, Schema struct) {
        if (!(value instanceof JsonNumber number)) {
            return fail(value, schema, struct);
        }
        boolean narrow = schema.format().equals("int32");
        long whole = number.longValue();
        if (!number.isWhole() || (narrow && whole != (int) whole)) {
            throw new DecodeException(message("number " + number, schema, struct));
        }
        return value;
    }

    private static JsonValue zero(Schema schema) {
        return switch (schema.type()) {
            case OBJECT -> JsonObject.EMPTY;
            case ARRAY, ANY -> JsonNull.NULL;
            case STRING -> zeroText(schema.format());
            case INTEGER, NUMBER -> ZERO;
            case BOOLEAN -> JsonBoolean.FALSE;
        };
    }

    private static JsonValue zeroText(String format) {
        return switch (format) {
            case Schema.QUANTITY -> new JsonString("0");
            case Schema.DATE_TIME, Schema.MICRO_TIME -> JsonNull.NULL;
            case Schema.INT_OR_STRING -> ZERO;
            default -> EMPTY_STRING;
        };
    }

    @SuppressWarnings("ReferenceEquality") // what isn't the same object may be copied; comparing trees would cost more
    private static boolean same(JsonValue kept, JsonValue before) {
        return kept == before;
    }

    private JsonValue fail(JsonValue value, Schema schema, Schema struct) {
        throw new DecodeException(message(word(value), schema, struct));
    }

    private String message(String what, Schema schema, Schema struct) {
        String type = GoTypes.name(schema);
        StringBuilder field = new StringBuilder();
        for (Object step : steps) {
            if (step instanceof String name) {
                field.append('.').append(name);
            }
        }
        return field.isEmpty()
                ? "json: cannot unmarshal " + what + " into Go value of type " + type
                : "json: cannot unmarshal " + what + " into Go struct field " + simpleName(struct) + field + " of type "
                        + type;
    }

    private static String word(JsonValue value) {
        return switch (value) {
            case JsonObject object -> "object";
            case JsonArray array -> "array";
            case JsonString string -> "string";
            case JsonNumber number -> "number";
            case JsonBoolean bool -> "bool";
            case JsonNull nothing -> "null";
        };
    }

    private String path() {
        return Paths.render(steps.stream()
                .map(step -> step instanceof Key(String name) ? name : step)
                .toList());
    }

    private static String simpleName(Schema schema) {
        String name = schema.target().name();
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
