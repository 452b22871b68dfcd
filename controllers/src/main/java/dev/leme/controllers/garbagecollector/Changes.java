package dev.leme.controllers.garbagecollector;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.client.informer.ResourceHandler;
import dev.leme.controllers.catalog.ServedKinds;
import java.util.function.Consumer;

/** Which changes of one kind's objects make whom worth a look. Most changes, such as those of a status, nobody. */
final class Changes implements ResourceHandler {

    private final Resource resource;
    private final ServedKinds kinds;
    private final Graph graph;
    private final AbsentOwners absent;
    private final Consumer<ObjectId> enqueue;

    Changes(Resource resource, ServedKinds kinds, Graph graph, AbsentOwners absent, Consumer<ObjectId> enqueue) {
        this.resource = resource;
        this.kinds = kinds;
        this.graph = graph;
        this.absent = absent;
        this.enqueue = enqueue;
    }

    @Override
    public void added(ApiObject object) {
        Dependency dependency = new Dependency(resource, object);
        boolean owned = !object.isDeleting() && !dependency.owners().isEmpty();
        if (owned || dependency.isOrphaning() || dependency.isDeletedInForeground()) {
            enqueue.accept(dependency.id());
        }
    }

    @Override
    public void updated(ApiObject before, ApiObject after) {
        if (!before.uid().equals(after.uid())) {
            deleted(before);
            added(after);
        } else if (differ(before, after)) {
            added(after);
            wakeOwners(before);
        }
    }

    private static boolean differ(ApiObject before, ApiObject after) {
        return before.isDeleting() != after.isDeleting()
                || !before.ownerReferences().equals(after.ownerReferences())
                || !before.finalizers().equals(after.finalizers());
    }

    /** Its dependents have lost an owner, and its owners may have waited for just this. */
    @Override
    public void deleted(ApiObject object) {
        absent.add(ObjectId.of(resource, object), object.uid());
        graph.dependentsOf(object.uid()).forEach(dependent -> enqueue.accept(dependent.id()));
        wakeOwners(object);
    }

    private void wakeOwners(ApiObject dependent) {
        for (JsonObject reference : dependent.ownerReferences()) {
            Resource kind = kinds.resolve(reference);
            if (kind != null) {
                wake(new ObjectId(kind, kind.namespaced() ? dependent.namespace() : "", reference.string("name")));
            }
        }
    }

    private void wake(ObjectId id) {
        ApiObject owner = graph.find(id);
        if (owner != null && Dependency.isDeletedInForeground(owner)) {
            enqueue.accept(id);
        }
    }
}
