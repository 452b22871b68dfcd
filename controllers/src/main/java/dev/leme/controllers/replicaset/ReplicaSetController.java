package dev.leme.controllers.replicaset;

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
public final class ReplicaSetController implements Controller {

    private static final String NAME = "replicaset-controller";
    private static final int WORKERS = 5;

    private final Informer sets;
    private final EventRecorder events;
    private final ReconcileLoop<ObjectKey> loop;

    private ReplicaSetController(ControllerContext context) {
        sets = context.informer(Resources.REPLICA_SETS);
        Informer pods = context.informer(Resources.PODS);
        events = context.recorder(NAME);
        loop = new ReconcileLoop<>(NAME, context.clock(), context.client(NAME));
        loop.on(sets, set -> List.of(ObjectKey.of(set))).on(pods, this::ownersOf);
        loop.start(WORKERS, new ReplicaSetReconciler(loop.client(), events, context.clock(), sets, pods));
    }

    /** Starts the controller. */
    public static Controller start(ControllerContext context) {
        return new ReplicaSetController(context);
    }

    private List<ObjectKey> ownersOf(ApiObject pod) {
        JsonObject controller = pod.controllerReference();
        if (controller == null) {
            return sets.lister().list(pod.namespace()).stream()
                    .filter(set ->
                            LabelSelector.of(set.spec().object("selector")).matches(pod.labels()))
                    .map(ObjectKey::of)
                    .toList();
        }
        return controller.string("kind").equals("ReplicaSet")
                ? List.of(new ObjectKey(pod.namespace(), controller.string("name")))
                : List.of();
    }

    @Override
    public void close() {
        loop.close();
        events.close();
    }
}
