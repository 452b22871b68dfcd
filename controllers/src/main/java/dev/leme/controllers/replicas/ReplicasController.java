package dev.leme.controllers.replicas;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.client.event.EventRecorder;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.ObjectKey;
import dev.leme.client.reconcile.ReconcileLoop;
import dev.leme.controllers.Controller;
import dev.leme.controllers.ControllerContext;
import java.util.List;

/** Wires the parts for one kind: which changes wake which object. */
public final class ReplicasController implements Controller {

    private static final int WORKERS = 5;

    private final ReplicatedKind kind;
    private final Informer owners;
    private final EventRecorder events;
    private final ReconcileLoop<ObjectKey> loop;

    private ReplicasController(ReplicatedKind kind, ControllerContext context) {
        this.kind = kind;
        owners = context.informer(kind.resource());
        Informer pods = context.informer(Resources.PODS);
        events = context.recorder(kind.controller());
        loop = new ReconcileLoop<>(kind.controller(), context.clock(), context.client(kind.controller()));
        loop.on(owners, owner -> List.of(ObjectKey.of(owner))).on(pods, this::ownersOf);
        loop.start(WORKERS, new ReplicasReconciler(kind, loop.client(), events, context.clock(), owners, pods));
    }

    /** Starts the controller of {@code kind}. */
    public static Controller start(ReplicatedKind kind, ControllerContext context) {
        return new ReplicasController(kind, context);
    }

    private List<ObjectKey> ownersOf(ApiObject pod) {
        JsonObject controller = pod.controllerReference();
        if (controller == null) {
            return kind.selecting(owners.lister(), pod).stream()
                    .map(ObjectKey::of)
                    .toList();
        }
        return controller.string("kind").equals(kind.resource().kind())
                ? List.of(new ObjectKey(pod.namespace(), controller.string("name")))
                : List.of();
    }

    @Override
    public void close() {
        loop.close();
        events.close();
    }
}
