package dev.leme.controllers.workload;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import java.util.List;
import java.util.function.UnaryOperator;

/** References from what is owned to its owners. */
public final class Owners {

    private Owners() {}

    /** The reference that makes {@code owner} the controller. */
    public static JsonObject controller(ApiObject owner) {
        return plain(owner).with("controller", true).with("blockOwnerDeletion", true);
    }

    /** The reference to an owner that doesn't control. */
    public static JsonObject plain(ApiObject owner) {
        return JsonObject.builder()
                .put("apiVersion", owner.apiVersion())
                .put("kind", owner.kind())
                .put("name", owner.name())
                .put("uid", owner.uid())
                .build();
    }

    /** The object with {@code owner} as its controller besides its other owners. */
    public static ApiObject adopted(ApiObject object, ApiObject owner) {
        return withReferences(released(object, owner), reference -> reference.plus(controller(owner)));
    }

    /** The object without {@code owner} among its owners. */
    public static ApiObject released(ApiObject object, ApiObject owner) {
        List<JsonValue> others = object.ownerReferences().stream()
                .filter(reference -> !reference.string("uid").equals(owner.uid()))
                .<JsonValue>map(reference -> reference)
                .toList();
        return withReferences(object, references -> new JsonArray(others));
    }

    private static ApiObject withReferences(ApiObject object, UnaryOperator<JsonArray> change) {
        return object.withMetadata(metadata -> {
            JsonArray changed = change.apply(metadata.array("ownerReferences"));
            return changed.isEmpty() ? metadata.without("ownerReferences") : metadata.with("ownerReferences", changed);
        });
    }
}
