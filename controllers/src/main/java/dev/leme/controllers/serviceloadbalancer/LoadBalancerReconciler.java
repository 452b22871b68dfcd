package dev.leme.controllers.serviceloadbalancer;

import dev.leme.api.core.v1.LoadBalancerIngress;
import dev.leme.api.core.v1.Service;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.client.ApiClient;
import dev.leme.client.event.EventRecorder;
import dev.leme.client.informer.Lister;
import dev.leme.client.informer.ObjectKey;
import dev.leme.client.reconcile.Outcome;
import dev.leme.client.reconcile.Reconciler;
import dev.leme.controllers.serviceloadbalancer.LoadBalancerPlan.Assign;
import dev.leme.controllers.serviceloadbalancer.LoadBalancerPlan.Nothing;
import dev.leme.controllers.serviceloadbalancer.LoadBalancerPlan.Refuse;
import dev.leme.controllers.serviceloadbalancer.LoadBalancerPlan.Release;
import java.util.ArrayList;
import java.util.List;

/** Gathers who has which address, and carries out what is planned for a Service. One worker only: addresses are given in turn. */
final class LoadBalancerReconciler implements Reconciler<ObjectKey> {

    static final String BY_ADDRESS = "serviceloadbalancer.address";

    private final ApiClient client;
    private final EventRecorder events;
    private final Lister<Service> services;
    private final AddressPool pool;

    LoadBalancerReconciler(ApiClient client, EventRecorder events, Lister<Service> services, AddressPool pool) {
        this.client = client;
        this.events = events;
        this.services = services;
        this.pool = pool;
    }

    static List<String> addresses(ApiObject service) {
        return Service.of(service).status().loadBalancer().ingress().stream()
                .map(LoadBalancerIngress::ip)
                .toList();
    }

    @Override
    public Outcome reconcile(ObjectKey key) {
        Service service = services.find(key);
        if (service != null) {
            run(service, new LoadBalancerPlanner(pool, address -> isTaken(address, service)).plan(service));
        }
        return Outcome.DONE;
    }

    /** Where somebody wrote one address into two, it is the older one's. */
    private boolean isTaken(String address, Service service) {
        return services.byIndex(BY_ADDRESS, address).stream()
                .filter(other -> !other.object().key().equals(service.object().key()))
                .anyMatch(other -> !addresses(service.object()).contains(address) || isOlder(other, service));
    }

    private static boolean isOlder(Service one, Service other) {
        String born = one.metadata().creationTimestamp() + one.object().uid();
        return born.compareTo(
                        other.metadata().creationTimestamp() + other.object().uid())
                < 0;
    }

    private void run(Service service, LoadBalancerPlan plan) {
        ApiObject object = service.object();
        switch (plan) {
            case Nothing() -> {}
            case Assign(List<LoadBalancerIngress> ingress, boolean moved) -> assign(object, ingress, moved);
            case Refuse(String reason) ->
                events.warning(
                        object,
                        "SyncLoadBalancerFailed",
                        "Error syncing load balancer: failed to ensure load balancer: " + reason);
            case Release() -> release(object);
        }
    }

    private void assign(ApiObject service, List<LoadBalancerIngress> ingress, boolean moved) {
        if (moved) {
            events.normal(service, "EnsuringLoadBalancer", "Ensuring load balancer");
        }
        List<String> finalizers = new ArrayList<>(service.finalizers());
        if (!finalizers.contains(LoadBalancerPlanner.FINALIZER)) {
            finalizers.add(LoadBalancerPlanner.FINALIZER);
        }
        JsonArray addresses = new JsonArray(
                ingress.stream().<JsonValue>map(LoadBalancerIngress::json).toList());
        write(service.withFinalizers(finalizers), JsonObject.of("ingress", addresses));
        if (moved) {
            events.normal(service, "EnsuredLoadBalancer", "Ensured load balancer");
        }
    }

    private void release(ApiObject service) {
        events.normal(service, "DeletingLoadBalancer", "Deleting load balancer");
        List<String> finalizers = service.finalizers().stream()
                .filter(finalizer -> !finalizer.equals(LoadBalancerPlanner.FINALIZER))
                .toList();
        write(service.withFinalizers(finalizers), JsonObject.EMPTY);
        events.normal(service, "DeletedLoadBalancer", "Deleted load balancer");
    }

    private void write(ApiObject service, JsonObject loadBalancer) {
        client.updateStatus(
                Resources.SERVICES, service.withStatus(service.status().with("loadBalancer", loadBalancer)));
    }
}
