package dev.leme.controllers.endpoints;

import dev.leme.api.core.v1.EndpointSubset;
import dev.leme.api.core.v1.Endpoints;
import dev.leme.api.core.v1.Pod;
import dev.leme.api.core.v1.Service;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.selector.LabelSelector;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.client.ApiClient;
import dev.leme.client.DeleteOptions;
import dev.leme.client.event.EventRecorder;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.ObjectKey;
import dev.leme.client.reconcile.Outcome;
import dev.leme.client.reconcile.ReconcileLoop;
import dev.leme.controllers.Controller;
import dev.leme.controllers.ControllerContext;
import dev.leme.controllers.backend.ServicesOfPods;
import dev.leme.controllers.backend.TriggerTime;
import dev.leme.controllers.backend.WriteFailures;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps, for every Service with a selector, the Endpoints of its name. */
public final class EndpointsController implements Controller {

    private static final String NAME = "endpoint-controller";
    private static final String MANAGED_BY = "endpoints.kubernetes.io/managed-by";
    private static final String US = "endpoint-controller";
    private static final String OVER_CAPACITY = "endpoints.kubernetes.io/over-capacity";
    private static final int WORKERS = 5;

    private final Informer services;
    private final Informer pods;
    private final Informer endpoints;
    private final ReconcileLoop<ObjectKey> loop;
    private final ApiClient client;
    private final EventRecorder events;

    private EndpointsController(ControllerContext context) {
        services = context.informer(Resources.SERVICES);
        pods = context.informer(Resources.PODS);
        endpoints = context.informer(Resources.ENDPOINTS);
        loop = new ReconcileLoop<>(NAME, context.clock(), context.client(NAME));
        client = loop.client();
        events = context.recorder(NAME);
        loop.on(services, service -> List.of(ObjectKey.of(service)))
                .on(pods, new ServicesOfPods(services)::of)
                .on(endpoints, object -> List.of(ObjectKey.of(object)));
        loop.start(WORKERS, this::reconcile);
    }

    /** Starts the controller. */
    public static Controller start(ControllerContext context) {
        return new EndpointsController(context);
    }

    private Outcome reconcile(ObjectKey key) {
        ApiObject found = services.lister().find(key);
        ApiObject present = endpoints.lister().find(key);
        if (found == null) {
            if (present != null && US.equals(present.labels().get(MANAGED_BY))) {
                delete(key);
            }
            return Outcome.DONE;
        }
        Service service = Service.of(found);
        if (service.spec().selector().isEmpty() || service.spec().type().equals("ExternalName")) {
            return Outcome.DONE;
        }
        List<Pod> selected = pods.lister(Pod::of)
                .list(key.namespace(), LabelSelector.of(service.spec().selector()));
        String trigger = TriggerTime.of(service, selected, present == null ? List.of() : List.of(present));
        write(service, EndpointsPlanner.plan(service, selected), present, trigger);
        return Outcome.DONE;
    }

    private void write(Service service, EndpointsPlanner.Planned planned, @Nullable ApiObject present, String trigger) {
        ApiObject base = present == null
                ? Endpoints.builder()
                        .metadata(metadata -> metadata.name(service.metadata().name())
                                .namespace(service.metadata().namespace()))
                        .build()
                        .object()
                : present;
        ApiObject wanted = labelled(base, service, planned.truncated());
        JsonArray subsets = new JsonArray(
                planned.subsets().stream().<JsonValue>map(EndpointSubset::json).toList());
        wanted = subsets.isEmpty() ? ApiObject.of(wanted.json().without("subsets")) : wanted.with("subsets", subsets);
        if (present == null || !wanted.equals(present)) {
            send(TriggerTime.stamped(wanted, trigger), present == null);
        }
    }

    private void send(ApiObject wanted, boolean isNew) {
        try {
            if (isNew) {
                client.create(Resources.ENDPOINTS, wanted);
            } else {
                client.update(Resources.ENDPOINTS, wanted);
            }
        } catch (ApiException refused) {
            if (WriteFailures.areTold(refused)) {
                events.warning(
                        wanted,
                        isNew ? "FailedToCreateEndpoint" : "FailedToUpdateEndpoint",
                        "Failed to " + (isNew ? "create endpoint for service " : "update endpoint ")
                                + ObjectKey.of(wanted) + ": " + refused.text());
            }
            throw refused;
        }
    }

    private static ApiObject labelled(ApiObject base, Service service, boolean truncated) {
        Map<String, String> labels = new LinkedHashMap<>(service.metadata().labels());
        labels.put(MANAGED_BY, US);
        if (service.spec().clusterIP().equals("None")) {
            labels.put("service.kubernetes.io/headless", "");
        }
        return base.withMetadata(metadata -> {
            JsonObject annotations = metadata.object("annotations").without(OVER_CAPACITY);
            annotations = truncated ? annotations.with(OVER_CAPACITY, "truncated") : annotations;
            JsonObject labelled = metadata.with("labels", JsonObject.ofStrings(labels));
            return annotations.isEmpty() ? labelled.without("annotations") : labelled.with("annotations", annotations);
        });
    }

    private void delete(ObjectKey key) {
        try {
            client.delete(Resources.ENDPOINTS, key.namespace(), key.name(), DeleteOptions.DEFAULT);
        } catch (ApiException gone) {
            if (!gone.is(Reason.NOT_FOUND)) {
                throw gone;
            }
        }
    }

    @Override
    public void close() {
        loop.close();
        events.close();
    }
}
