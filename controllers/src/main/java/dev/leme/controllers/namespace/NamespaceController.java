package dev.leme.controllers.namespace;

import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.ResourceHandler;
import dev.leme.client.reconcile.ReconcileLoop;
import dev.leme.controllers.Controller;
import dev.leme.controllers.ControllerContext;
import dev.leme.controllers.catalog.ServedKinds;

/**
 * Wires the parts: a namespace is looked at when its deletion begins, and whenever the last object of a kind has gone from
 * it. Start it after the controllers that watch whole objects, so that it shares their caches.
 */
public final class NamespaceController implements Controller {

    private static final String NAME = "namespace-controller";
    private static final int WORKERS = 4;

    private final Informer namespaces;
    private final ServedKinds kinds;
    private final ReconcileLoop<String> loop;

    private NamespaceController(ControllerContext context) {
        namespaces = context.informer(Resources.NAMESPACES);
        loop = new ReconcileLoop<>(NAME, context.clock(), context.client(NAME));
        loop.on(namespaces, new Deletions());
        kinds = new ServedKinds(NAME, context);
        kinds.start(Ends::new, () -> {});
        loop.start(WORKERS, new NamespaceReconciler(loop.client(), context.clock(), namespaces.lister()));
    }

    /** Starts the controller. */
    public static Controller start(ControllerContext context) {
        return new NamespaceController(context);
    }

    /** Wakes for namespaces whose deletion begins; what changes in their status is our own doing. */
    private final class Deletions implements ResourceHandler {

        @Override
        public void added(ApiObject namespace) {
            if (namespace.isDeleting()) {
                loop.queue().add(namespace.name());
            }
        }

        @Override
        public void updated(ApiObject before, ApiObject after) {
            if (!before.isDeleting() || !before.uid().equals(after.uid())) {
                added(after);
            }
        }

        @Override
        public void deleted(ApiObject namespace) {}
    }

    /** Wakes when the last object of a kind is gone from a namespace that is being deleted. */
    private final class Ends implements ResourceHandler {

        private final Resource resource;

        Ends(Resource resource) {
            this.resource = resource;
        }

        @Override
        public void added(ApiObject object) {}

        @Override
        public void updated(ApiObject before, ApiObject after) {}

        @Override
        public void deleted(ApiObject object) {
            ApiObject namespace = namespaces.lister().find("", object.namespace());
            if (namespace != null && namespace.isDeleting() && isLast(object)) {
                loop.queue().add(namespace.name());
            }
        }

        private boolean isLast(ApiObject object) {
            Informer informer = kinds.watched().get(resource);
            return informer == null
                    || informer.lister().list(object.namespace()).isEmpty();
        }
    }

    @Override
    public void close() {
        kinds.close();
        loop.close();
    }
}
