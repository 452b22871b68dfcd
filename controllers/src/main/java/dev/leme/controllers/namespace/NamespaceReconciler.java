package dev.leme.controllers.namespace;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.base.time.Clock;
import dev.leme.client.ApiClient;
import dev.leme.client.informer.Lister;
import dev.leme.client.reconcile.Outcome;
import dev.leme.client.reconcile.Reconciler;
import java.util.ArrayList;
import java.util.List;

/** Empties a namespace that is being deleted, tells how far it has come, and lets go of it when nothing is left. */
final class NamespaceReconciler implements Reconciler<String> {

    private static final String FINALIZER = "kubernetes";

    private final ApiClient client;
    private final Clock clock;
    private final Lister<ApiObject> namespaces;
    private final Content content;

    NamespaceReconciler(ApiClient client, Clock clock, Lister<ApiObject> namespaces) {
        this.client = client;
        this.clock = clock;
        this.namespaces = namespaces;
        this.content = new Content(client, clock);
    }

    @Override
    public Outcome reconcile(String name) {
        ApiObject namespace = namespaces.find("", name);
        if (namespace == null
                || !namespace.isDeleting()
                || !finalizers(namespace).contains(FINALIZER)) {
            return Outcome.DONE;
        }
        Emptying emptying = content.empty(namespace);
        ApiObject told = tell(namespace, emptying);
        if (emptying.hasFailed()) {
            throw ApiException.of(Reason.UNKNOWN, emptying.undiscovered() + String.join(", ", emptying.failures()));
        }
        if (!emptying.isDone()) {
            return Outcome.again(emptying.again());
        }
        letGo(told);
        return Outcome.DONE;
    }

    private static List<String> finalizers(ApiObject namespace) {
        return namespace.spec().array("finalizers").strings();
    }

    private ApiObject tell(ApiObject namespace, Emptying emptying) {
        JsonObject status = Conditions.status(namespace.status(), emptying, clock.now());
        return status.equals(namespace.status())
                ? namespace
                : client.updateStatus(Resources.NAMESPACES, namespace.withStatus(status));
    }

    private void letGo(ApiObject namespace) {
        List<String> kept = new ArrayList<>(finalizers(namespace));
        kept.remove(FINALIZER);
        ApiObject released = namespace.with("spec", namespace.spec().with("finalizers", JsonArray.ofStrings(kept)));
        client.updateSubresource(Resources.NAMESPACES, "", namespace.name(), "finalize", released);
    }
}
