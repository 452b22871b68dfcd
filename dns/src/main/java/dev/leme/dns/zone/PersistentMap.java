package dev.leme.dns.zone;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map by name of which a changed copy costs the same however large it is: a tree over the names' hashes, 32
 * branches a step, of which a copy shares all but the path to what changed.
 *
 * @param <V> the values
 */
final class PersistentMap<V> {

    private static final int BITS = 5;
    private static final int BRANCHES = 1 << BITS;
    private static final int FULL = 8;
    private static final int DEEPEST = Integer.SIZE / BITS;

    private sealed interface Node<V> {}

    private record Branch<V>(List<Node<V>> children) implements Node<V> {}

    private record Leaf<V>(Map<String, V> entries) implements Node<V> {}

    private final Node<V> root;

    private PersistentMap(Node<V> root) {
        this.root = root;
    }

    /** A map without entries. */
    static <V> PersistentMap<V> empty() {
        return new PersistentMap<>(new Leaf<>(Map.of()));
    }

    @Nullable V get(String key) {
        int hash = hash(key);
        Node<V> node = root;
        while (node instanceof Branch<V>(List<Node<V>> children)) {
            node = children.get(hash & (BRANCHES - 1));
            hash >>>= BITS;
        }
        return ((Leaf<V>) node).entries().get(key);
    }

    /** A map that differs in one entry; null removes it. */
    PersistentMap<V> with(String key, @Nullable V value) {
        return new PersistentMap<>(changed(root, hash(key), 0, key, value));
    }

    private static <V> Node<V> changed(Node<V> node, int hash, int depth, String key, @Nullable V value) {
        return switch (node) {
            case Branch<V>(List<Node<V>> children) -> {
                int index = hash & (BRANCHES - 1);
                List<Node<V>> copy = new ArrayList<>(children);
                copy.set(index, changed(children.get(index), hash >>> BITS, depth + 1, key, value));
                yield new Branch<>(copy);
            }
            case Leaf<V>(Map<String, V> entries) -> {
                Map<String, V> copy = new HashMap<>(entries);
                if (value == null) {
                    copy.remove(key);
                } else {
                    copy.put(key, value);
                }
                yield copy.size() > FULL && depth < DEEPEST ? split(copy, depth) : new Leaf<>(Map.copyOf(copy));
            }
        };
    }

    private static <V> Node<V> split(Map<String, V> entries, int depth) {
        Node<V> branch = new Branch<>(Collections.nCopies(BRANCHES, new Leaf<>(Map.of())));
        for (Map.Entry<String, V> entry : entries.entrySet()) {
            int rest = hash(entry.getKey()) >>> (depth * BITS);
            branch = changed(branch, rest, depth, entry.getKey(), entry.getValue());
        }
        return branch;
    }

    /** Spreads the hash, for names that end alike have hashes that do. */
    private static int hash(String key) {
        int hash = key.hashCode() * 0x9E3779B9;
        return hash ^ hash >>> 16;
    }

    /** Shows every entry, in no order. */
    void forEach(BiConsumer<String, V> visitor) {
        visit(root, visitor);
    }

    private static <V> void visit(Node<V> node, BiConsumer<String, V> visitor) {
        switch (node) {
            case Branch<V>(List<Node<V>> children) -> children.forEach(child -> visit(child, visitor));
            case Leaf<V>(Map<String, V> entries) -> entries.forEach(visitor);
        }
    }
}
