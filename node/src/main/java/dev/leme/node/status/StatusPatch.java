package dev.leme.node.status;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonNull;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The strategic-merge patch that leads from one status to another. Other owners' conditions are left alone; the pod's
 * identity is part of the patch, so that a later pod of the same name is never touched.
 */
public final class StatusPatch {
    private static final List<String> REMOVABLE = List.of("reason", "message", "podIP", "podIPs");

    private StatusPatch() {}

    /** The patch; empty when nothing differs. */
    public static Optional<JsonObject> of(String podUid, JsonObject shown, JsonObject wanted) {
        JsonObject.Builder changes = JsonObject.builder();
        boolean any = false;
        for (Map.Entry<String, JsonValue> field : wanted) {
            if (!field.getValue().equals(shown.get(field.getKey()))) {
                changes.put(field.getKey(), change(field.getKey(), field.getValue(), shown));
                any = true;
            }
        }
        for (String name : REMOVABLE) {
            if (shown.has(name) && !wanted.has(name)) {
                changes.put(name, JsonNull.NULL);
                any = true;
            }
        }
        return any
                ? Optional.of(
                        JsonObject.of("metadata", JsonObject.EMPTY.with("uid", podUid), "status", changes.build()))
                : Optional.empty();
    }

    /** Whether somebody has given a condition of {@code written} another status in {@code now}. */
    public static boolean isOverwritten(JsonObject written, JsonObject now) {
        return written.array("conditions").objects().stream()
                .anyMatch(ours -> now.array("conditions").objects().stream()
                        .anyMatch(other -> other.string("type").equals(ours.string("type"))
                                && !other.string("status").equals(ours.string("status"))));
    }

    private static JsonValue change(String name, JsonValue wanted, JsonObject shown) {
        if (wanted instanceof JsonArray values) {
            if (name.equals("conditions")) {
                return conditions(values, shown.array(name));
            }
            if (name.equals("podIPs") || name.equals("hostIPs")) {
                return addresses(values, shown.array(name));
            }
        }
        return wanted;
    }

    /** Conditions are merged by type, member by member: a member that went must be named. */
    private static JsonArray conditions(JsonArray wanted, JsonArray shown) {
        List<JsonValue> changed = new ArrayList<>();
        for (JsonObject condition : wanted.objects()) {
            JsonObject old = shown.objects().stream()
                    .filter(other -> other.string("type").equals(condition.string("type")))
                    .findFirst()
                    .orElse(JsonObject.EMPTY);
            JsonObject change = condition;
            for (String name : List.of("reason", "message")) {
                if (old.has(name) && !condition.has(name)) {
                    change = change.with(name, JsonNull.NULL);
                }
            }
            changed.add(change);
        }
        for (JsonObject old : shown.objects()) {
            String type = old.string("type");
            boolean over = PodConditions.PASSING.contains(type)
                    && wanted.objects().stream()
                            .noneMatch(condition -> condition.string("type").equals(type));
            if (over) {
                changed.add(JsonObject.EMPTY.with("type", type).with("$patch", "delete"));
            }
        }
        return new JsonArray(changed);
    }

    /** Addresses are merged by address: those that went must be deleted. */
    private static JsonArray addresses(JsonArray wanted, JsonArray shown) {
        List<JsonValue> changed = new ArrayList<>(wanted.values());
        for (JsonObject old : shown.objects()) {
            if (!wanted.values().contains(old)) {
                changed.add(old.with("$patch", "delete"));
            }
        }
        return new JsonArray(changed);
    }
}
