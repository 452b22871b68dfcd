package dev.leme.controllers.endpointslice;

import dev.leme.api.core.v1.Pod;
import dev.leme.api.core.v1.Service;
import dev.leme.api.discovery.v1.Endpoint;
import dev.leme.api.discovery.v1.EndpointPort;
import dev.leme.api.discovery.v1.EndpointSlice;
import dev.leme.api.json.JsonValue;
import dev.leme.api.meta.v1.OwnerReference;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.selector.LabelSelector;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.client.ApiClient;
import dev.leme.client.DeleteOptions;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.ObjectKey;
import dev.leme.client.reconcile.Outcome;
import dev.leme.client.reconcile.Reconciler;
import dev.leme.controllers.backend.Backends;
import dev.leme.controllers.backend.Backends.Group;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes a Service's slices hold what is planned, touching only those that differ. */
final class SliceReconciler implements Reconciler<ObjectKey> {

    static final String SERVICE_NAME = "kubernetes.io/service-name";
    static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
    static final String US = "endpointslice-controller.k8s.io";
    private static final int MOST = 100;

    private final ApiClient client;
    private final Informer services;
    private final Informer pods;
    private final Informer slices;

    SliceReconciler(ApiClient client, Informer services, Informer pods, Informer slices) {
        this.client = client;
        this.services = services;
        this.pods = pods;
        this.slices = slices;
    }

    @Override
    public Outcome reconcile(ObjectKey key) {
        ApiObject found = services.lister().find(key);
        if (found == null || found.isDeleting()) {
            return Outcome.DONE;
        }
        Service service = Service.of(found);
        if (service.spec().selector().isEmpty() || service.spec().type().equals("ExternalName")) {
            return Outcome.DONE;
        }
        LabelSelector selector = LabelSelector.of(service.spec().selector());
        List<Pod> selected = pods.lister(Pod::of).list(key.namespace(), selector);
        write(service, Backends.plan(service, selected), ours(key));
        return Outcome.DONE;
    }

    private List<EndpointSlice> ours(ObjectKey key) {
        return slices.lister(EndpointSlice::of)
                .list(key.namespace(), LabelSelector.of(Map.of(SERVICE_NAME, key.name(), MANAGED_BY, US)));
    }

    private void write(Service service, List<Group> planned, List<EndpointSlice> present) {
        Deque<EndpointSlice> free = new ArrayDeque<>(present);
        List<Group> pages = pages(planned);
        List<Group> left = new ArrayList<>();
        for (Group page : pages) {
            EndpointSlice same = take(free, page.ports());
            if (same == null) {
                left.add(page);
            } else {
                update(service, same, page);
            }
        }
        for (Group page : left) {
            EndpointSlice other = free.poll();
            if (other == null) {
                client.create(Resources.ENDPOINT_SLICES, slice(service, page).object());
            } else {
                update(service, other, page);
            }
        }
        free.forEach(this::delete);
    }

    private static @Nullable EndpointSlice take(Deque<EndpointSlice> free, List<EndpointPort> ports) {
        for (EndpointSlice slice : free) {
            if (slice.ports().equals(ports)) {
                free.remove(slice);
                return slice;
            }
        }
        return null;
    }

    /** A Service without endpoints has one empty slice, as upstream's. */
    private static List<Group> pages(List<Group> planned) {
        if (planned.isEmpty()) {
            return List.of(new Group(List.of(), List.of()));
        }
        List<Group> pages = new ArrayList<>();
        for (Group group : planned) {
            List<Endpoint> endpoints = group.endpoints();
            for (int from = 0; from < endpoints.size(); from += MOST) {
                pages.add(new Group(group.ports(), endpoints.subList(from, Math.min(endpoints.size(), from + MOST))));
            }
        }
        return pages;
    }

    private void update(Service service, EndpointSlice present, Group page) {
        EndpointSlice wanted = slice(service, page);
        ApiObject fresh = present.object();
        for (String name : List.of("endpoints", "ports")) {
            JsonValue value = wanted.json().get(name);
            fresh = value == null ? ApiObject.of(fresh.json().without(name)) : fresh.with(name, value);
        }
        fresh = fresh.withMetadata(
                metadata -> metadata.with("labels", wanted.metadata().json().object("labels")));
        if (!fresh.equals(present.object())) {
            client.update(Resources.ENDPOINT_SLICES, fresh);
        }
    }

    private void delete(EndpointSlice slice) {
        try {
            client.delete(
                    Resources.ENDPOINT_SLICES,
                    slice.metadata().namespace(),
                    slice.metadata().name(),
                    DeleteOptions.DEFAULT);
        } catch (ApiException gone) {
            if (!gone.is(Reason.NOT_FOUND)) {
                throw gone;
            }
        }
    }

    private static EndpointSlice slice(Service service, Group page) {
        Map<String, String> labels = new LinkedHashMap<>(service.metadata().labels());
        labels.put(SERVICE_NAME, service.metadata().name());
        labels.put(MANAGED_BY, US);
        if (service.spec().clusterIP().equals("None")) {
            labels.put("service.kubernetes.io/headless", "");
        }
        return EndpointSlice.builder()
                .metadata(metadata -> metadata.generateName(service.metadata().name() + "-")
                        .namespace(service.metadata().namespace())
                        .labels(labels)
                        .ownerReferences(List.of(OwnerReference.builder()
                                .apiVersion("v1")
                                .kind("Service")
                                .name(service.metadata().name())
                                .uid(service.metadata().uid())
                                .controller(true)
                                .blockOwnerDeletion(true)
                                .build())))
                .addressType("IPv4")
                .endpoints(page.endpoints())
                .ports(page.ports())
                .build();
    }
}
