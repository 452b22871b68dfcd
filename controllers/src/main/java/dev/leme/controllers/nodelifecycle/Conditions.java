package dev.leme.controllers.nodelifecycle;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** The conditions of a node. */
final class Conditions {

    static final String READY = "Ready";
    private static final List<String> WATCHED = List.of(READY, "MemoryPressure", "DiskPressure", "PIDPressure");

    private Conditions() {}

    /** The condition, or an empty object. */
    static JsonObject find(ApiObject node, String type) {
        for (JsonObject condition : node.status().array("conditions").objects()) {
            if (condition.string("type").equals(type)) {
                return condition;
            }
        }
        return JsonObject.EMPTY;
    }

    /** {@code True}, {@code False}, {@code Unknown}; empty when the node never said. */
    static String status(ApiObject node, String type) {
        return find(node, type).string("status");
    }

    /** The node with all that only its agent can know as unknown. */
    static ApiObject unknown(ApiObject node, Instant now) {
        List<JsonValue> conditions = new ArrayList<>();
        for (JsonObject condition : node.status().array("conditions").objects()) {
            boolean stale = WATCHED.contains(condition.string("type"))
                    && !condition.string("status").equals("Unknown");
            conditions.add(stale ? stopped(condition, now) : condition);
        }
        for (String type : WATCHED) {
            if (status(node, type).isEmpty()) {
                conditions.add(never(type, node, now));
            }
        }
        return node.withStatus(node.status().with("conditions", new JsonArray(conditions)));
    }

    private static JsonObject stopped(JsonObject condition, Instant now) {
        return condition
                .with("status", "Unknown")
                .with("lastTransitionTime", text(now))
                .with("reason", "NodeStatusUnknown")
                .with("message", "Kubelet stopped posting node status.");
    }

    private static JsonObject never(String type, ApiObject node, Instant now) {
        return JsonObject.EMPTY
                .with("type", type)
                .with("status", "Unknown")
                .with("lastHeartbeatTime", node.metadata().string("creationTimestamp"))
                .with("lastTransitionTime", text(now))
                .with("reason", "NodeStatusNeverUpdated")
                .with("message", "Kubelet never posted node status.");
    }

    static String text(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
