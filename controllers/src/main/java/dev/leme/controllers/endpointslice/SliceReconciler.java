package dev.leme.controllers.endpointslice;

import dev.leme.api.core.v1.Pod;
import dev.leme.api.core.v1.Service;
import dev.leme.api.discovery.v1.EndpointSlice;
import dev.leme.api.meta.v1.OwnerReference;
import dev.leme.api.object.ApiObject;
import dev.leme.api.selector.LabelSelector;
import dev.leme.api.status.ApiException;
import dev.leme.client.ApiClient;
import dev.leme.client.event.EventRecorder;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.ObjectKey;
import dev.leme.client.reconcile.Outcome;
import dev.leme.client.reconcile.Reconciler;
import dev.leme.controllers.backend.Backends;
import dev.leme.controllers.backend.Backends.Group;
import dev.leme.controllers.backend.NodeZones;
import dev.leme.controllers.backend.SlicePlanner;
import dev.leme.controllers.backend.SliceWriter;
import dev.leme.controllers.backend.SlicesOfServices;
import dev.leme.controllers.backend.TopologyHints;
import dev.leme.controllers.backend.TriggerTime;
import dev.leme.controllers.backend.WriteFailures;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Makes a Service's slices hold what is planned, touching only those that differ. */
final class SliceReconciler implements Reconciler<ObjectKey> {

    static final String US = "endpointslice-controller.k8s.io";
    private static final String HEADLESS = "service.kubernetes.io/headless";
    private static final int MOST = 100;

    private final ApiClient client;
    private final Informer services;
    private final Informer pods;
    private final SlicesOfServices slices;
    private final NodeZones zones;
    private final EventRecorder events;
    /** The Services and families whose endpoints have hints of {@link TopologyHints}. */
    private final Set<String> hinted = ConcurrentHashMap.newKeySet();

    SliceReconciler(
            ApiClient client,
            Informer services,
            Informer pods,
            SlicesOfServices slices,
            NodeZones zones,
            EventRecorder events) {
        this.client = client;
        this.events = events;
        this.services = services;
        this.pods = pods;
        this.slices = slices;
        this.zones = zones;
    }

    @Override
    public Outcome reconcile(ObjectKey key) {
        ApiObject found = services.lister().find(key);
        if (found == null || found.isDeleting()) {
            hinted.removeIf(entry -> entry.startsWith(key + " "));
            return Outcome.DONE;
        }
        Service service = Service.of(found);
        if (service.spec().selector().isEmpty() || service.spec().type().equals("ExternalName")) {
            return Outcome.DONE;
        }
        try {
            write(key, service);
        } catch (ApiException refused) {
            if (WriteFailures.areTold(refused)) {
                events.warning(
                        found,
                        "FailedToUpdateEndpointSlices",
                        "Error updating Endpoint Slices for Service " + key + ": " + refused.text());
            }
            throw refused;
        }
        return Outcome.DONE;
    }

    private void write(ObjectKey key, Service service) {
        LabelSelector selector = LabelSelector.of(service.spec().selector());
        List<Pod> selected = pods.lister(Pod::of).list(key.namespace(), selector);
        List<EndpointSlice> present = slices.of(key);
        String trigger = TriggerTime.of(
                service, selected, present.stream().map(EndpointSlice::object).toList());
        SliceWriter writer =
                new SliceWriter(client, owner(service), key.namespace(), labels(service), Map.of(), trigger);
        for (String family : Backends.families(service)) {
            List<Group> wanted = hinted(service, key, Backends.plan(service, selected, family, zones::of), family);
            writer.run(SlicePlanner.plan(wanted, of(present, family), MOST, true), family);
        }
        retire(service, present, writer);
    }

    /** The endpoints with the hints that the Service asks for, and events of hints that come and go. */
    private List<Group> hinted(Service service, ObjectKey key, List<Group> wanted, String family) {
        String entry = key + " " + family;
        if (!TopologyHints.isWanted(service.object())) {
            if (hinted.remove(entry)) {
                hintsGo(service, "Topology Aware Hints has been disabled", family);
            }
            return wanted;
        }
        TopologyHints.Result result = TopologyHints.apply(wanted, zones.capacities());
        if (!result.problem().isEmpty()) {
            hinted.remove(entry);
            hintsGo(service, result.problem(), family);
        } else if (hinted.add(entry)) {
            events.normal(
                    service.object(),
                    "TopologyAwareHintsEnabled",
                    "Topology Aware Hints has been enabled, addressType: " + family);
        }
        return result.groups();
    }

    private void hintsGo(Service service, String why, String family) {
        events.warning(service.object(), "TopologyAwareHintsDisabled", why + ", addressType: " + family);
    }

    private static List<EndpointSlice> of(List<EndpointSlice> slices, String family) {
        return slices.stream()
                .filter(slice -> slice.addressType().equals(family))
                .toList();
    }

    /** Slices of a family that the Service no longer has. */
    private static void retire(Service service, List<EndpointSlice> present, SliceWriter writer) {
        List<EndpointSlice> stale = present.stream()
                .filter(slice -> !Backends.families(service).contains(slice.addressType()))
                .toList();
        writer.run(new SlicePlanner.Plan(List.of(), List.of(), stale), "");
    }

    /** The Service's own, but for those with which slices are found. */
    private Map<String, String> labels(Service service) {
        Map<String, String> labels = new LinkedHashMap<>(service.metadata().labels());
        labels.remove(HEADLESS);
        if (service.spec().clusterIP().equals("None")) {
            labels.put(HEADLESS, "");
        }
        slices.mark(labels, service.metadata().name());
        return labels;
    }

    private static OwnerReference owner(Service service) {
        return OwnerReference.builder()
                .apiVersion("v1")
                .kind("Service")
                .name(service.metadata().name())
                .uid(service.metadata().uid())
                .controller(true)
                .blockOwnerDeletion(true)
                .build();
    }
}
