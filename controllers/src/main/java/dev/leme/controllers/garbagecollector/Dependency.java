package dev.leme.controllers.garbagecollector;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import java.util.List;

/**
 * One object in the graph of owners and dependents.
 *
 * @param resource its kind
 * @param object at least its metadata
 */
record Dependency(Resource resource, ApiObject object) {

    static final String FOREGROUND = "foregroundDeletion";
    static final String ORPHAN = "orphan";

    ObjectId id() {
        return ObjectId.of(resource, object);
    }

    List<JsonObject> owners() {
        return object.ownerReferences();
    }

    /** Whether it is being deleted and waits for its dependents to go first. */
    boolean isDeletedInForeground() {
        return isDeletedInForeground(object);
    }

    static boolean isDeletedInForeground(ApiObject object) {
        return object.isDeleting() && object.finalizers().contains(FOREGROUND);
    }

    /** Whether it is being deleted and its dependents are to be let go first. */
    boolean isOrphaning() {
        return object.isDeleting() && object.finalizers().contains(ORPHAN);
    }

    /** Whether its reference to {@code owner} holds up that owner's deletion in the foreground. */
    boolean blocks(String ownerUid) {
        return owners().stream()
                .anyMatch(
                        reference -> reference.string("uid").equals(ownerUid) && reference.bool("blockOwnerDeletion"));
    }
}
