package dev.leme.api.json;

import java.util.AbstractMap;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An immutable JSON object that keeps the order of its members.
 *
 * <p>Names and values lie in two arrays; up to {@value #SCAN} members are searched one by one, which for the small objects
 * of the API is faster and a third of a hash map's size. Larger ones get an index when first searched.
 *
 * <p>The readers that take a name ({@link #string}, {@link #object}, …) never fail: a member that is absent or of another
 * type reads as that type's empty value, as Go's zero values do.
 */
public final class JsonObject implements JsonValue, Iterable<Map.Entry<String, JsonValue>> {

    private static final int SCAN = 16;

    /** The object without members. */
    public static final JsonObject EMPTY = new JsonObject(new String[0], new JsonValue[0]);

    private final String[] names;
    private final JsonValue[] values;
    private volatile @Nullable Map<String, Integer> index;

    private JsonObject(String[] names, JsonValue[] values) {
        this.names = names;
        this.values = values;
    }

    /** A builder without members. */
    public static Builder builder() {
        return new Builder(new LinkedHashMap<>());
    }

    /** An object of one member. */
    public static JsonObject of(String name, JsonValue value) {
        return new JsonObject(new String[] {name}, new JsonValue[] {value});
    }

    /** An object of two members. */
    public static JsonObject of(String name1, JsonValue value1, String name2, JsonValue value2) {
        return builder().put(name1, value1).put(name2, value2).build();
    }

    /** An object of the map's entries in the map's order. */
    public static JsonObject of(Map<String, ? extends JsonValue> members) {
        if (members.isEmpty()) {
            return EMPTY;
        }
        String[] names = members.keySet().toArray(new String[0]);
        JsonValue[] values = members.values().toArray(new JsonValue[0]);
        return new JsonObject(names, values);
    }

    /** An object of string members. */
    public static JsonObject ofStrings(Map<String, String> members) {
        Map<String, JsonValue> values = LinkedHashMap.newLinkedHashMap(members.size());
        members.forEach((name, value) -> values.put(name, new JsonString(value)));
        return of(values);
    }

    /** How many members there are. */
    public int size() {
        return names.length;
    }

    /** Whether there is no member. */
    public boolean isEmpty() {
        return names.length == 0;
    }

    /** The names in order. */
    public List<String> names() {
        return List.of(names);
    }

    /** The values in order. */
    public Collection<JsonValue> values() {
        return List.of(values);
    }

    /** The member called {@code name}, or null. */
    public @Nullable JsonValue get(String name) {
        int at = indexOf(name);
        return at < 0 ? null : values[at];
    }

    /** What lies at the end of {@code path} through objects, or null. */
    public @Nullable JsonValue at(String... path) {
        JsonValue value = this;
        for (String name : path) {
            if (!(value instanceof JsonObject object)) {
                return null;
            }
            value = object.get(name);
        }
        return value;
    }

    /** Whether there is a member called {@code name} that isn't null. */
    public boolean has(String name) {
        JsonValue value = get(name);
        return value != null && value != JsonNull.NULL;
    }

    /** The string member, else the empty string. */
    public String string(String name) {
        return get(name) instanceof JsonString(String value) ? value : "";
    }

    /** The number member, else {@code otherwise}. */
    public long number(String name, long otherwise) {
        return get(name) instanceof JsonNumber number ? number.longValue() : otherwise;
    }

    /** The boolean member, else false. */
    public boolean bool(String name) {
        return get(name) == JsonBoolean.TRUE;
    }

    /** The object member, else the empty object. */
    public JsonObject object(String name) {
        return get(name) instanceof JsonObject object ? object : EMPTY;
    }

    /** The array member, else the empty array. */
    public JsonArray array(String name) {
        return get(name) instanceof JsonArray array ? array : JsonArray.EMPTY;
    }

    /** The members that are strings, in order: for maps such as labels. */
    public Map<String, String> strings() {
        Map<String, String> strings = LinkedHashMap.newLinkedHashMap(names.length);
        for (int i = 0; i < names.length; i++) {
            if (values[i] instanceof JsonString(String value)) {
                strings.put(names[i], value);
            }
        }
        return strings;
    }

    /** This object with {@code name} set, at its old place or at the end. */
    public JsonObject with(String name, JsonValue value) {
        int at = indexOf(name);
        if (at >= 0) {
            JsonValue[] changed = values.clone();
            changed[at] = value;
            return new JsonObject(names, changed);
        }
        String[] longerNames = Arrays.copyOf(names, names.length + 1);
        JsonValue[] longerValues = Arrays.copyOf(values, values.length + 1);
        longerNames[names.length] = name;
        longerValues[values.length] = value;
        return new JsonObject(longerNames, longerValues);
    }

    /** This object with a string set. */
    public JsonObject with(String name, String value) {
        return with(name, new JsonString(value));
    }

    /** This object with a number set. */
    public JsonObject with(String name, long value) {
        return with(name, JsonNumber.of(value));
    }

    /** This object with a boolean set. */
    public JsonObject with(String name, boolean value) {
        return with(name, JsonValue.of(value));
    }

    /** This object with the object member {@code name} (empty where absent) changed by {@code change}. */
    public JsonObject update(String name, UnaryOperator<JsonObject> change) {
        return with(name, change.apply(object(name)));
    }

    /** This object with {@code value} at the end of {@code path}, making the objects on the way. */
    public JsonObject withAt(List<String> path, JsonValue value) {
        String name = path.getFirst();
        return path.size() == 1
                ? with(name, value)
                : with(name, object(name).withAt(path.subList(1, path.size()), value));
    }

    /** This object without {@code name}. */
    public JsonObject without(String name) {
        if (indexOf(name) < 0) {
            return this;
        }
        return toBuilder().remove(name).build();
    }

    /** This object with every value replaced by what {@code change} makes of it. */
    public JsonObject mapValues(Function<JsonValue, JsonValue> change) {
        JsonValue[] changed = new JsonValue[values.length];
        for (int i = 0; i < values.length; i++) {
            changed[i] = change.apply(values[i]);
        }
        return new JsonObject(names, changed);
    }

    /** A builder that starts with these members. */
    public Builder toBuilder() {
        Map<String, JsonValue> members = LinkedHashMap.newLinkedHashMap(names.length + 4);
        for (int i = 0; i < names.length; i++) {
            members.put(names[i], values[i]);
        }
        return new Builder(members);
    }

    private int indexOf(String name) {
        if (names.length > SCAN) {
            return index().getOrDefault(name, -1);
        }
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private Map<String, Integer> index() {
        Map<String, Integer> known = index;
        if (known == null) {
            known = HashMap.newHashMap(names.length);
            for (int i = 0; i < names.length; i++) {
                known.put(names[i], i);
            }
            index = known;
        }
        return known;
    }

    @Override
    public Iterator<Map.Entry<String, JsonValue>> iterator() {
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < names.length;
            }

            @Override
            public Map.Entry<String, JsonValue> next() {
                if (next >= names.length) {
                    throw new java.util.NoSuchElementException();
                }
                return new AbstractMap.SimpleImmutableEntry<>(names[next], values[next++]);
            }
        };
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        if (!(other instanceof JsonObject that) || that.names.length != names.length) {
            return false;
        }
        for (int i = 0; i < names.length; i++) {
            if (!values[i].equals(that.get(names[i]))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        int hash = 0;
        for (int i = 0; i < names.length; i++) {
            hash += names[i].hashCode() ^ values[i].hashCode();
        }
        return hash;
    }

    @Override
    public String toString() {
        return Json.write(this);
    }

    /** Collects members; a name that is put again keeps its first place and takes the last value. */
    public static final class Builder {
        private final Map<String, JsonValue> members;

        private Builder(Map<String, JsonValue> members) {
            this.members = members;
        }

        /** Sets a member. */
        public Builder put(String name, JsonValue value) {
            members.put(name, value);
            return this;
        }

        /** Sets a string member. */
        public Builder put(String name, String value) {
            return put(name, new JsonString(value));
        }

        /** Sets a number member. */
        public Builder put(String name, long value) {
            return put(name, JsonNumber.of(value));
        }

        /** Sets a boolean member. */
        public Builder put(String name, boolean value) {
            return put(name, JsonValue.of(value));
        }

        /** The member put so far, or null. */
        public @Nullable JsonValue get(String name) {
            return members.get(name);
        }

        /** Forgets a member. */
        public Builder remove(String name) {
            members.remove(name);
            return this;
        }

        /** The object. */
        public JsonObject build() {
            return of(members);
        }
    }
}
