package dev.leme.controllers.job;

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

/** Wires the parts: which changes wake which Job. */
public final class JobController implements Controller {

    private static final String NAME = "job-controller";
    private static final String JOB_NAME = "batch.kubernetes.io/job-name";
    private static final int WORKERS = 5;

    private final Informer jobs;
    private final EventRecorder events;
    private final ReconcileLoop<ObjectKey> loop;

    private JobController(ControllerContext context) {
        jobs = context.informer(Resources.JOBS);
        Informer pods = context.informer(Resources.PODS);
        events = context.recorder(NAME);
        loop = new ReconcileLoop<>(NAME, context.clock(), context.client(NAME));
        loop.on(jobs, job -> List.of(ObjectKey.of(job))).on(pods, this::ownersOf);
        JobRunner runner = new JobRunner(loop.client(), events);
        loop.start(WORKERS, new JobReconciler(loop.client(), context.clock(), runner, jobs, pods));
    }

    /** Starts the controller. */
    public static Controller start(ControllerContext context) {
        return new JobController(context);
    }

    private List<ObjectKey> ownersOf(ApiObject pod) {
        JsonObject controller = pod.controllerReference();
        if (controller != null) {
            return controller.string("kind").equals("Job")
                    ? List.of(new ObjectKey(pod.namespace(), controller.string("name")))
                    : List.of();
        }
        String name = pod.labels().getOrDefault(JOB_NAME, "");
        if (!name.isEmpty()) {
            return List.of(new ObjectKey(pod.namespace(), name));
        }
        return jobs.lister().list(pod.namespace()).stream()
                .filter(job -> LabelSelector.of(job.spec().object("selector")).matches(pod.labels()))
                .map(ObjectKey::of)
                .toList();
    }

    @Override
    public void close() {
        loop.close();
        events.close();
    }
}
