package dev.leme.controllers.daemonset;

import dev.leme.api.apps.v1.ControllerRevision;
import dev.leme.api.apps.v1.DaemonSetStatus;
import dev.leme.api.core.v1.Pod;
import dev.leme.controllers.workload.TemplateHistory;
import java.time.Duration;
import java.util.List;

/**
 * What to do for a DaemonSet, in this order: revision, events, deletions, creations, status, old revisions.
 *
 * @param history what has to be done about the revision that is wanted
 * @param events what to tell of
 * @param delete the pods to delete
 * @param failed the nodes whose failed pods are among them
 * @param create the nodes to create a pod for
 * @param status the status as it is
 * @param forget the revisions that nobody needs
 * @param again when time alone will change the plan; zero for never
 */
record DaemonSetPlan(
        TemplateHistory history,
        List<Note> events,
        List<Pod> delete,
        List<String> failed,
        List<String> create,
        DaemonSetStatus status,
        List<ControllerRevision> forget,
        Duration again) {

    /**
     * An event.
     *
     * @param warning whether it is one of those that somebody should look at
     * @param reason its reason
     * @param message its text
     */
    record Note(boolean warning, String reason, String message) {}
}
