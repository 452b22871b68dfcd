package dev.leme.client;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;
import org.jspecify.annotations.Nullable;

/**
 * How to delete.
 *
 * @param propagationPolicy {@code Background}, {@code Foreground}, {@code Orphan}, or empty for the kind's default
 * @param gracePeriodSeconds seconds that the object may take; null for the object's own
 * @param uid the identity that must be met; empty for any
 * @param resourceVersion the version that must be met; empty for any
 * @param dryRun whether to go through everything but the write
 */
public record DeleteOptions(
        String propagationPolicy,
        @Nullable Long gracePeriodSeconds,
        String uid,
        String resourceVersion,
        boolean dryRun) {

    /** The kind's and the object's own defaults. */
    public static final DeleteOptions DEFAULT = new DeleteOptions("", null, "", "", false);

    public DeleteOptions withPropagation(String policy) {
        return new DeleteOptions(policy, gracePeriodSeconds, uid, resourceVersion, dryRun);
    }

    public DeleteOptions withGracePeriod(long seconds) {
        return new DeleteOptions(propagationPolicy, seconds, uid, resourceVersion, dryRun);
    }

    public DeleteOptions withUid(String requiredUid) {
        return new DeleteOptions(propagationPolicy, gracePeriodSeconds, requiredUid, resourceVersion, dryRun);
    }

    public DeleteOptions withResourceVersion(String required) {
        return new DeleteOptions(propagationPolicy, gracePeriodSeconds, uid, required, dryRun);
    }

    public DeleteOptions withDryRun() {
        return new DeleteOptions(propagationPolicy, gracePeriodSeconds, uid, resourceVersion, true);
    }

    /** As the request's body. */
    JsonObject json() {
        JsonObject.Builder json =
                JsonObject.builder().put("kind", "DeleteOptions").put("apiVersion", "v1");
        if (gracePeriodSeconds != null) {
            json.put("gracePeriodSeconds", gracePeriodSeconds);
        }
        if (!uid.isEmpty() || !resourceVersion.isEmpty()) {
            json.put("preconditions", preconditions());
        }
        if (!propagationPolicy.isEmpty()) {
            json.put("propagationPolicy", propagationPolicy);
        }
        if (dryRun) {
            json.put("dryRun", JsonArray.of(new JsonString("All")));
        }
        return json.build();
    }

    private JsonObject preconditions() {
        JsonObject json = JsonObject.EMPTY;
        json = uid.isEmpty() ? json : json.with("uid", uid);
        return resourceVersion.isEmpty() ? json : json.with("resourceVersion", resourceVersion);
    }
}
