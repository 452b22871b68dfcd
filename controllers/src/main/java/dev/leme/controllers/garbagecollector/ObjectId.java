package dev.leme.controllers.garbagecollector;

import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;

/**
 * Where an object is found.
 *
 * @param resource its kind
 * @param namespace its namespace; empty for what is of the whole cluster
 * @param name its name
 */
record ObjectId(Resource resource, String namespace, String name) {

    static ObjectId of(Resource resource, ApiObject object) {
        return new ObjectId(resource, object.namespace(), object.name());
    }

    @Override
    public String toString() {
        return resource.qualified() + " " + (namespace.isEmpty() ? name : namespace + "/" + name);
    }
}
