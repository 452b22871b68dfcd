package dev.leme.controllers.replicationcontroller;

import dev.leme.api.resource.Resources;
import dev.leme.api.selector.LabelSelector;
import dev.leme.controllers.Controller;
import dev.leme.controllers.ControllerContext;
import dev.leme.controllers.replicas.ReplicasController;
import dev.leme.controllers.replicas.ReplicatedKind;

/** The controller of ReplicationControllers, whose selectors are plain maps of labels. */
public final class ReplicationControllerController {

    private static final ReplicatedKind KIND = new ReplicatedKind(
            Resources.REPLICATION_CONTROLLERS,
            "replication-controller",
            selector -> LabelSelector.of(selector.strings()),
            false);

    private ReplicationControllerController() {}

    /** Starts the controller. */
    public static Controller start(ControllerContext context) {
        return ReplicasController.start(KIND, context);
    }
}
