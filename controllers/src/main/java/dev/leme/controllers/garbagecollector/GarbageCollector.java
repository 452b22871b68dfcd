package dev.leme.controllers.garbagecollector;

import dev.leme.api.resource.Resource;
import dev.leme.client.event.EventRecorder;
import dev.leme.client.informer.ResourceHandler;
import dev.leme.client.reconcile.ReconcileLoop;
import dev.leme.controllers.Controller;
import dev.leme.controllers.ControllerContext;
import dev.leme.controllers.catalog.ServedKinds;

/**
 * Wires the parts: the metadata of every kind, the collector, and its workers. Start it after the controllers that watch
 * whole objects, so that it shares their caches.
 */
public final class GarbageCollector implements Controller {

    private static final String NAME = "generic-garbage-collector";
    private static final int WORKERS = 8;

    private final AbsentOwners absent = new AbsentOwners();
    private final ReconcileLoop<ObjectId> loop;
    private final EventRecorder events;
    private final ServedKinds kinds;
    private final Graph graph;
    private final Collector collector;

    private GarbageCollector(ControllerContext context) {
        loop = new ReconcileLoop<>(NAME, context.clock(), context.client(NAME));
        events = context.recorder(NAME);
        kinds = new ServedKinds(NAME, context);
        graph = new Graph(kinds);
        OwnerLookup owners = new OwnerLookup(loop.client(), events, kinds, graph, absent);
        collector = new Collector(loop.client(), kinds, graph, owners, loop.queue()::add);
        kinds.start(this::changes, collector::kindsChanged);
        loop.start(WORKERS, collector);
    }

    /** Starts the controller. */
    public static GarbageCollector start(ControllerContext context) {
        return new GarbageCollector(context);
    }

    private ResourceHandler changes(Resource resource) {
        return new Changes(resource, kinds, graph, absent, loop.queue()::add);
    }

    /** Watches one more kind, which the server must serve already; kinds that discovery shows need no such call. */
    public void watch(Resource resource) {
        kinds.watch(resource);
        collector.kindsChanged();
    }

    /** Asks the server again which kinds there are, as it is also done when a custom resource's definition changes. */
    public void refresh() {
        kinds.refresh();
    }

    @Override
    public void close() {
        kinds.close();
        loop.close();
        events.close();
    }
}
