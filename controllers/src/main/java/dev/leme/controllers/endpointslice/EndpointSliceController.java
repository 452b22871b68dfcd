package dev.leme.controllers.endpointslice;

import dev.leme.api.resource.Resources;
import dev.leme.client.event.EventRecorder;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.ObjectKey;
import dev.leme.client.reconcile.ReconcileLoop;
import dev.leme.controllers.Controller;
import dev.leme.controllers.ControllerContext;
import dev.leme.controllers.backend.NodeZones;
import dev.leme.controllers.backend.ServicesOfPods;
import dev.leme.controllers.backend.SlicesOfServices;
import java.util.List;

/** Wires the parts: a Service is looked at when it, a pod of it, a slice of it or the zone of a pod's node changes. */
public final class EndpointSliceController implements Controller {

    private static final String NAME = "endpointslice-controller";
    private static final int WORKERS = 5;

    private final ReconcileLoop<ObjectKey> loop;
    private final EventRecorder events;

    private EndpointSliceController(ControllerContext context) {
        Informer services = context.informer(Resources.SERVICES);
        Informer pods = context.informer(Resources.PODS);
        Informer slices = context.informer(Resources.ENDPOINT_SLICES);
        Informer nodes = context.informer(Resources.NODES);
        NodeZones zones = new NodeZones(nodes);
        ServicesOfPods behind = new ServicesOfPods(services);
        SlicesOfServices ours = new SlicesOfServices(slices, SliceReconciler.US);
        loop = new ReconcileLoop<>(NAME, context.clock(), context.client(NAME));
        loop.on(services, service -> List.of(ObjectKey.of(service)))
                .on(pods, behind::of)
                .on(slices, ours::serviceOf)
                .on(nodes, zones.handler(pods, behind, loop.queue()::add));
        loop.on(nodes, zones.capacityHandler(services, loop.queue()::add));
        events = context.recorder(NAME, "endpoint-slice-controller");
        loop.start(WORKERS, new SliceReconciler(loop.client(), services, pods, ours, zones, events));
    }

    /** Starts the controller. */
    public static Controller start(ControllerContext context) {
        return new EndpointSliceController(context);
    }

    @Override
    public void close() {
        loop.close();
        events.close();
    }
}
