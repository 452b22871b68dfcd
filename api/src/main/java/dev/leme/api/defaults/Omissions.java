package dev.leme.api.defaults;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonBoolean;
import dev.leme.api.json.JsonNull;
import dev.leme.api.json.JsonNumber;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import java.util.Map;
import java.util.Set;

/**
 * Takes out what a server that keeps Go structures never gives back: nulls, empty lists, empty maps, and the members that are
 * false or 0 and can't be told from absent there. So what a client reads after a write is the same as from upstream, and two
 * spellings of the same object are equal.
 */
final class Omissions {

    private static final Set<String> RAW = Set.of("managedFields", "data", "binaryData", "stringData", "openAPIV3Schema");
    private static final Set<String> MAPS = Set.of(
            "labels",
            "annotations",
            "nodeSelector",
            "matchLabels",
            "limits",
            "requests",
            "capacity",
            "allocatable",
            "hard",
            "used",
            "parameters");
    private static final Set<String> FALSE = Set.of(
            "hostNetwork",
            "hostPID",
            "hostIPC",
            "stdin",
            "stdinOnce",
            "tty",
            "readOnly",
            "paused",
            "unschedulable",
            "publishNotReadyAddresses",
            "globalDefault");
    private static final Set<String> ZERO = Set.of(
            "initialDelaySeconds",
            "timeoutSeconds",
            "periodSeconds",
            "successThreshold",
            "failureThreshold",
            "minReadySeconds",
            "nodePort",
            "hostPort");

    private Omissions() {}

    static JsonObject apply(JsonObject object) {
        JsonObject.Builder kept = JsonObject.builder();
        for (Map.Entry<String, JsonValue> member : object) {
            String name = member.getKey();
            JsonValue value = RAW.contains(name) ? member.getValue() : apply(member.getValue());
            if (!isOmitted(name, value)) {
                kept.put(name, value);
            }
        }
        return kept.build();
    }

    private static JsonValue apply(JsonValue value) {
        return switch (value) {
            case JsonObject object -> apply(object);
            case JsonArray array -> new JsonArray(array.stream().map(Omissions::apply).toList());
            default -> value;
        };
    }

    private static boolean isOmitted(String name, JsonValue value) {
        return switch (value) {
            case JsonNull nothing -> true;
            case JsonArray array -> array.isEmpty();
            case JsonObject object -> object.isEmpty() && MAPS.contains(name);
            case JsonBoolean bool -> !bool.value() && FALSE.contains(name);
            case JsonNumber number -> number.isWhole() && number.longValue() == 0 && ZERO.contains(name);
            default -> false;
        };
    }
}
