package dev.leme.apiserver.catalog;

import dev.leme.api.object.ApiObject;
import dev.leme.apiserver.storage.ResourceStore;
import dev.leme.apiserver.watch.CachedObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** A definition with the store behind it, which is opened at the first use. */
public final class ServedResource {

    private final ResourceDefinition definition;
    private final Supplier<ResourceStore> open;
    private volatile @org.jspecify.annotations.Nullable ResourceStore store;

    ServedResource(ResourceDefinition definition, Supplier<ResourceStore> open) {
        this.definition = definition;
        this.open = open;
    }

    /** What is known of it. */
    public ResourceDefinition definition() {
        return definition;
    }

    /** Its objects. */
    public ResourceStore store() {
        ResourceStore opened = store;
        if (opened == null) {
            synchronized (this) {
                opened = store;
                if (opened == null) {
                    opened = open.get();
                    store = opened;
                }
            }
        }
        return opened;
    }

    /** What selectors look at in an object of this definition. */
    static CachedObject.Extract extract(ResourceDefinition definition, ApiObject object) {
        Map<String, String> fields =
                LinkedHashMap.newLinkedHashMap(definition.fields().size() + 2);
        fields.put("metadata.name", object.name());
        fields.put("metadata.namespace", object.namespace());
        definition.fields().forEach((field, read) -> fields.put(field, read.apply(object)));
        return new CachedObject.Extract(object.namespace(), object.name(), object.labels(), fields);
    }
}
