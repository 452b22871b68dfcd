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

/** Gathers a Service and its slices whenever one of them changes, and puts what is planned of them into the zone. */
public final class ZoneUpdater {

    private static final String SERVICE_NAME = "kubernetes.io/service-name";
    private static final String BY_SERVICE = "service";

    private final Zone zone;
    private final Lister<Service> services;
    private final Lister<EndpointSlice> slices;

    /** Follows the informers; works from the moment they start. */
    public ZoneUpdater(Zone zone, Informers informers) {
        this.zone = zone;
        Informer serviceInformer = informers.get(Resources.SERVICES);
        Informer sliceInformer = informers.get(Resources.ENDPOINT_SLICES);
        sliceInformer.addIndex(BY_SERVICE, slice -> List.of(serviceOf(slice)));
        this.services = serviceInformer.lister(Service::of);
        this.slices = sliceInformer.lister(EndpointSlice::of);
        serviceInformer.addHandler(ResourceHandler.each(service -> update(service.namespace(), service.name())));
        sliceInformer.addHandler(ResourceHandler.each(
                slice -> update(slice.namespace(), slice.labels().getOrDefault(SERVICE_NAME, ""))));
    }

    private static String serviceOf(ApiObject slice) {
        return slice.namespace() + "/" + slice.labels().getOrDefault(SERVICE_NAME, "");
    }

    private synchronized void update(String namespace, String name) {
        String key = namespace + "/" + name;
        Service service = services.find(namespace, name);
        zone.replace(
                key,
                service == null
                        ? java.util.Map.of()
                        : ServiceRecords.plan(service, slices.byIndex(BY_SERVICE, key), zone.domain()));
    }
}
