package dev.leme.controllers.garbagecollector;

import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.client.informer.ResourceHandler;
import dev.leme.client.reconcile.ReconcileLoop;
import dev.leme.controllers.Controller;
import dev.leme.controllers.ControllerContext;
import dev.leme.controllers.catalog.ServedKinds;

/** Wires the parts: which changes make whom worth a look. */
public final class GarbageCollector implements Controller {

    private static final String NAME = "generic-garbage-collector";
    private static final int WORKERS = 4;

    private final Graph graph = new Graph();
    private final ReconcileLoop<String> loop;
    private final ServedKinds kinds;

    private GarbageCollector(ControllerContext context) {
        loop = new ReconcileLoop<>(NAME, context.clock(), context.client(NAME));
        kinds = new ServedKinds(NAME, context, this::handler);
        loop.start(WORKERS, new Collector(loop.client(), graph, kinds, loop.queue()::add));
    }

    /** Starts the controller. */
    public static Controller start(ControllerContext context) {
        return new GarbageCollector(context);
    }

    private ResourceHandler handler(Resource resource) {
        return new ResourceHandler() {
            @Override
            public void added(ApiObject object) {
                seen(resource, object);
            }

            @Override
            public void updated(ApiObject before, ApiObject after) {
                if (!before.uid().equals(after.uid())) {
                    deleted(before);
                }
                seen(resource, after);
            }

            @Override
            public void deleted(ApiObject object) {
                gone(object);
            }
        };
    }

    private void seen(Resource resource, ApiObject object) {
        Dependency dependency = new Dependency(resource, object);
        graph.put(dependency);
        if (dependency.isDeletedInForeground() || dependency.isOrphaning() || isWorthALook(object)) {
            loop.queue().add(object.uid());
        }
    }

    private boolean isWorthALook(ApiObject object) {
        return !object.isDeleting()
                && (graph.lacksOwner(object)
                        || object.ownerReferences().stream().anyMatch(owner -> isWaiting(owner.string("uid"))));
    }

    private boolean isWaiting(String ownerUid) {
        Dependency owner = graph.get(ownerUid);
        return owner != null && owner.isDeletedInForeground();
    }

    /** Its dependents have lost an owner, and its owners may have waited for just this. */
    private void gone(ApiObject object) {
        graph.remove(object.uid());
        graph.dependentsOf(object.uid())
                .forEach(dependent -> loop.queue().add(dependent.object().uid()));
        object.ownerReferences().stream()
                .map(owner -> owner.string("uid"))
                .filter(this::isWaiting)
                .forEach(loop.queue()::add);
    }

    @Override
    public void close() {
        kinds.close();
        loop.close();
    }
}
