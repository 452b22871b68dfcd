package dev.leme.testkit.api;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonNull;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import java.util.Map;
import java.util.Set;

/** What the server itself does to objects on their way in: the part of it that clients depend on. */
final class Rules {

    private static final Set<String> WITH_STATUS = Set.of(
            "pods",
            "nodes",
            "namespaces",
            "services",
            "persistentvolumes",
            "persistentvolumeclaims",
            "statefulsets",
            "deployments",
            "replicationcontrollers",
            "replicasets",
            "daemonsets",
            "jobs",
            "cronjobs",
            "poddisruptionbudgets");

    private Rules() {}

    /** A new object as it is first stored, but for identity and times. */
    static ApiObject created(Target target, ApiObject object) {
        ApiObject fresh = object;
        if (WITH_STATUS.contains(target.plural())) {
            fresh = ApiObject.of(fresh.json().without("status"));
        }
        return switch (target.plural()) {
            case "pods", "persistentvolumeclaims", "persistentvolumes" -> inPhase(fresh, "Pending");
            case "namespaces" -> inPhase(withSpecFinalizer(fresh), "Active");
            default -> fresh;
        };
    }

    private static ApiObject inPhase(ApiObject object, String phase) {
        return object.withStatus(JsonObject.EMPTY.with("phase", phase));
    }

    private static ApiObject withSpecFinalizer(ApiObject namespace) {
        return namespace.with("spec", namespace.spec().with("finalizers", JsonArray.of(new JsonString("kubernetes"))));
    }

    /** What an update makes of the stored object: identity and status stay, the generation counts changes of the rest. */
    static ApiObject updated(Target target, ApiObject stored, ApiObject wanted) {
        JsonObject metadata = wanted.metadata();
        for (String kept : Set.of("uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds")) {
            JsonValue value = stored.metadata().get(kept);
            metadata = value == null ? metadata.without(kept) : metadata.with(kept, value);
        }
        boolean same = content(stored).equals(content(wanted));
        metadata = metadata.with("generation", same ? stored.generation() : stored.generation() + 1);
        ApiObject next = wanted.with("metadata", metadata);
        if (!WITH_STATUS.contains(target.plural())) {
            return next;
        }
        JsonValue status = stored.json().get("status");
        return status == null ? ApiObject.of(next.json().without("status")) : next.with("status", status);
    }

    private static JsonObject content(ApiObject object) {
        return object.json().without("metadata").without("status");
    }

    /** RFC 7386. */
    static JsonValue merge(JsonValue target, JsonValue patch) {
        if (!(patch instanceof JsonObject changes)) {
            return patch;
        }
        JsonObject merged = target instanceof JsonObject object ? object : JsonObject.EMPTY;
        for (Map.Entry<String, JsonValue> change : changes) {
            if (change.getValue() == JsonNull.NULL) {
                merged = merged.without(change.getKey());
            } else {
                JsonValue before = merged.get(change.getKey());
                merged =
                        merged.with(change.getKey(), merge(before == null ? JsonNull.NULL : before, change.getValue()));
            }
        }
        return merged;
    }
}
