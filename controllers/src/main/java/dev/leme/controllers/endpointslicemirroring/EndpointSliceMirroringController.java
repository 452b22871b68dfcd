package dev.leme.controllers.endpointslicemirroring;

import dev.leme.api.core.v1.Endpoints;
import dev.leme.api.core.v1.Service;
import dev.leme.api.discovery.v1.EndpointSlice;
import dev.leme.api.meta.v1.OwnerReference;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.client.ApiClient;
import dev.leme.client.event.EventRecorder;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.ObjectKey;
import dev.leme.client.reconcile.Outcome;
import dev.leme.client.reconcile.ReconcileLoop;
import dev.leme.controllers.Controller;
import dev.leme.controllers.ControllerContext;
import dev.leme.controllers.backend.Backends.Group;
import dev.leme.controllers.backend.SlicePlanner;
import dev.leme.controllers.backend.SliceWriter;
import dev.leme.controllers.backend.SlicesOfServices;
import dev.leme.controllers.backend.TriggerTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Mirrors the Endpoints of Services without a selector, which somebody else writes. */
public final class EndpointSliceMirroringController implements Controller {

    private static final String NAME = "endpointslicemirroring-controller";
    private static final String US = "endpointslicemirroring-controller.k8s.io";
    private static final String SKIP = "endpointslice.kubernetes.io/skip-mirror";
    private static final String LEADER = "control-plane.alpha.kubernetes.io/leader";
    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
    private static final int MOST = 1000;
    private static final int WORKERS = 2;

    private final Informer services;
    private final Informer endpoints;
    private final SlicesOfServices slices;
    private final ReconcileLoop<ObjectKey> loop;
    private final ApiClient client;
    private final EventRecorder events;

    private EndpointSliceMirroringController(ControllerContext context) {
        services = context.informer(Resources.SERVICES);
        endpoints = context.informer(Resources.ENDPOINTS);
        Informer allSlices = context.informer(Resources.ENDPOINT_SLICES);
        slices = new SlicesOfServices(allSlices, US);
        events = context.recorder(NAME, "endpoint-slice-mirroring-controller");
        loop = new ReconcileLoop<>(NAME, context.clock(), context.client(NAME));
        client = loop.client();
        loop.on(services, service -> List.of(ObjectKey.of(service)))
                .on(endpoints, object -> List.of(ObjectKey.of(object)))
                .on(allSlices, slices::serviceOf);
        loop.start(WORKERS, this::reconcile);
    }

    /** Starts the controller. */
    public static Controller start(ControllerContext context) {
        return new EndpointSliceMirroringController(context);
    }

    private Outcome reconcile(ObjectKey key) {
        List<EndpointSlice> present = slices.of(key);
        ApiObject found = endpoints.lister().find(key);
        ApiObject service = services.lister().find(key);
        boolean mirrored = found != null && service != null && isMirrored(found, Service.of(service));
        if (!mirrored && present.isEmpty()) {
            return Outcome.DONE;
        }
        Endpoints source = mirrored && found != null
                ? Endpoints.of(found)
                : Endpoints.builder().build();
        if (MirrorPlanner.exceeds(source)) {
            events.warning(
                    source.object(),
                    "TooManyAddressesToMirror",
                    "A max of " + MOST + " addresses can be mirrored to EndpointSlices per Endpoints subset. Some"
                            + " addresses were skipped");
        }
        SliceWriter writer = writer(key, source);
        for (String family : List.of("IPv4", "IPv6")) {
            List<Group> wanted = MirrorPlanner.plan(source, family);
            List<EndpointSlice> own = present.stream()
                    .filter(slice -> slice.addressType().equals(family))
                    .toList();
            writer.run(SlicePlanner.plan(wanted, own, MOST, false), family);
        }
        return Outcome.DONE;
    }

    private static boolean isMirrored(ApiObject endpoints, Service service) {
        return service.spec().selector().isEmpty()
                && !"true".equals(endpoints.labels().get(SKIP))
                && !endpoints.annotations().containsKey(LEADER);
    }

    private SliceWriter writer(ObjectKey key, Endpoints source) {
        Map<String, String> labels = new LinkedHashMap<>(source.metadata().labels());
        slices.mark(labels, key.name());
        Map<String, String> annotations = new LinkedHashMap<>(source.metadata().annotations());
        String trigger = annotations.getOrDefault(TriggerTime.ANNOTATION, "");
        annotations.keySet().removeAll(List.of(TriggerTime.ANNOTATION, LAST_APPLIED));
        OwnerReference owner = OwnerReference.builder()
                .apiVersion("v1")
                .kind("Endpoints")
                .name(key.name())
                .uid(source.metadata().uid())
                .controller(true)
                .blockOwnerDeletion(true)
                .build();
        return new SliceWriter(client, owner, key.namespace(), labels, annotations, trigger);
    }

    @Override
    public void close() {
        loop.close();
        events.close();
    }
}
