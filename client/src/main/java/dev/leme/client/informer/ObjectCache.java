package dev.leme.client.informer;

import dev.leme.api.object.ApiObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Objects by key, and by the values that named indexes give them. Each method is atomic; objects are immutable, so a
 * result stays valid, if not current.
 */
final class ObjectCache {

    /** Objects by one index: value → key → object. */
    private record Index(
            Function<ApiObject, ? extends Collection<String>> values, Map<String, Map<ObjectKey, ApiObject>> entries) {

        void put(ObjectKey key, ApiObject object) {
            for (String value : values.apply(object)) {
                entries.computeIfAbsent(value, none -> new LinkedHashMap<>()).put(key, object);
            }
        }

        void remove(ObjectKey key, ApiObject object) {
            for (String value : values.apply(object)) {
                entries.computeIfPresent(value, (same, objects) -> {
                    objects.remove(key);
                    return objects.isEmpty() ? null : objects;
                });
            }
        }
    }

    private final Map<ObjectKey, ApiObject> objects = new HashMap<>();
    private final Map<String, Index> indexes = new HashMap<>();
    private final Index byNamespace = new Index(object -> List.of(object.namespace()), new HashMap<>());

    synchronized void addIndex(String name, Function<ApiObject, ? extends Collection<String>> values) {
        if (indexes.containsKey(name)) {
            return;
        }
        Index index = new Index(values, new HashMap<>());
        objects.forEach(index::put);
        indexes.put(name, index);
    }

    /** The object that was there before. */
    synchronized @Nullable ApiObject put(ApiObject object) {
        ObjectKey key = ObjectKey.of(object);
        ApiObject before = objects.put(key, object);
        if (before != null) {
            unindex(key, before);
        }
        byNamespace.put(key, object);
        indexes.values().forEach(index -> index.put(key, object));
        return before;
    }

    /** The object that was there. */
    synchronized @Nullable ApiObject remove(ObjectKey key) {
        ApiObject before = objects.remove(key);
        if (before != null) {
            unindex(key, before);
        }
        return before;
    }

    private void unindex(ObjectKey key, ApiObject object) {
        byNamespace.remove(key, object);
        indexes.values().forEach(index -> index.remove(key, object));
    }

    synchronized @Nullable ApiObject get(ObjectKey key) {
        return objects.get(key);
    }

    synchronized List<ApiObject> all() {
        return new ArrayList<>(objects.values());
    }

    synchronized List<ApiObject> inNamespace(String namespace) {
        return new ArrayList<>(
                byNamespace.entries.getOrDefault(namespace, Map.of()).values());
    }

    synchronized List<ApiObject> byIndex(String name, String value) {
        Index index = indexes.get(name);
        if (index == null) {
            throw new IllegalArgumentException("there is no index " + name);
        }
        return new ArrayList<>(index.entries.getOrDefault(value, Map.of()).values());
    }

    synchronized int size() {
        return objects.size();
    }
}
