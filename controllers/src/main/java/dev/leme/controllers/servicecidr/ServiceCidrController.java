package dev.leme.controllers.servicecidr;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.base.time.Clock;
import dev.leme.client.ApiClient;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.ObjectKey;
import dev.leme.client.reconcile.Outcome;
import dev.leme.client.reconcile.ReconcileLoop;
import dev.leme.controllers.Controller;
import dev.leme.controllers.ControllerContext;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Keeps the finalizer and the condition of ServiceCIDRs. */
public final class ServiceCidrController implements Controller {

    private static final String NAME = "service-cidrs-controller";
    private static final String FINALIZER = "networking.k8s.io/service-cidr-finalizer";
    private static final String IN_USE =
            "There are still IPAddresses referencing the ServiceCIDR, please remove them or"
                    + " create a new ServiceCIDR";

    private final Informer cidrs;
    private final Clock clock;
    private final ReconcileLoop<ObjectKey> loop;
    private final ApiClient client;

    private ServiceCidrController(ControllerContext context) {
        cidrs = context.informer(Resources.SERVICE_CIDRS);
        clock = context.clock();
        loop = new ReconcileLoop<>(NAME, clock, context.client(NAME));
        client = loop.client();
        Informer addresses = context.informer(Resources.IP_ADDRESSES);
        loop.on(cidrs, changed -> keys(false)).on(addresses, changed -> keys(true));
        loop.start(1, this::reconcile);
    }

    /** Starts the controller. */
    public static Controller start(ControllerContext context) {
        return new ServiceCidrController(context);
    }

    /** All of them, for whether one may go depends on the others; a change of an address matters only to those that wait to go. */
    private List<ObjectKey> keys(boolean going) {
        return cidrs.lister().list().stream()
                .filter(cidr -> !going || cidr.isDeleting())
                .map(ObjectKey::of)
                .toList();
    }

    private Outcome reconcile(ObjectKey key) {
        ApiObject cidr = cidrs.lister().find(key);
        if (cidr == null) {
            return Outcome.DONE;
        }
        boolean held = cidr.finalizers().contains(FINALIZER);
        if (!cidr.isDeleting()) {
            ApiObject finalized = held ? cidr : client.update(Resources.SERVICE_CIDRS, withFinalizer(cidr));
            say(finalized, "True", "", "Kubernetes Service CIDR is ready");
        } else if (held) {
            // Asked of the server, not of a cache: after the mark nobody gets an address of the range any more.
            boolean free =
                    ServiceCidrPlanner.canGo(cidr, cidrs.lister().list(), client.list(Resources.IP_ADDRESSES, ""));
            if (free) {
                client.update(Resources.SERVICE_CIDRS, withoutFinalizer(cidr));
            } else {
                say(cidr, "False", "Terminating", IN_USE);
            }
        }
        return Outcome.DONE;
    }

    private static ApiObject withFinalizer(ApiObject cidr) {
        List<String> all = new ArrayList<>(cidr.finalizers());
        all.add(FINALIZER);
        return cidr.withMetadata(metadata -> metadata.with("finalizers", JsonArray.ofStrings(all)));
    }

    private static ApiObject withoutFinalizer(ApiObject cidr) {
        List<String> all = new ArrayList<>(cidr.finalizers());
        all.remove(FINALIZER);
        return cidr.withMetadata(metadata ->
                all.isEmpty() ? metadata.without("finalizers") : metadata.with("finalizers", JsonArray.ofStrings(all)));
    }

    private void say(ApiObject cidr, String status, String reason, String message) {
        boolean said = cidr.status().array("conditions").objects().stream()
                .anyMatch(condition -> condition.string("type").equals("Ready")
                        && condition.string("status").equals(status)
                        && condition.string("message").equals(message));
        if (said) {
            return;
        }
        JsonObject condition = JsonObject.builder()
                .put("type", "Ready")
                .put("status", status)
                .put(
                        "lastTransitionTime",
                        clock.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("reason", reason)
                .put("message", message)
                .build();
        client.updateStatus(
                Resources.SERVICE_CIDRS, cidr.withStatus(cidr.status().with("conditions", JsonArray.of(condition))));
    }

    @Override
    public void close() {
        loop.close();
    }
}
