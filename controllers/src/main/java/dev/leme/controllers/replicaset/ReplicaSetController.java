package dev.leme.controllers.replicaset;

import dev.leme.api.resource.Resources;
import dev.leme.api.selector.LabelSelector;
import dev.leme.controllers.Controller;
import dev.leme.controllers.ControllerContext;
import dev.leme.controllers.replicas.ReplicasController;
import dev.leme.controllers.replicas.ReplicatedKind;

/** The controller of ReplicaSets. */
public final class ReplicaSetController {

    /** What is particular of ReplicaSets. */
    public static final ReplicatedKind KIND = new ReplicatedKind(
            Resources.REPLICA_SETS, "replicaset-controller", selector -> LabelSelector.of(selector), true);

    private ReplicaSetController() {}

    /** Starts the controller. */
    public static Controller start(ControllerContext context) {
        return ReplicasController.start(KIND, context);
    }
}
