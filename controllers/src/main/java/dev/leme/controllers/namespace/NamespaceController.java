package dev.leme.controllers.namespace;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.base.time.Clock;
import dev.leme.client.ApiClient;
import dev.leme.client.DeleteOptions;
import dev.leme.client.ListOptions;
import dev.leme.client.ServedResource;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.ResourceHandler;
import dev.leme.client.reconcile.Outcome;
import dev.leme.client.reconcile.ReconcileLoop;
import dev.leme.controllers.Controller;
import dev.leme.controllers.ControllerContext;
import dev.leme.controllers.catalog.ServedKinds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Empties namespaces that are being deleted: pods first, then everything else that the server serves, and then the
 * finalizer {@code kubernetes}. What is still held by a finalizer of its own wakes it when it goes.
 */
public final class NamespaceController implements Controller {

    private static final String NAME = "namespace-controller";
    private static final String FINALIZER = "kubernetes";
    private static final int WORKERS = 4;

    private final ApiClient client;
    private final Clock clock;
    private final Informer namespaces;
    private final ServedKinds kinds;
    private final ReconcileLoop<String> loop;

    private NamespaceController(ControllerContext context) {
        clock = context.clock();
        namespaces = context.informer(Resources.NAMESPACES);
        loop = new ReconcileLoop<>(NAME, clock, context.client(NAME));
        client = loop.client();
        loop.on(namespaces, namespace -> List.of(namespace.name()));
        kinds = new ServedKinds(NAME, context, resource -> wakesWhenGone());
        loop.start(WORKERS, this::reconcile);
    }

    /** Starts the controller. */
    public static Controller start(ControllerContext context) {
        return new NamespaceController(context);
    }

    private ResourceHandler wakesWhenGone() {
        return new ResourceHandler() {
            @Override
            public void added(ApiObject object) {}

            @Override
            public void updated(ApiObject before, ApiObject after) {}

            @Override
            public void deleted(ApiObject object) {
                ApiObject namespace = namespaces.lister().find("", object.namespace());
                if (namespace != null && namespace.isDeleting()) {
                    loop.queue().add(namespace.name());
                }
            }
        };
    }

    private Outcome reconcile(String name) {
        ApiObject namespace = namespaces.lister().find("", name);
        if (namespace == null || !namespace.isDeleting() || !finalizers(namespace).contains(FINALIZER)) {
            return Outcome.DONE;
        }
        Emptying emptying = empty(name);
        if (emptying.isDone()) {
            letGo(namespace);
            return Outcome.DONE;
        }
        JsonObject status = emptying.status(namespace.status(), clock.now());
        if (!status.equals(namespace.status())) {
            client.updateStatus(Resources.NAMESPACES, namespace.withStatus(status));
        }
        if (!emptying.failures().isEmpty()) {
            throw ApiException.of(Reason.CONFLICT, String.join(", ", emptying.failures()));
        }
        return Outcome.DONE;
    }

    private static List<String> finalizers(ApiObject namespace) {
        return namespace.spec().array("finalizers").strings();
    }

    private Emptying empty(String namespace) {
        List<Resource> others = new ArrayList<>();
        for (ServedResource served : client.discover()) {
            boolean deletable = served.can("list") && served.can("delete");
            if (served.resource().namespaced() && deletable && !served.resource().equals(Resources.PODS)) {
                others.add(served.resource());
            }
        }
        Emptying pods = delete(namespace, List.of(Resources.PODS));
        return pods.isDone() ? delete(namespace, others) : pods;
    }

    private Emptying delete(String namespace, List<Resource> resources) {
        Map<String, Integer> remaining = new HashMap<>();
        Map<String, Integer> finalizers = new HashMap<>();
        List<String> failures = new ArrayList<>();
        for (Resource resource : resources) {
            try {
                for (ApiObject object : delete(namespace, resource)) {
                    remaining.merge(resource.qualified(), 1, Integer::sum);
                    object.finalizers().forEach(finalizer -> finalizers.merge(finalizer, 1, Integer::sum));
                }
            } catch (ApiException refused) {
                if (!refused.is(Reason.NOT_FOUND) && !refused.is(Reason.METHOD_NOT_ALLOWED)) {
                    failures.add(resource.qualified() + ": " + refused.getMessage());
                }
            }
        }
        return new Emptying(remaining, finalizers, failures);
    }

    /** What is left; nothing is deleted where nothing is, which is most kinds. */
    private List<ApiObject> delete(String namespace, Resource resource) {
        List<ApiObject> present = client.list(resource, namespace);
        if (present.stream().allMatch(ApiObject::isDeleting)) {
            return present;
        }
        client.deleteCollection(
                resource, namespace, ListOptions.ALL, DeleteOptions.DEFAULT.withPropagation("Background"));
        return client.list(resource, namespace);
    }

    private void letGo(ApiObject namespace) {
        List<String> kept = new ArrayList<>(finalizers(namespace));
        kept.remove(FINALIZER);
        ApiObject released =
                namespace.with("spec", namespace.spec().with("finalizers", JsonArray.ofStrings(kept)));
        client.updateSubresource(Resources.NAMESPACES, "", namespace.name(), "finalize", released);
    }

    @Override
    public void close() {
        kinds.close();
        loop.close();
    }
}
