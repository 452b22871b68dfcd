package dev.leme.apiserver.auth;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.apiserver.storage.ObjectReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Objects in memory, for whoever only reads. */
public final class KnownObjects implements ObjectReader {

    private record Key(Resource resource, String namespace, String name) {}

    private final Map<Key, ApiObject> objects = new LinkedHashMap<>();
    private long version;

    /** Puts an object there, or another one in its place. */
    public void put(Resource resource, ApiObject object) {
        objects.put(new Key(resource, object.namespace(), object.name()), object);
        version++;
    }

    /** Puts an object there that is written as JSON with single quotes. */
    public void put(Resource resource, String json) {
        put(resource, object(json));
    }

    /** An object that is written as JSON with single quotes. */
    public static ApiObject object(String json) {
        return ApiObject.of((JsonObject) Json.parse(json.replace('\'', '"')));
    }

    /** Takes an object away. */
    public void remove(Resource resource, String namespace, String name) {
        objects.remove(new Key(resource, namespace, name));
        version++;
    }

    @Override
    public @Nullable ApiObject get(Resource resource, String namespace, String name) {
        return objects.get(new Key(resource, namespace, name));
    }

    @Override
    public List<ApiObject> list(Resource resource, String namespace) {
        List<ApiObject> found = new ArrayList<>();
        objects.forEach((key, object) -> {
            if (key.resource().equals(resource) && (namespace.isEmpty() || namespace.equals(key.namespace()))) {
                found.add(object);
            }
        });
        return found;
    }

    @Override
    public long version(Resource resource) {
        return version;
    }
}
