package dev.leme.controllers.statefulset;

import dev.leme.api.apps.v1.ControllerRevision;
import dev.leme.api.core.v1.PersistentVolumeClaim;
import dev.leme.api.core.v1.Pod;

/** One deed of a plan. */
sealed interface Step {

    /** Keeps a template that no revision holds yet. */
    record CreateRevision(ControllerRevision revision) implements Step {}

    /** Makes an older revision the newest, because the template went back to it. */
    record UpdateRevision(ControllerRevision revision) implements Step {}

    /** Forgets a revision that is beyond the history's limit. */
    record DeleteRevision(ControllerRevision revision) implements Step {}

    /** Creates a claim for a pod that comes next. */
    record CreateClaim(PersistentVolumeClaim claim, Pod pod) implements Step {}

    /** Changes who owns a claim, as the retention policy wants it. */
    record UpdateClaim(PersistentVolumeClaim claim) implements Step {}

    /** Raises a claim's size to its template's; the rest goes on when that is refused. */
    record GrowClaim(PersistentVolumeClaim claim) implements Step {}

    /** Creates a pod; its claims are there. */
    record CreatePod(Pod pod) implements Step {}

    /** Gives a pod its identity back. */
    record UpdatePod(Pod pod) implements Step {}

    /** Deletes a pod because the set is smaller now or its revision is old. */
    record DeletePod(Pod pod) implements Step {}

    /** Deletes a pod that has ended, so that it comes anew. */
    record ReplacePod(Pod pod) implements Step {}

    /** Deletes a pod that never became healthy on a template that has been replaced, so that it comes anew. */
    record HealPod(Pod pod, String revision) implements Step {}

    /** Nothing more until this pod changes. */
    record Await(Pod pod, Reason reason) implements Step {}

    /** What is awaited of a pod. */
    enum Reason {
        READY,
        AVAILABLE,
        GONE,
        CLAIM_GONE
    }
}
