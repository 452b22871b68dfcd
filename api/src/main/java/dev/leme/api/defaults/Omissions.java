package dev.leme.api.defaults;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonBoolean;
import dev.leme.api.json.JsonNull;
import dev.leme.api.json.JsonNumber;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Takes out what a server that keeps Go structures never gives back: nulls, empty lists, empty maps, and the members that are
 * false or 0 and can't be told from absent there. So what a client reads after a write is the same as from upstream, and two
 * spellings of the same object are equal.
 */
final class Omissions {

    private static final Set<String> RAW =
            Set.of("managedFields", "data", "binaryData", "stringData", "openAPIV3Schema");
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

    /** {@code object} without what is omitted; itself, untouched, where there is nothing to omit. */
    @SuppressWarnings(
            "ReferenceEquality") // whether anything changed below; comparing contents would cost more than copying
    static JsonObject apply(JsonObject object) {
        boolean same = true;
        List<JsonValue> values = new ArrayList<>(object.size());
        for (Map.Entry<String, JsonValue> member : object) {
            JsonValue value = RAW.contains(member.getKey()) ? member.getValue() : apply(member.getValue());
            same &= value == member.getValue() && !isOmitted(member.getKey(), value);
            values.add(value);
        }
        return same ? object : rebuilt(object, values);
    }

    private static JsonObject rebuilt(JsonObject object, List<JsonValue> values) {
        List<String> names = object.names();
        JsonObject.Builder kept = JsonObject.builder();
        for (int i = 0; i < values.size(); i++) {
            String name = names.get(i);
            if (!isOmitted(name, values.get(i))) {
                kept.put(name, values.get(i));
            }
        }
        return kept.build();
    }

    private static JsonValue apply(JsonValue value) {
        return switch (value) {
            case JsonObject object -> apply(object);
            case JsonArray array -> apply(array);
            default -> value;
        };
    }

    @SuppressWarnings("ReferenceEquality") // as above
    private static JsonArray apply(JsonArray array) {
        boolean same = true;
        List<JsonValue> values = new ArrayList<>(array.size());
        for (JsonValue element : array) {
            JsonValue value = apply(element);
            same &= value == element;
            values.add(value);
        }
        return same ? array : new JsonArray(values);
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
