package dev.leme.api.json;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/** An immutable JSON array. */
public record JsonArray(List<JsonValue> values) implements JsonValue, Iterable<JsonValue> {

    /** The array without elements. */
    public static final JsonArray EMPTY = new JsonArray(List.of());

    /** Copies {@code values}. */
    public JsonArray {
        values = List.copyOf(values);
    }

    /** An array of these values. */
    public static JsonArray of(JsonValue... values) {
        return new JsonArray(List.of(values));
    }

    /** An array of strings. */
    public static JsonArray ofStrings(Collection<String> values) {
        return new JsonArray(values.stream().<JsonValue>map(JsonString::new).toList());
    }

    /** How many elements there are. */
    public int size() {
        return values.size();
    }

    /** Whether there is no element. */
    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** The element at {@code index}. */
    public JsonValue get(int index) {
        return values.get(index);
    }

    /** The elements that are objects. */
    public List<JsonObject> objects() {
        List<JsonObject> objects = new ArrayList<>(values.size());
        for (JsonValue value : values) {
            if (value instanceof JsonObject object) {
                objects.add(object);
            }
        }
        return objects;
    }

    /** The elements that are strings. */
    public List<String> strings() {
        List<String> strings = new ArrayList<>(values.size());
        for (JsonValue value : values) {
            if (value instanceof JsonString(String string)) {
                strings.add(string);
            }
        }
        return strings;
    }

    /** This array with {@code value} behind its last element. */
    public JsonArray plus(JsonValue value) {
        List<JsonValue> longer = new ArrayList<>(values);
        longer.add(value);
        return new JsonArray(longer);
    }

    /** The elements as a stream. */
    public Stream<JsonValue> stream() {
        return values.stream();
    }

    @Override
    public Iterator<JsonValue> iterator() {
        return values.iterator();
    }

    @Override
    public String toString() {
        return Json.write(this);
    }
}
