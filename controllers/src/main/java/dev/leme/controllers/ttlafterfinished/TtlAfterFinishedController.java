package dev.leme.controllers.ttlafterfinished;

import dev.leme.api.batch.v1.Job;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.base.time.Clock;
import dev.leme.client.DeleteOptions;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.Lister;
import dev.leme.client.informer.ObjectKey;
import dev.leme.client.reconcile.Outcome;
import dev.leme.client.reconcile.ReconcileLoop;
import dev.leme.controllers.Controller;
import dev.leme.controllers.ControllerContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Deletes each finished Job, and its pods before it, once its {@code ttlSecondsAfterFinished} are over. */
public final class TtlAfterFinishedController implements Controller {

    private static final String NAME = "ttl-after-finished-controller";

    private final Clock clock;
    private final Lister<Job> jobs;
    private final ReconcileLoop<ObjectKey> loop;

    private TtlAfterFinishedController(ControllerContext context) {
        clock = context.clock();
        Informer informer = context.informer(Resources.JOBS);
        jobs = informer.lister(Job::of);
        loop = new ReconcileLoop<>(NAME, clock, context.client(NAME));
        loop.on(informer, job -> List.of(ObjectKey.of(job)));
        loop.start(1, this::reconcile);
    }

    /** Starts the controller. */
    public static Controller start(ControllerContext context) {
        return new TtlAfterFinishedController(context);
    }

    private Outcome reconcile(ObjectKey key) {
        Job job = jobs.find(key);
        Duration left = job == null ? null : left(job, clock.now());
        if (job == null || left == null) {
            return Outcome.DONE;
        }
        if (!left.isZero()) {
            return Outcome.again(left);
        }
        delete(job.object());
        return Outcome.DONE;
    }

    /** Deletes what was looked at and nothing newer: its time may have been made longer meanwhile. */
    private void delete(ApiObject job) {
        DeleteOptions sameOne = DeleteOptions.DEFAULT
                .withPropagation("Foreground")
                .withUid(job.uid())
                .withResourceVersion(job.resourceVersion());
        try {
            loop.client().delete(Resources.JOBS, job.namespace(), job.name(), sameOne);
        } catch (ApiException refused) {
            if (!refused.is(Reason.NOT_FOUND)) {
                throw refused;
            }
        }
    }

    /** How long the Job still stays; null for a Job that isn't to go by itself. */
    static @Nullable Duration left(Job job, Instant now) {
        if (!job.spec().hasTtlSecondsAfterFinished() || job.metadata().hasDeletionTimestamp()) {
            return null;
        }
        Instant finished = finishedAt(job);
        if (finished == null) {
            return null;
        }
        Duration left = Duration.between(now, finished.plusSeconds(job.spec().ttlSecondsAfterFinished()));
        return left.isNegative() ? Duration.ZERO : left;
    }

    private static @Nullable Instant finishedAt(Job job) {
        return job.status().conditions().stream()
                .filter(condition -> condition.status().equals("True")
                        && (condition.type().equals("Complete")
                                || condition.type().equals("Failed")))
                .map(condition -> condition.lastTransitionTime())
                .findFirst()
                .orElse(null);
    }

    @Override
    public void close() {
        loop.close();
    }
}
