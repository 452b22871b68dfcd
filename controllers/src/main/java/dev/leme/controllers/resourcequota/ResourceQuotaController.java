package dev.leme.controllers.resourcequota;

import dev.leme.api.object.ApiObject;
import dev.leme.api.quota.QuotaUsage;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.ObjectKey;
import dev.leme.client.informer.ResourceHandler;
import dev.leme.client.reconcile.ReconcileLoop;
import dev.leme.controllers.Controller;
import dev.leme.controllers.ControllerContext;
import dev.leme.controllers.catalog.ServedKinds;
import java.util.List;

/** Wires the parts: which changes give back what a quota was charged for. */
public final class ResourceQuotaController implements Controller {

    private static final String NAME = "resourcequota-controller";
    private static final int WORKERS = 2;
    /** Kinds that may take less without going; their caches must hold whole objects. */
    private static final List<Resource> VARYING =
            List.of(Resources.PODS, Resources.SERVICES, Resources.PERSISTENT_VOLUME_CLAIMS);

    private final Informer quotas;
    private final ServedKinds kinds;
    private final ReconcileLoop<ObjectKey> loop;

    private ResourceQuotaController(ControllerContext context) {
        quotas = context.informer(Resources.RESOURCE_QUOTAS);
        VARYING.forEach(context::informer);
        kinds = new ServedKinds(NAME, context);
        loop = new ReconcileLoop<>(NAME, context.clock(), context.client(NAME));
        loop.on(quotas, new QuotaChanges());
        kinds.start(ObjectChanges::new, () -> quotas.lister().list().forEach(this::count));
        loop.start(WORKERS, new QuotaReconciler(loop.client(), kinds));
    }

    /** Starts the controller. */
    public static Controller start(ControllerContext context) {
        return new ResourceQuotaController(context);
    }

    private void count(ApiObject quota) {
        loop.queue().add(ObjectKey.of(quota));
    }

    /** A charge is no reason to count. */
    private final class QuotaChanges implements ResourceHandler {

        @Override
        public void added(ApiObject quota) {
            count(quota);
        }

        @Override
        public void updated(ApiObject before, ApiObject after) {
            if (!after.spec().equals(before.spec())
                    || !after.status().object("hard").equals(after.spec().object("hard"))) {
                count(after);
            }
        }

        @Override
        public void deleted(ApiObject quota) {}
    }

    /** What comes new has been charged already. */
    private final class ObjectChanges implements ResourceHandler {

        private final Resource resource;

        ObjectChanges(Resource resource) {
            this.resource = resource;
        }

        @Override
        public void added(ApiObject object) {}

        @Override
        public void updated(ApiObject before, ApiObject after) {
            if (VARYING.contains(resource) && !QuotaUsage.of(resource, before).equals(QuotaUsage.of(resource, after))) {
                deleted(after);
            }
        }

        @Override
        public void deleted(ApiObject object) {
            quotas.lister().list(object.namespace()).forEach(ResourceQuotaController.this::count);
        }
    }

    @Override
    public void close() {
        kinds.close();
        loop.close();
    }
}
