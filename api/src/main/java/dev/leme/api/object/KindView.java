package dev.leme.api.object;

import dev.leme.api.json.JsonObject;
import dev.leme.api.meta.v1.ObjectMeta;

/** A typed look at a whole object of one kind. */
public interface KindView {

    /** The object's tree. */
    JsonObject json();

    /** The metadata that all kinds share. */
    ObjectMeta metadata();

    /** The object seen. */
    default ApiObject object() {
        return ApiObject.of(json());
    }
}
