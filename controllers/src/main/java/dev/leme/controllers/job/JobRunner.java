package dev.leme.controllers.job;

import dev.leme.api.batch.v1.Job;
import dev.leme.api.batch.v1.JobStatus;
import dev.leme.api.core.v1.Pod;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.client.ApiClient;
import dev.leme.client.DeleteOptions;
import dev.leme.client.event.EventRecorder;
import dev.leme.controllers.workload.Finalizers;
import dev.leme.controllers.workload.SlowStart;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Carries out a Job's plan. What fails doesn't keep the rest from being done, but the status tells what was done. */
final class JobRunner {

    /**
     * What came of many deeds.
     *
     * @param done how many succeeded
     * @param failure the last failure, or null
     */
    private record Result(int done, @Nullable RuntimeException failure) {}

    private final ApiClient client;
    private final EventRecorder events;

    JobRunner(ApiClient client, EventRecorder events) {
        this.client = client;
        this.events = events;
    }

    void run(Job job, JobPlan plan) throws InterruptedException {
        Moves moves = plan.moves();
        Result deleted = each(moves.delete(), pod -> delete(job, pod, moves.isCounted()));
        SlowStart.Result created = create(job, moves.create());
        int undone = moves.delete().size() - deleted.done();
        int missing = moves.create().size() - created.done();
        writeStatus(job, corrected(plan.status(), undone, missing));
        plan.events().forEach(note -> tell(job, note));
        Result released = each(plan.release(), this::release);
        for (RuntimeException failure :
                new @Nullable RuntimeException[] {deleted.failure(), created.failure(), released.failure()}) {
            if (failure != null) {
                throw failure;
            }
        }
    }

    private static <T> Result each(List<T> list, Consumer<T> deed) {
        int done = 0;
        RuntimeException failure = null;
        for (T one : list) {
            try {
                deed.accept(one);
                done++;
            } catch (RuntimeException refused) {
                failure = refused;
            }
        }
        return new Result(done, failure);
    }

    private static JobStatus corrected(JobStatus planned, int undone, int missing) {
        if (undone == 0 && missing == 0) {
            return planned;
        }
        int active = planned.active() + undone - missing;
        JobStatus.Builder status = planned.toBuilder().terminating(planned.terminating() - undone);
        return (active == 0 ? status.clearActive() : status.active(active)).build();
    }

    private void delete(Job job, JobPod pod, boolean isCounted) {
        if (!isCounted) {
            release(pod);
        }
        DeleteOptions sameOne = DeleteOptions.DEFAULT.withUid(pod.uid());
        try {
            client.delete(Resources.PODS, pod.pod().metadata().namespace(), pod.name(), sameOne);
            events.normal(job.object(), "SuccessfulDelete", "Deleted pod: " + pod.name());
        } catch (ApiException refused) {
            if (!refused.is(Reason.NOT_FOUND)) {
                events.warning(job.object(), "FailedDelete", "Error deleting: " + refused.getMessage());
                throw refused;
            }
        }
    }

    void release(JobPod pod) {
        Finalizers.remove(client, Resources.PODS, pod.pod().object(), JobPod.FINALIZER);
    }

    private SlowStart.Result create(Job job, List<Pod> drafts) throws InterruptedException {
        Queue<Pod> left = new ConcurrentLinkedQueue<>(drafts);
        return SlowStart.run(drafts.size(), () -> create(job, left.remove()));
    }

    private void create(Job job, Pod draft) {
        try {
            String name = client.create(Resources.PODS, draft.object()).name();
            events.normal(job.object(), "SuccessfulCreate", "Created pod: " + name);
        } catch (ApiException refused) {
            events.warning(job.object(), "FailedCreate", "Error creating: " + refused.getMessage());
            throw refused;
        }
    }

    private void tell(Job job, JobPlan.Note note) {
        if (note.warning()) {
            events.warning(job.object(), note.reason(), note.message());
        } else {
            events.normal(job.object(), note.reason(), note.message());
        }
    }

    private void writeStatus(Job job, JobStatus status) {
        if (!status.equals(job.status())) {
            client.updateStatus(Resources.JOBS, job.object().withStatus(status.json()));
        }
    }
}
