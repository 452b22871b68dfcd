package dev.leme.client.informer;

import dev.leme.api.object.ApiObject;

/**
 * Where an object is found among its kind.
 *
 * @param namespace its namespace; empty for what is of the whole cluster
 * @param name its name
 */
public record ObjectKey(String namespace, String name) {

    /** The object's key. */
    public static ObjectKey of(ApiObject object) {
        return new ObjectKey(object.namespace(), object.name());
    }

    @Override
    public String toString() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }
}
