package dev.leme.dns.zone;

import dev.leme.api.core.v1.Service;
import dev.leme.api.discovery.v1.EndpointSlice;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.Informers;
import dev.leme.client.informer.Lister;
import dev.leme.client.informer.ResourceHandler;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Gathers a Service and its slices whenever one of them changes, and puts what is planned of them into the next zone. Who asks
 * for the zone gets the newest, whole.
 */
public final class ZoneUpdater implements Supplier<Zone> {

    private static final String SERVICE_NAME = "kubernetes.io/service-name";
    private static final String BY_SERVICE = "service";

    private final Lister<Service> services;
    private final Lister<EndpointSlice> slices;
    private volatile Zone zone;
    private int listsToCome = 2;

    /** Follows the informers from {@code empty} on; works from the moment they start. */
    public ZoneUpdater(Zone empty, Informers informers) {
        this.zone = empty;
        Informer serviceInformer = informers.get(Resources.SERVICES);
        Informer sliceInformer = informers.get(Resources.ENDPOINT_SLICES);
        sliceInformer.addIndex(BY_SERVICE, slice -> List.of(serviceOf(slice)));
        this.services = serviceInformer.lister(Service::of);
        this.slices = sliceInformer.lister(EndpointSlice::of);
        serviceInformer.addHandler(new Follower(service -> service.namespace() + "/" + service.name()));
        sliceInformer.addHandler(new Follower(ZoneUpdater::serviceOf));
    }

    private static String serviceOf(ApiObject slice) {
        return slice.namespace() + "/" + slice.labels().getOrDefault(SERVICE_NAME, "");
    }

    @Override
    public Zone get() {
        return zone;
    }

    private synchronized void update(String key) {
        int slash = key.indexOf('/');
        Service service = services.find(key.substring(0, slash), key.substring(slash + 1));
        zone = zone.with(
                key,
                service == null
                        ? Map.of()
                        : ServiceRecords.plan(service, slices.byIndex(BY_SERVICE, key), zone.domain()));
    }

    private synchronized void listed() {
        listsToCome--;
        if (listsToCome == 0) {
            zone = zone.completed();
        }
    }

    /** Plans the Service anew that {@code service} says an object belongs to. */
    private final class Follower implements ResourceHandler {
        private final Function<ApiObject, String> service;

        Follower(Function<ApiObject, String> service) {
            this.service = service;
        }

        @Override
        public void added(ApiObject object) {
            update(service.apply(object));
        }

        @Override
        public void updated(ApiObject before, ApiObject after) {
            String was = service.apply(before);
            String is = service.apply(after);
            update(is);
            if (!was.equals(is)) {
                update(was);
            }
        }

        @Override
        public void deleted(ApiObject object) {
            update(service.apply(object));
        }

        @Override
        public void synced() {
            listed();
        }
    }
}
