package dev.leme.controllers.daemonset;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.selector.LabelSelector;
import dev.leme.client.event.EventRecorder;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.ObjectKey;
import dev.leme.client.informer.ResourceHandler;
import dev.leme.client.reconcile.ReconcileLoop;
import dev.leme.controllers.Controller;
import dev.leme.controllers.ControllerContext;
import java.util.List;

/** Wires the parts: which changes wake which set. */
public final class DaemonSetController implements Controller {

    private static final String NAME = "daemon-set-controller";
    private static final String COMPONENT = "daemonset-controller";
    private static final int WORKERS = 2;

    /** The caches that the controller reads. */
    record Caches(Informer sets, Informer nodes, Informer pods, Informer revisions) {}

    private final Caches caches;
    private final EventRecorder events;
    private final ReconcileLoop<ObjectKey> loop;

    private DaemonSetController(ControllerContext context) {
        caches = new Caches(
                context.informer(Resources.DAEMON_SETS),
                context.informer(Resources.NODES),
                context.informer(Resources.PODS),
                context.informer(Resources.CONTROLLER_REVISIONS));
        events = context.recorder(NAME, COMPONENT);
        loop = new ReconcileLoop<>(NAME, context.clock(), context.client(NAME));
        loop.on(caches.sets, set -> List.of(ObjectKey.of(set)))
                .on(caches.nodes, new OfNodes())
                .on(caches.pods, this::ownersOf)
                .on(caches.revisions, this::ownersOf);
        DaemonSetRunner runner = new DaemonSetRunner(loop.client(), events);
        loop.start(WORKERS, new DaemonSetReconciler(loop.client(), context.clock(), runner, caches));
    }

    /** Starts the controller. */
    public static Controller start(ControllerContext context) {
        return new DaemonSetController(context);
    }

    /** A node that comes or goes, or that other pods may run on than before, concerns every set; its heartbeat none. */
    private final class OfNodes implements ResourceHandler {
        @Override
        public void added(ApiObject node) {
            wakeAll();
        }

        @Override
        public void updated(ApiObject before, ApiObject after) {
            boolean same = before.labels().equals(after.labels())
                    && before.spec().equals(after.spec())
                    && before.uid().equals(after.uid());
            if (!same) {
                wakeAll();
            }
        }

        @Override
        public void deleted(ApiObject node) {
            wakeAll();
        }

        private void wakeAll() {
            caches.sets.lister().list().forEach(set -> loop.queue().add(ObjectKey.of(set)));
        }
    }

    private List<ObjectKey> ownersOf(ApiObject object) {
        JsonObject controller = object.controllerReference();
        if (controller == null) {
            return caches.sets.lister().list(object.namespace()).stream()
                    .filter(set ->
                            LabelSelector.of(set.spec().object("selector")).matches(object.labels()))
                    .map(ObjectKey::of)
                    .toList();
        }
        return controller.string("kind").equals("DaemonSet")
                ? List.of(new ObjectKey(object.namespace(), controller.string("name")))
                : List.of();
    }

    @Override
    public void close() {
        loop.close();
        events.close();
    }
}
