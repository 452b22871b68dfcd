package dev.leme.api.patch;

import dev.leme.api.json.JsonNull;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import java.util.Map;

/** RFC 7386: objects merge member by member, null removes, everything else replaces. */
public final class MergePatch {

    private MergePatch() {}

    /** {@code document} after {@code patch}. */
    public static JsonValue apply(JsonValue document, JsonValue patch) {
        if (!(patch instanceof JsonObject changes)) {
            return patch;
        }
        JsonObject before = document instanceof JsonObject object ? object : JsonObject.EMPTY;
        JsonObject.Builder after = before.toBuilder();
        for (Map.Entry<String, JsonValue> change : changes) {
            if (change.getValue() == JsonNull.NULL) {
                after.remove(change.getKey());
            } else {
                JsonValue old = before.get(change.getKey());
                after.put(change.getKey(), apply(old == null ? JsonNull.NULL : old, change.getValue()));
            }
        }
        return after.build();
    }
}
