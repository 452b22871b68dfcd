package dev.leme.controllers.workload;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonNull;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.client.ApiClient;
import dev.leme.client.PatchType;
import java.util.ArrayList;
import java.util.List;

/** What keeps an object from going before a controller has done its part. */
public final class Finalizers {

    private Finalizers() {}

    /** The object held by {@code finalizer} too; an empty one changes nothing. */
    public static ApiObject with(ApiObject object, String finalizer) {
        if (finalizer.isEmpty() || object.finalizers().contains(finalizer)) {
            return object;
        }
        List<String> more = new ArrayList<>(object.finalizers());
        more.add(finalizer);
        return object.withFinalizers(more);
    }

    /** The object no longer held by {@code finalizer}. */
    public static ApiObject without(ApiObject object, String finalizer) {
        List<String> others = object.finalizers().stream()
                .filter(other -> !other.equals(finalizer))
                .toList();
        return others.size() == object.finalizers().size() ? object : object.withFinalizers(others);
    }

    /** The object's finalizers as a merge patch takes them. */
    static JsonValue array(ApiObject object) {
        List<JsonValue> texts = new ArrayList<>();
        object.finalizers().forEach(finalizer -> texts.add(new JsonString(finalizer)));
        return texts.isEmpty() ? JsonNull.NULL : new JsonArray(texts);
    }

    /** Takes the finalizer from the stored object, by a patch that fails when somebody else has written meanwhile. */
    public static void remove(ApiClient client, Resource resource, ApiObject object, String finalizer) {
        ApiObject free = without(object, finalizer);
        if (free.equals(object)) {
            return;
        }
        JsonObject metadata = JsonObject.builder()
                .put("uid", object.uid())
                .put("resourceVersion", object.resourceVersion())
                .put("finalizers", array(free))
                .build();
        try {
            client.patch(
                    resource, object.namespace(), object.name(), PatchType.MERGE, JsonObject.of("metadata", metadata));
        } catch (ApiException refused) {
            if (!refused.is(Reason.NOT_FOUND)) {
                throw refused;
            }
        }
    }
}
