package dev.leme.controllers.nodelifecycle;

import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.client.event.EventRecorder;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.ResourceHandler;
import dev.leme.client.reconcile.ReconcileLoop;
import dev.leme.controllers.Controller;
import dev.leme.controllers.ControllerContext;
import java.util.List;

/** Wires the parts: a node is looked at when it, its lease or the readiness of one of its pods changes. */
public final class NodeLifecycleController implements Controller {

    private static final String NAME = "node-controller";

    private final EventRecorder events;
    private final ReconcileLoop<String> loop;

    private NodeLifecycleController(ControllerContext context) {
        Informer nodes = context.informer(Resources.NODES);
        Informer leases = context.informer(Resources.LEASES);
        Informer pods = context.informer(Resources.PODS);
        pods.addIndex(NodeLifecycleReconciler.BY_NODE, pod -> List.of(pod.spec().string("nodeName")));
        events = context.recorder(NAME);
        loop = new ReconcileLoop<>(NAME, context.clock(), context.client(NAME));
        loop.on(nodes, new NodeChanges())
                .on(leases, lease -> lease.namespace().equals("kube-node-lease") ? List.of(lease.name()) : List.of())
                .sees(pods);
        loop.start(1, new NodeLifecycleReconciler(loop.client(), context.clock(), nodes, leases, pods, events));
    }

    /** Starts the controller. */
    public static Controller start(ControllerContext context) {
        return new NodeLifecycleController(context);
    }

    private final class NodeChanges implements ResourceHandler {

        @Override
        public void added(ApiObject node) {
            loop.queue().add(node.name());
        }

        @Override
        public void updated(ApiObject before, ApiObject after) {
            added(after);
        }

        @Override
        public void deleted(ApiObject node) {
            events.normal(
                    node,
                    "RemovingNode",
                    "Node " + node.name() + " event: Removing Node " + node.name() + " from Controller");
            added(node);
        }
    }

    @Override
    public void close() {
        loop.close();
        events.close();
    }
}
