package dev.leme.apiserver.storage;

import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is committed, read from memory: for admission, authorization and authentication inside the API server. */
public interface ObjectReader {

    /** The object, or null. */
    @Nullable ApiObject get(Resource resource, String namespace, String name);

    /** All objects of a namespace, or of the whole cluster where {@code namespace} is empty. */
    List<ApiObject> list(Resource resource, String namespace);

    /** A number that grows with every change of the resource's objects: what was made of them at one number holds while it stays. */
    long version(Resource resource);
}
