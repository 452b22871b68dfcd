package dev.leme.controllers.serviceloadbalancer;

import dev.leme.api.core.v1.Service;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.client.event.EventRecorder;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.ObjectKey;
import dev.leme.client.informer.ResourceHandler;
import dev.leme.client.reconcile.ReconcileLoop;
import dev.leme.controllers.Controller;
import dev.leme.controllers.ControllerContext;
import org.jspecify.annotations.Nullable;

/** Keeps the addresses of LoadBalancer Services. What answers at them is the service proxy's affair. */
public final class ServiceLoadBalancerController implements Controller, ResourceHandler {

    private static final String NAME = "service-controller";

    private final Informer services;
    private final EventRecorder events;
    private final ReconcileLoop<ObjectKey> loop;

    private ServiceLoadBalancerController(ControllerContext context) {
        services = context.informer(Resources.SERVICES);
        services.addIndex(LoadBalancerReconciler.BY_ADDRESS, LoadBalancerReconciler::addresses);
        events = context.recorder(NAME);
        loop = new ReconcileLoop<>(NAME, context.clock(), context.client(NAME));
        AddressPool pool = AddressPool.parse(context.settings().loadBalancerPool());
        loop.on(services, this);
        loop.start(1, new LoadBalancerReconciler(loop.client(), events, services.lister(Service::of), pool));
    }

    /** Starts the controller. */
    public static Controller start(ControllerContext context) {
        return new ServiceLoadBalancerController(context);
    }

    @Override
    public void added(ApiObject service) {
        loop.queue().add(ObjectKey.of(service));
    }

    @Override
    public void updated(ApiObject before, ApiObject after) {
        SpecChanges.between(Service.of(before), Service.of(after))
                .forEach((reason, message) -> events.normal(after, reason, message));
        loop.queue().add(ObjectKey.of(after));
        freed(before, after);
    }

    @Override
    public void deleted(ApiObject service) {
        loop.queue().add(ObjectKey.of(service));
        freed(service, null);
    }

    /** An address that somebody gives up may be what another waits for. */
    private void freed(ApiObject before, @Nullable ApiObject after) {
        if (!LoadBalancerReconciler.addresses(before).isEmpty()
                && (after == null || LoadBalancerReconciler.addresses(after).isEmpty())) {
            services.lister().list().stream()
                    .filter(other -> LoadBalancerPlanner.wants(Service.of(other)))
                    .filter(other -> LoadBalancerReconciler.addresses(other).isEmpty())
                    .forEach(other -> loop.queue().add(ObjectKey.of(other)));
        }
    }

    @Override
    public void close() {
        loop.close();
        events.close();
    }
}
