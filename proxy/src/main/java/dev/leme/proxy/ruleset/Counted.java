package dev.leme.proxy.ruleset;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** What several Services share: there as long as one of them needs it. Knows what changed since the last {@link #settle}. */
final class Counted<K, V> {

    private final Map<K, V> values = new LinkedHashMap<>();
    private final Map<K, Integer> counts = new LinkedHashMap<>();
    private final Map<K, V> before = new LinkedHashMap<>();
    private final Map<K, V> touched = new LinkedHashMap<>();

    /** One more needs {@code key}; equal keys have equal values. */
    void add(K key, V value) {
        touch(key, value);
        values.put(key, value);
        counts.merge(key, 1, Integer::sum);
    }

    /** One less needs {@code key}. */
    void remove(K key) {
        touch(key, Objects.requireNonNull(values.get(key)));
        if (counts.merge(key, -1, Integer::sum) == 0) {
            counts.remove(key);
            values.remove(key);
        }
    }

    private void touch(K key, V value) {
        if (touched.putIfAbsent(key, value) == null && values.containsKey(key)) {
            before.put(key, value);
        }
    }

    Map<K, V> all() {
        return new LinkedHashMap<>(values);
    }

    /** Of what was touched: what was there. */
    Map<K, V> before() {
        return new LinkedHashMap<>(before);
    }

    /** Of what was touched: what is there. */
    Map<K, V> after() {
        Map<K, V> after = new LinkedHashMap<>(touched);
        after.keySet().retainAll(values.keySet());
        return after;
    }

    void settle() {
        before.clear();
        touched.clear();
    }
}
