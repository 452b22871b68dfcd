package dev.leme.controllers.workload;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** The condition by which a pod says that its end is not its own fault. */
public final class Disruption {

    /** The condition's type. */
    public static final String TYPE = "DisruptionTarget";

    private Disruption() {}

    /** The pod's status with the condition, in place of an older one. */
    public static JsonObject status(ApiObject pod, String reason, String message, Instant now) {
        return with(pod, condition(pod, "True", now).with("reason", reason).with("message", message));
    }

    /** The pod's status with the condition denied. */
    public static JsonObject takenBack(ApiObject pod, Instant now) {
        return with(pod, condition(pod, "False", now));
    }

    private static JsonObject condition(ApiObject pod, String status, Instant now) {
        return JsonObject.builder()
                .put("type", TYPE)
                .put("observedGeneration", pod.generation())
                .put("status", status)
                .put("lastTransitionTime", now.truncatedTo(ChronoUnit.SECONDS).toString())
                .build();
    }

    private static JsonObject with(ApiObject pod, JsonObject condition) {
        List<JsonValue> conditions = new ArrayList<>();
        pod.status().array("conditions").objects().stream()
                .filter(other -> !other.string("type").equals(TYPE))
                .forEach(conditions::add);
        conditions.add(condition);
        return pod.status().with("conditions", new JsonArray(conditions));
    }
}
