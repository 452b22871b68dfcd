package dev.leme.controllers.statefulset;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.selector.LabelSelector;
import dev.leme.client.event.EventRecorder;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.ObjectKey;
import dev.leme.client.reconcile.ReconcileLoop;
import dev.leme.controllers.Controller;
import dev.leme.controllers.ControllerContext;
import java.util.List;

/** Wires the parts: which changes wake which set. */
public final class StatefulSetController implements Controller {

    private static final String NAME = "statefulset-controller";
    private static final int WORKERS = 5;

    /** The caches that the controller reads. */
    record Caches(Informer sets, Informer pods, Informer claims, Informer revisions) {}

    private final Caches caches;
    private final EventRecorder events;
    private final ReconcileLoop<ObjectKey> loop;

    private StatefulSetController(ControllerContext context) {
        caches = new Caches(
                context.informer(Resources.STATEFUL_SETS),
                context.informer(Resources.PODS),
                context.informer(Resources.PERSISTENT_VOLUME_CLAIMS),
                context.informer(Resources.CONTROLLER_REVISIONS));
        events = context.recorder(NAME);
        loop = new ReconcileLoop<>(NAME, context.clock(), context.client(NAME));
        loop.on(caches.sets, set -> List.of(ObjectKey.of(set)))
                .on(caches.pods, this::ownersOf)
                .on(caches.claims, this::usersOf)
                .on(caches.revisions, this::ownersOf);
        StatefulSetRunner runner = new StatefulSetRunner(loop.client(), events);
        loop.start(WORKERS, new StatefulSetReconciler(loop.client(), context.clock(), runner, caches));
    }

    /** Starts the controller. */
    public static Controller start(ControllerContext context) {
        return new StatefulSetController(context);
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
        return controller.string("kind").equals("StatefulSet")
                ? List.of(new ObjectKey(object.namespace(), controller.string("name")))
                : List.of();
    }

    /** A claim that goes may hold up a pod that wants to be created. */
    private List<ObjectKey> usersOf(ApiObject claim) {
        return caches.sets.lister().list(claim.namespace()).stream()
                .filter(set -> claim.name().contains("-" + set.name() + "-"))
                .map(ObjectKey::of)
                .toList();
    }

    @Override
    public void close() {
        loop.close();
        events.close();
    }
}
