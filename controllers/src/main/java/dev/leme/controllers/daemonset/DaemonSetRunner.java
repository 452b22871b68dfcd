package dev.leme.controllers.daemonset;

import dev.leme.api.apps.v1.ControllerRevision;
import dev.leme.api.apps.v1.DaemonSet;
import dev.leme.api.apps.v1.DaemonSetStatus;
import dev.leme.api.core.v1.Pod;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.client.ApiClient;
import dev.leme.client.DeleteOptions;
import dev.leme.client.event.EventRecorder;
import dev.leme.controllers.workload.SlowStart;
import dev.leme.controllers.workload.TemplateHistory;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Carries out a plan, and tells of it in events on the set. */
final class DaemonSetRunner {

    private final ApiClient client;
    private final EventRecorder events;

    DaemonSetRunner(ApiClient client, EventRecorder events) {
        this.client = client;
        this.events = events;
    }

    /** Runs the plan; the status is written also when pods could not be created or deleted. */
    void run(DaemonSet set, DaemonSetPlan plan) throws InterruptedException {
        keep(plan.history());
        plan.events().forEach(note -> tell(set, note));
        RuntimeException failure = null;
        try {
            plan.delete().forEach(pod -> delete(set, pod));
            failure = create(set, plan);
        } finally {
            writeStatus(set, plan.status());
        }
        if (failure != null) {
            throw failure;
        }
        plan.forget().forEach(this::forget);
    }

    private void keep(TemplateHistory history) {
        if (history.isNew()) {
            client.create(Resources.CONTROLLER_REVISIONS, history.update().object());
        } else if (history.isChanged()) {
            client.update(Resources.CONTROLLER_REVISIONS, history.update().object());
        }
    }

    private void forget(ControllerRevision revision) {
        delete(Resources.CONTROLLER_REVISIONS, revision.object());
    }

    private void tell(DaemonSet set, DaemonSetPlan.Note note) {
        if (note.warning()) {
            events.warning(set.object(), note.reason(), note.message());
        } else {
            events.normal(set.object(), note.reason(), note.message());
        }
    }

    private void delete(DaemonSet set, Pod pod) {
        try {
            if (delete(Resources.PODS, pod.object())) {
                events.normal(
                        set.object(),
                        "SuccessfulDelete",
                        "Deleted pod: " + pod.metadata().name());
            }
        } catch (ApiException refused) {
            events.warning(set.object(), "FailedDelete", "Error deleting: " + refused.getMessage());
            throw refused;
        }
    }

    /** Whether it was still there. */
    private boolean delete(Resource resource, ApiObject object) {
        try {
            DeleteOptions sameOne = DeleteOptions.DEFAULT.withUid(object.uid());
            client.delete(resource, object.namespace(), object.name(), sameOne);
            return true;
        } catch (ApiException refused) {
            if (!refused.is(Reason.NOT_FOUND)) {
                throw refused;
            }
            return false;
        }
    }

    private @Nullable RuntimeException create(DaemonSet set, DaemonSetPlan plan) throws InterruptedException {
        List<String> nodes = plan.create();
        String hash = plan.history().hash(DaemonPods.HASH);
        Queue<String> left = new ConcurrentLinkedQueue<>(nodes);
        return SlowStart.run(nodes.size(), () -> create(set, DaemonPods.draft(set, hash, left.remove())))
                .failure();
    }

    private void create(DaemonSet set, Pod draft) {
        try {
            String name = client.create(Resources.PODS, draft.object()).name();
            events.normal(set.object(), "SuccessfulCreate", "Created pod: " + name);
        } catch (ApiException refused) {
            events.warning(set.object(), "FailedCreate", "Error creating: " + refused.getMessage());
            throw refused;
        }
    }

    private void writeStatus(DaemonSet set, DaemonSetStatus status) {
        if (!status.equals(set.status())) {
            client.updateStatus(Resources.DAEMON_SETS, set.object().withStatus(status.json()));
        }
    }
}
