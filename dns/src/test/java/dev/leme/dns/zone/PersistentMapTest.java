package dev.leme.dns.zone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PersistentMapTest {

    @Test
    void map_changedAtRandom_isAsAHashMapAndItsFormerSelfStays() {
        Random random = new Random(1);
        Map<String, Integer> model = new HashMap<>();
        PersistentMap<Integer> map = PersistentMap.empty();
        for (int i = 0; i < 20_000; i++) {
            String key = "name-" + random.nextInt(4000) + ".default.svc";
            Integer before = model.get(key);
            PersistentMap<Integer> former = map;
            if (random.nextInt(3) == 0) {
                model.remove(key);
                map = map.with(key, null);
            } else {
                model.put(key, i);
                map = map.with(key, i);
            }
            assertEquals(before, former.get(key), "the former map has changed");
            assertEquals(model.get(key), map.get(key));
        }
        Map<String, Integer> seen = new HashMap<>();
        map.forEach(seen::put);
        assertEquals(model, seen);
    }

    @Test
    void keys_withOneHash_areKeptApart() {
        PersistentMap<Integer> map = PersistentMap.empty();
        String[] alike = new String[64];
        for (int i = 0; i < alike.length; i++) {
            StringBuilder key = new StringBuilder();
            for (int bit = 0; bit < 6; bit++) {
                key.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            alike[i] = key.toString();
            assertEquals(alike[0].hashCode(), alike[i].hashCode());
            map = map.with(alike[i], i);
        }
        for (int i = 0; i < alike.length; i++) {
            assertEquals(i, map.get(alike[i]));
        }
        assertNull(map.get("AaAa"));
    }
}
