package dev.leme.apiserver.storage;

import dev.leme.api.field.FieldError;
import dev.leme.api.object.ApiObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is particular to a kind on the generic road of a write, in the order of the road: default → admit (see
 * {@link Admission}) → prepare → validate → commit with companions.
 *
 * <p>The pure rules of a kind live in room {@code api}; a hook of its own has only what needs the cluster's state.
 */
public interface ResourceHooks {

    /** Fills in what the client left out. */
    ApiObject defaulted(ApiObject object);

    /** Sets what only the server sets on a new object. */
    ApiObject preparedForCreate(ApiObject object);

    /** Takes from {@code old} what this write may not touch. */
    ApiObject preparedForUpdate(ApiObject fresh, ApiObject old, Part part);

    /** What is wrong with a new object. */
    List<FieldError> validateCreate(ApiObject object);

    /** What is wrong with a change. */
    List<FieldError> validateUpdate(ApiObject fresh, ApiObject old, Part part);

    /** What the client should be told. */
    List<String> warnings(ApiObject fresh, @Nullable ApiObject old);

    /** Takes names, addresses and the like for the object, noting what must be committed with it; {@code old} is null for a new one. */
    default ApiObject allocate(ApiObject fresh, @Nullable ApiObject old, Companions companions) {
        return fresh;
    }

    /** Gives back what an object held that is being deleted for good. */
    default void release(ApiObject object, Companions companions) {}

    /** How many seconds this object gets to end when it is deleted; 0 to go at once. */
    default long gracePeriodSeconds(ApiObject object, @Nullable Long asked) {
        return 0;
    }

    /** Marks an object that begins to be deleted but can't go yet. */
    default ApiObject deleting(ApiObject object) {
        return object;
    }

    /** Whether nothing but {@code metadata.finalizers} can hold it. */
    default boolean isReleased(ApiObject object) {
        return true;
    }

    /** What becomes of dependents where a deletion doesn't say, as in a request; empty for what its finalizers say. */
    default String propagation() {
        return "";
    }

    /** What the client should be told of a deletion that doesn't say what becomes of dependents; empty for nothing. */
    default String warningOfPropagation() {
        return "";
    }

    /** What only a person at a terminal is told of a write; other clients don't expect it. */
    default List<String> hints(ApiObject fresh, @Nullable ApiObject old) {
        return List.of();
    }

    /** A hint for a person whose name for an object was not found; empty for none. */
    default String hintForMissing(String namespace, String name) {
        return "";
    }
}
