package dev.leme.api.json;

import dev.leme.api.quantity.Quantity;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.AbstractList;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How views read and write members. Reading never fails: what is absent or of another type reads as Go's zero value, and
 * instants as null.
 */
public final class Fields {

    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private Fields() {}

    private static JsonValue member(JsonObject json, String name) {
        JsonValue value = json.get(name);
        return value == null ? JsonNull.NULL : value;
    }

    /** The member itself; null's value when absent. */
    public static JsonValue value(JsonObject json, String name) {
        return member(json, name);
    }

    /** A member with a fraction. */
    public static double decimal(JsonObject json, String name) {
        return asDouble(member(json, name));
    }

    /** A member in base64. */
    public static byte[] bytes(JsonObject json, String name) {
        return asBytes(member(json, name));
    }

    /** A moment in RFC 3339, or null. */
    public static @Nullable Instant instant(JsonObject json, String name) {
        return asInstant(member(json, name));
    }

    /** An amount; zero when absent. */
    public static Quantity quantity(JsonObject json, String name) {
        return asQuantity(member(json, name));
    }

    /** A number or a text; 0 when absent. */
    public static IntOrString intOrString(JsonObject json, String name) {
        return IntOrString.of(member(json, name));
    }

    /** A list of texts. */
    public static List<String> strings(JsonObject json, String name) {
        return list(json, name, Fields::asString);
    }

    /** A list whose elements are made when they are asked for. */
    public static <T> List<T> list(JsonObject json, String name, Function<JsonValue, T> read) {
        List<JsonValue> values = json.array(name).values();
        return values.isEmpty() ? List.of() : new Mapped<>(values, read);
    }

    /** A map of texts. */
    public static Map<String, String> stringMap(JsonObject json, String name) {
        JsonObject members = json.object(name);
        return members.isEmpty() ? Map.of() : Collections.unmodifiableMap(members.strings());
    }

    /** A map in the members' order. */
    public static <T> Map<String, T> map(JsonObject json, String name, Function<JsonValue, T> read) {
        JsonObject members = json.object(name);
        Map<String, T> map = LinkedHashMap.newLinkedHashMap(members.size());
        for (Map.Entry<String, JsonValue> member : members) {
            map.put(member.getKey(), read.apply(member.getValue()));
        }
        return Collections.unmodifiableMap(map);
    }

    /** The array of what {@code write} makes of each. */
    public static <T> JsonArray array(Collection<? extends T> values, Function<? super T, ? extends JsonValue> write) {
        return new JsonArray(values.stream().<JsonValue>map(write).toList());
    }

    /** The object of what {@code write} makes of each. */
    public static <T> JsonObject entries(Map<String, ? extends T> map, Function<? super T, ? extends JsonValue> write) {
        Map<String, JsonValue> members = LinkedHashMap.newLinkedHashMap(map.size());
        map.forEach((name, value) -> members.put(name, write.apply(value)));
        return JsonObject.of(members);
    }

    /** The value, for members of any type. */
    public static <T extends JsonValue> T same(T value) {
        return value;
    }

    /** A text, else the empty one. */
    public static String asString(JsonValue value) {
        return value instanceof JsonString(String text) ? text : "";
    }

    /** A number of 32 bits, else 0. */
    public static int asInt(JsonValue value) {
        return (int) asLong(value);
    }

    /** A number of 64 bits, else 0. */
    public static long asLong(JsonValue value) {
        return value instanceof JsonNumber number ? number.longValue() : 0;
    }

    /** A number with a fraction, else 0. */
    public static double asDouble(JsonValue value) {
        return value instanceof JsonNumber number ? number.doubleValue() : 0;
    }

    /** Whether it is true. */
    public static boolean asBoolean(JsonValue value) {
        return value == JsonBoolean.TRUE;
    }

    /** An object, else the empty one. */
    public static JsonObject asObject(JsonValue value) {
        return value instanceof JsonObject object ? object : JsonObject.EMPTY;
    }

    /** The bytes that a text in base64 spells, else none. */
    public static byte[] asBytes(JsonValue value) {
        try {
            return Base64.getMimeDecoder().decode(asString(value));
        } catch (IllegalArgumentException broken) {
            return new byte[0];
        }
    }

    /** The moment that a text spells in RFC 3339, else null. */
    public static @Nullable Instant asInstant(JsonValue value) {
        String text = asString(value);
        if (text.isEmpty()) {
            return null;
        }
        try {
            return text.endsWith("Z")
                    ? Instant.parse(text)
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException broken) {
            return null;
        }
    }

    /** An amount, else zero. */
    public static Quantity asQuantity(JsonValue value) {
        return switch (value) {
            case JsonString(String text) -> Quantity.parseOrZero(text);
            case JsonNumber number -> Quantity.of(number.decimalValue());
            default -> Quantity.ZERO;
        };
    }

    /** A number or a text, else 0. */
    public static IntOrString asIntOrString(JsonValue value) {
        return IntOrString.of(value);
    }

    /** The texts of an array. */
    public static List<String> asStrings(JsonValue value) {
        return value instanceof JsonArray array ? array.strings() : List.of();
    }

    /** A number with a fraction; a whole one without {@code .0}. */
    public static JsonNumber ofDouble(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15 ? JsonNumber.of((long) value) : JsonNumber.of(value);
    }

    /** Bytes in base64. */
    public static JsonString ofBytes(byte[] value) {
        return new JsonString(Base64.getEncoder().encodeToString(value));
    }

    /** A moment in whole seconds, as {@code 2026-01-31T12:00:00Z}. */
    public static JsonString ofTime(Instant value) {
        return new JsonString(value.truncatedTo(ChronoUnit.SECONDS).toString());
    }

    /** A moment in microseconds, as {@code 2026-01-31T12:00:00.000000Z}. */
    public static JsonString ofMicroTime(Instant value) {
        return new JsonString(MICROS.format(value));
    }

    /** An amount in its canonical form. */
    public static JsonString ofQuantity(Quantity value) {
        return new JsonString(value.toString());
    }

    /** An array of texts. */
    public static JsonArray ofStrings(Collection<String> values) {
        return JsonArray.ofStrings(values);
    }

    /** Elements read when asked for. */
    private static final class Mapped<T> extends AbstractList<T> implements RandomAccess {
        private final List<JsonValue> values;
        private final Function<JsonValue, T> read;

        Mapped(List<JsonValue> values, Function<JsonValue, T> read) {
            this.values = values;
            this.read = read;
        }

        @Override
        public T get(int index) {
            return read.apply(values.get(index));
        }

        @Override
        public int size() {
            return values.size();
        }
    }
}
