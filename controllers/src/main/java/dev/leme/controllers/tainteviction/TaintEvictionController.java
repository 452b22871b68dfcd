package dev.leme.controllers.tainteviction;

import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.client.event.EventRecorder;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.ObjectKey;
import dev.leme.client.informer.ResourceHandler;
import dev.leme.client.reconcile.ReconcileLoop;
import dev.leme.controllers.Controller;
import dev.leme.controllers.ControllerContext;
import java.util.List;

/** Wires the parts: a pod is looked at when it comes to a node, and all of a node's when its taints change. */
public final class TaintEvictionController implements Controller {

    private static final String NAME = "taint-eviction-controller";
    /** Upstream's has no identity of its own either. */
    private static final String IDENTITY = "node-controller";

    private static final String BY_NODE = "tainteviction.node";
    private static final int WORKERS = 2;

    private final Informer pods;
    private final EventRecorder events;
    private final ReconcileLoop<ObjectKey> loop;

    private TaintEvictionController(ControllerContext context) {
        pods = context.informer(Resources.PODS);
        Informer nodes = context.informer(Resources.NODES);
        pods.addIndex(BY_NODE, pod -> List.of(pod.spec().string("nodeName")));
        events = context.recorder(IDENTITY, NAME);
        loop = new ReconcileLoop<>(NAME, context.clock(), context.client(IDENTITY));
        loop.on(pods, new PodChanges()).on(nodes, new NodeChanges());
        loop.start(WORKERS, new TaintEvictionReconciler(loop.client(), context.clock(), pods, nodes, events));
    }

    /** Starts the controller. */
    public static Controller start(ControllerContext context) {
        return new TaintEvictionController(context);
    }

    /** What a pod's status says is nothing to us. */
    private final class PodChanges implements ResourceHandler {

        @Override
        public void added(ApiObject pod) {
            if (!pod.spec().string("nodeName").isEmpty()) {
                loop.queue().add(ObjectKey.of(pod));
            }
        }

        @Override
        public void updated(ApiObject before, ApiObject after) {
            boolean same = before.uid().equals(after.uid())
                    && before.isDeleting() == after.isDeleting()
                    && before.spec().string("nodeName").equals(after.spec().string("nodeName"))
                    && before.spec().array("tolerations").equals(after.spec().array("tolerations"));
            if (!same) {
                added(after);
            }
        }

        @Override
        public void deleted(ApiObject pod) {
            loop.queue().add(ObjectKey.of(pod));
        }
    }

    private final class NodeChanges implements ResourceHandler {

        @Override
        public void added(ApiObject node) {
            if (!node.spec().array("taints").isEmpty()) {
                lookAtPods(node);
            }
        }

        @Override
        public void updated(ApiObject before, ApiObject after) {
            if (!before.spec().array("taints").equals(after.spec().array("taints"))) {
                lookAtPods(after);
            }
        }

        @Override
        public void deleted(ApiObject node) {
            lookAtPods(node);
        }

        private void lookAtPods(ApiObject node) {
            pods.lister()
                    .byIndex(BY_NODE, node.name())
                    .forEach(pod -> loop.queue().add(ObjectKey.of(pod)));
        }
    }

    @Override
    public void close() {
        loop.close();
        events.close();
    }
}
