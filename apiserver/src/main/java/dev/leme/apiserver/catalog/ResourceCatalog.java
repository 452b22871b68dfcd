package dev.leme.apiserver.catalog;

import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.apiserver.storage.Admission;
import dev.leme.apiserver.storage.ObjectReader;
import dev.leme.apiserver.storage.ResourceHooks;
import dev.leme.apiserver.storage.ResourceStore;
import dev.leme.apiserver.storage.StoreCommitter;
import dev.leme.apiserver.watch.CachedObject;
import dev.leme.apiserver.watch.DecodedWrites;
import dev.leme.apiserver.watch.WatchCache;
import dev.leme.base.time.Clock;
import dev.leme.store.Store;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds what a path means. Resources of one storage path share one cache. */
public final class ResourceCatalog implements ObjectReader, AutoCloseable {

    private record Path(String group, String version, String plural) {}

    private final Store store;
    private final Clock clock;
    private final DecodedWrites decoded = new DecodedWrites();
    private final Map<Path, ServedResource> served = new LinkedHashMap<>();
    private final Map<String, ResourceDefinition> byStoragePath = new LinkedHashMap<>();
    private final Map<String, WatchCache> caches = new LinkedHashMap<>();

    /** An empty catalog over a store. */
    public ResourceCatalog(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Serves a resource; the first one of a storage path says how its objects are indexed. */
    public void serve(
            ResourceDefinition definition, Function<ResourceDefinition, ResourceHooks> hooks, Admission admission) {
        byStoragePath.putIfAbsent(definition.storagePath(), definition);
        Resource resource = definition.resource();
        served.put(
                new Path(resource.group(), resource.version(), resource.plural()),
                new ServedResource(definition, () -> open(definition, hooks.apply(definition), admission)));
    }

    private ResourceStore open(ResourceDefinition definition, ResourceHooks hooks, Admission admission) {
        String prefix = definition.keyPrefix();
        Function<ApiObject, CachedObject.Extract> extractor = extractor(definition);
        StoreCommitter committer = new StoreCommitter(
                store, prefix, cache(prefix, extractor), decoded, extractor, definition.lifetime(), clock);
        return new ResourceStore(definition.resource(), hooks, admission, committer, clock);
    }

    private Function<ApiObject, CachedObject.Extract> extractor(ResourceDefinition definition) {
        ResourceDefinition first = byStoragePath.getOrDefault(definition.storagePath(), definition);
        return object -> ServedResource.extract(first, object);
    }

    private WatchCache cache(String prefix, Function<ApiObject, CachedObject.Extract> extractor) {
        synchronized (caches) {
            return caches.computeIfAbsent(prefix, key -> new WatchCache(store, key, extractor, decoded));
        }
    }

    /** What is served there, or null. */
    public @Nullable ServedResource find(String group, String version, String plural) {
        return served.get(new Path(group, version, plural));
    }

    /** What is served as {@code resource}; throws {@link IllegalArgumentException} where it isn't. */
    public ServedResource get(Resource resource) {
        ServedResource found = find(resource.group(), resource.version(), resource.plural());
        if (found == null) {
            throw new IllegalArgumentException("not served: " + resource);
        }
        return found;
    }

    /** Everything that is served. */
    public Collection<ServedResource> all() {
        return List.copyOf(served.values());
    }

    @Override
    public @Nullable ApiObject get(Resource resource, String namespace, String name) {
        CachedObject object = get(resource).store().find(namespace, name);
        return object == null ? null : object.object();
    }

    @Override
    public List<ApiObject> list(Resource resource, String namespace) {
        List<ApiObject> objects = new ArrayList<>();
        for (CachedObject object : get(resource).store().cache().state().from(namespace, "")) {
            objects.add(object.object());
        }
        return objects;
    }

    @Override
    public long version(Resource resource) {
        return get(resource).store().cache().lastChange();
    }

    @Override
    public void close() {
        synchronized (caches) {
            caches.values().forEach(WatchCache::close);
        }
    }
}
