package dev.leme.controllers.podgc;

import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.ObjectKey;
import dev.leme.client.informer.ResourceHandler;
import dev.leme.client.reconcile.ReconcileLoop;
import dev.leme.controllers.Controller;
import dev.leme.controllers.ControllerContext;
import java.util.List;

/** Wires the parts: which changes may leave pods behind that nobody will remove. */
public final class PodGcController implements Controller {

    private static final String NAME = "pod-garbage-collector";
    private static final int MOST_ENDED = 12_500;
    private static final int WORKERS = 2;

    private final Informer nodes;
    private final ReconcileLoop<Task> loop;

    private PodGcController(ControllerContext context, int mostEnded) {
        Informer pods = context.informer(Resources.PODS);
        nodes = context.informer(Resources.NODES);
        pods.addIndex(PodGcReconciler.BY_NODE, pod -> List.of(pod.spec().string("nodeName")));
        pods.addIndex(
                PodGcReconciler.ENDED, pod -> PodGcPlanner.hasEnded(pod) ? List.of(PodGcReconciler.ENDED) : List.of());
        loop = new ReconcileLoop<>(NAME, context.clock(), context.client(NAME));
        loop.on(pods, new PodChanges()).on(nodes, node -> List.of(new Task.OfNode(node.name())));
        loop.start(WORKERS, new PodGcReconciler(loop.client(), context.clock(), pods, nodes, mostEnded));
    }

    /** Starts the controller. */
    public static Controller start(ControllerContext context) {
        return start(context, MOST_ENDED);
    }

    /** Starts the controller, which keeps at most so many pods that have ended. */
    static Controller start(ControllerContext context, int mostEnded) {
        return new PodGcController(context, mostEnded);
    }

    /** Most changes of pods are nothing to us. */
    private final class PodChanges implements ResourceHandler {

        @Override
        public void added(ApiObject pod) {
            if (PodGcPlanner.hasEnded(pod)) {
                loop.queue().add(new Task.Ended());
            }
            String node = pod.spec().string("nodeName");
            if (PodGcPlanner.isUnscheduledAndDeleted(pod)) {
                loop.queue().add(new Task.Unscheduled(ObjectKey.of(pod)));
            } else if (!node.isEmpty() && (pod.isDeleting() || nodes.lister().find("", node) == null)) {
                loop.queue().add(new Task.OfNode(node));
            }
        }

        @Override
        public void updated(ApiObject before, ApiObject after) {
            boolean same = before.uid().equals(after.uid())
                    && before.isDeleting() == after.isDeleting()
                    && PodGcPlanner.hasEnded(before) == PodGcPlanner.hasEnded(after)
                    && before.spec().string("nodeName").equals(after.spec().string("nodeName"));
            if (!same) {
                added(after);
            }
        }

        @Override
        public void deleted(ApiObject pod) {}
    }

    @Override
    public void close() {
        loop.close();
    }
}
