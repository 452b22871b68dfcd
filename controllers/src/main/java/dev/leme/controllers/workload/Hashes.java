package dev.leme.controllers.workload;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Short names for contents, in the shape that upstream gives them: up to ten letters and digits without vowels. */
public final class Hashes {

    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

    private Hashes() {}

    /** The hash of a tree, whatever the order of its members; {@code collisions} gives it another one. */
    public static String of(JsonValue content, int collisions) {
        int hash = fnv(0x811c9dc5, Json.bytes(sorted(content)));
        if (collisions > 0) {
            hash = fnv(hash, Integer.toString(collisions).getBytes(StandardCharsets.UTF_8));
        }
        return spelled(Integer.toUnsignedString(hash));
    }

    private static int fnv(int start, byte[] bytes) {
        int hash = start;
        for (byte b : bytes) {
            hash = (hash ^ (b & 0xff)) * 0x01000193;
        }
        return hash;
    }

    private static String spelled(String digits) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < digits.length(); i++) {
            text.append(ALPHABET.charAt(digits.charAt(i) % ALPHABET.length()));
        }
        return text.toString();
    }

    private static JsonValue sorted(JsonValue value) {
        return switch (value) {
            case JsonObject object -> {
                Map<String, JsonValue> members = new TreeMap<>();
                object.forEach(member -> members.put(member.getKey(), sorted(member.getValue())));
                yield JsonObject.of(members);
            }
            case JsonArray array ->
                new JsonArray(array.stream().map(Hashes::sorted).toList());
            default -> value;
        };
    }
}
