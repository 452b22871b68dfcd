package dev.leme.api.managed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class FieldSetTest {
    private static final int ROUNDS = 2_000;

    private static FieldSet set(String tree) {
        return new FieldSet(Json.parseObject(tree.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void paths_areReadable() {
        FieldSet set = set("""
                {"f:spec":{"f:ports":{"k:{\\"port\\":80,\\"protocol\\":\\"TCP\\"}":{".":{},"f:name":{}}},
                 "f:finalizers":{"v:\\"a/b\\"":{}}}}""");
        assertEquals(
                List.of(
                        ".spec.ports[port=80,protocol=\"TCP\"]",
                        ".spec.ports[port=80,protocol=\"TCP\"].name",
                        ".spec.finalizers[=\"a/b\"]"),
                set.paths());
    }

    @Test
    void difference_keepsWhatLiesBelow_andTheRecursiveOneDoesNot() {
        FieldSet set = set("{\"f:a\":{\".\":{},\"f:b\":{}},\"f:c\":{}}");
        assertEquals(set("{\"f:a\":{\"f:b\":{}},\"f:c\":{}}"), set.difference(set("{\"f:a\":{}}")));
        assertEquals(set("{\"f:c\":{}}"), set.recursiveDifference(set("{\"f:a\":{}}")));
    }

    @Test
    void isTree_ofOtherThings_isFalse() {
        assertTrue(FieldSet.isTree(Json.parse("{\"f:a\":{\".\":{}}}")));
        assertFalse(FieldSet.isTree(Json.parse("{\"a\":{}}")));
        assertFalse(FieldSet.isTree(Json.parse("{\"f:a\":1}")));
    }

    /** The operations on trees are those on sets of paths. */
    @Test
    void operations_areThoseOfSets() {
        long seed = 20260729;
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            FieldSet a = random(random);
            FieldSet b = random(random);
            String where = "seed " + seed + " round " + round + ": " + a + " and " + b;
            Set<String> union = paths(a);
            union.addAll(paths(b));
            assertEquals(union, paths(a.union(b)), where);
            Set<String> difference = paths(a);
            difference.removeAll(paths(b));
            assertEquals(difference, paths(a.difference(b)), where);
            Set<String> intersection = paths(a);
            intersection.retainAll(paths(b));
            assertEquals(intersection, paths(a.intersection(b)), where);
            assertEquals(paths(a), paths(a.difference(b).union(a.intersection(b))), where);
            assertTrue(FieldSet.isTree(a.union(b).tree()), where);
        }
    }

    private static Set<String> paths(FieldSet set) {
        return new TreeSet<>(set.paths());
    }

    private static FieldSet random(Random random) {
        return FieldSet.of(node(random, 0));
    }

    private static JsonObject node(Random random, int depth) {
        JsonObject.Builder node = JsonObject.builder();
        if (depth < 3) {
            for (String name : List.of("f:a", "f:b", "k:{\"n\":1}")) {
                if (random.nextInt(3) == 0) {
                    node.put(name, node(random, depth + 1));
                }
            }
        }
        JsonObject built = FieldSet.node(depth > 0 && random.nextBoolean(), node);
        return built == null ? JsonObject.EMPTY : built;
    }
}
