package dev.leme.controllers.cronjob;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.client.event.EventRecorder;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.ObjectKey;
import dev.leme.client.reconcile.ReconcileLoop;
import dev.leme.controllers.Controller;
import dev.leme.controllers.ControllerContext;
import java.time.ZoneId;
import java.util.List;

/** Wires the parts: which changes wake which CronJob. Schedules without a zone mean the machine's own time. */
public final class CronJobController implements Controller {

    private static final String NAME = "cronjob-controller";
    private static final int WORKERS = 5;

    private final EventRecorder events;
    private final ReconcileLoop<ObjectKey> loop;

    private CronJobController(ControllerContext context) {
        Informer crons = context.informer(Resources.CRON_JOBS);
        Informer jobs = context.informer(Resources.JOBS);
        events = context.recorder(NAME);
        loop = new ReconcileLoop<>(NAME, context.clock(), context.client(NAME));
        loop.on(crons, cron -> List.of(ObjectKey.of(cron))).on(jobs, CronJobController::ownersOf);
        ZoneId local = ZoneId.systemDefault();
        loop.start(WORKERS, new CronJobReconciler(loop.client(), events, context.clock(), local, crons, jobs));
    }

    /** Starts the controller. */
    public static Controller start(ControllerContext context) {
        return new CronJobController(context);
    }

    private static List<ObjectKey> ownersOf(ApiObject job) {
        JsonObject controller = job.controllerReference();
        return controller != null && controller.string("kind").equals("CronJob")
                ? List.of(new ObjectKey(job.namespace(), controller.string("name")))
                : List.of();
    }

    @Override
    public void close() {
        loop.close();
        events.close();
    }
}
