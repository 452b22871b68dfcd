package dev.leme.controllers.deployment;

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

/** Wires the parts: which changes wake which deployment. */
public final class DeploymentController implements Controller {

    private static final String NAME = "deployment-controller";
    private static final int WORKERS = 5;

    private final Informer deployments;
    private final Informer sets;
    private final EventRecorder events;
    private final ReconcileLoop<ObjectKey> loop;

    private DeploymentController(ControllerContext context) {
        deployments = context.informer(Resources.DEPLOYMENTS);
        sets = context.informer(Resources.REPLICA_SETS);
        Informer pods = context.informer(Resources.PODS);
        events = context.recorder(NAME);
        loop = new ReconcileLoop<>(NAME, context.clock(), context.client(NAME));
        loop.on(deployments, deployment -> List.of(ObjectKey.of(deployment)))
                .on(sets, this::ownersOf)
                .on(pods, this::recreatedFor);
        loop.start(WORKERS, new DeploymentReconciler(loop.client(), events, context.clock(), deployments, sets, pods));
    }

    /** Starts the controller. */
    public static Controller start(ControllerContext context) {
        return new DeploymentController(context);
    }

    private List<ObjectKey> ownersOf(ApiObject set) {
        JsonObject controller = set.controllerReference();
        if (controller == null) {
            return deployments.lister().list(set.namespace()).stream()
                    .filter(deployment -> LabelSelector.of(deployment.spec().object("selector"))
                            .matches(set.labels()))
                    .map(ObjectKey::of)
                    .toList();
        }
        return controller.string("kind").equals("Deployment")
                ? List.of(new ObjectKey(set.namespace(), controller.string("name")))
                : List.of();
    }

    /** A deployment that recreates waits for its last old pod to go; others don't care for single pods. */
    private List<ObjectKey> recreatedFor(ApiObject pod) {
        JsonObject controller = pod.controllerReference();
        ApiObject set = controller == null || !controller.string("kind").equals("ReplicaSet")
                ? null
                : sets.lister().find(pod.namespace(), controller.string("name"));
        return set == null
                ? List.of()
                : ownersOf(set).stream().filter(this::recreates).toList();
    }

    private boolean recreates(ObjectKey key) {
        ApiObject deployment = deployments.lister().find(key);
        return deployment != null
                && deployment.spec().object("strategy").string("type").equals("Recreate");
    }

    @Override
    public void close() {
        loop.close();
        events.close();
    }
}
