package dev.leme.controllers.backend;

import dev.leme.api.discovery.v1.EndpointSlice;
import dev.leme.api.object.ApiObject;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.ObjectKey;
import java.util.List;
import java.util.Map;

/** A Service's slices that one controller manages; found without looking at those of all Services. */
public final class SlicesOfServices {

    private static final String SERVICE_NAME = "kubernetes.io/service-name";
    private static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
    private static final String BY_SERVICE = "service";

    private final Informer slices;
    private final String manager;

    /** Looks among {@code slices} for those that {@code manager} has put its name on. */
    public SlicesOfServices(Informer slices, String manager) {
        this.slices = slices;
        this.manager = manager;
        slices.addIndex(
                BY_SERVICE,
                slice -> service(slice).stream().map(SlicesOfServices::value).toList());
    }

    private static List<ObjectKey> service(ApiObject slice) {
        String name = slice.labels().getOrDefault(SERVICE_NAME, "");
        return name.isEmpty() ? List.of() : List.of(new ObjectKey(slice.namespace(), name));
    }

    private static String value(ObjectKey service) {
        return service.namespace() + "/" + service.name();
    }

    private boolean isManaged(ApiObject slice) {
        return manager.equals(slice.labels().get(MANAGED_BY));
    }

    /** The manager's slices of the Service. */
    public List<EndpointSlice> of(ObjectKey service) {
        return slices.lister().byIndex(BY_SERVICE, value(service)).stream()
                .filter(this::isManaged)
                .map(EndpointSlice::of)
                .toList();
    }

    /** The Service of a slice; none where the slice is another's. */
    public List<ObjectKey> serviceOf(ApiObject slice) {
        return isManaged(slice) ? service(slice) : List.of();
    }

    /** Adds the labels by which a slice is the manager's and the Service's. */
    public void mark(Map<String, String> labels, String service) {
        labels.put(SERVICE_NAME, service);
        labels.put(MANAGED_BY, manager);
    }
}
