package dev.leme.controllers.statefulset;

import dev.leme.api.apps.v1.ControllerRevision;
import dev.leme.api.apps.v1.StatefulSet;
import dev.leme.api.apps.v1.StatefulSetStatus;
import dev.leme.api.core.v1.PersistentVolumeClaim;
import dev.leme.api.core.v1.Pod;
import dev.leme.api.object.ApiObject;
import dev.leme.api.object.KindView;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.client.ApiClient;
import dev.leme.client.DeleteOptions;
import dev.leme.client.event.EventRecorder;
import java.util.Locale;

/** Carries out a plan's steps in their order, and tells of them in events on the set. */
final class StatefulSetRunner {

    private final ApiClient client;
    private final EventRecorder events;

    StatefulSetRunner(ApiClient client, EventRecorder events) {
        this.client = client;
        this.events = events;
    }

    /** Runs the steps until one fails; the status is written in either case. */
    void run(StatefulSet set, StatefulSetPlan plan) {
        StatefulSetStatus status = plan.observed();
        try {
            plan.steps().forEach(step -> run(set, step));
            status = plan.expected();
        } finally {
            writeStatus(set, status);
        }
    }

    private void run(StatefulSet set, Step step) {
        switch (step) {
            case Step.CreateRevision(ControllerRevision revision) -> createRevision(set, revision);
            case Step.UpdateRevision(ControllerRevision revision) ->
                client.update(Resources.CONTROLLER_REVISIONS, revision.object());
            case Step.DeleteRevision(ControllerRevision revision) -> delete(Resources.CONTROLLER_REVISIONS, revision);
            case Step.CreateClaim(PersistentVolumeClaim claim, Pod pod) -> createClaim(set, claim, pod);
            case Step.UpdateClaim(PersistentVolumeClaim claim) ->
                client.update(Resources.PERSISTENT_VOLUME_CLAIMS, claim.object());
            case Step.GrowClaim(PersistentVolumeClaim claim) -> growClaim(set, claim);
            case Step.CreatePod(Pod pod) -> createPod(set, pod);
            case Step.UpdatePod(Pod pod) -> updatePod(set, pod);
            case Step.DeletePod(Pod pod) -> deletePod(set, pod);
            case Step.ReplacePod(Pod pod) -> replacePod(set, pod);
            case Step.HealPod(Pod pod, String revision) -> healPod(set, pod, revision);
            case Step.Await await -> {}
        }
    }

    /** A revision's name that belongs to another content is left to it: the next plan names it otherwise. */
    private void createRevision(StatefulSet set, ControllerRevision revision) {
        try {
            client.create(Resources.CONTROLLER_REVISIONS, revision.object());
        } catch (ApiException refused) {
            if (refused.is(Reason.ALREADY_EXISTS) && isOtherContent(set, revision)) {
                int collisions = set.status().collisionCount() + 1;
                writeStatus(
                        set, set.status().toBuilder().collisionCount(collisions).build());
            }
            throw refused;
        }
    }

    private boolean isOtherContent(StatefulSet set, ControllerRevision revision) {
        ApiObject there = client.find(
                Resources.CONTROLLER_REVISIONS,
                set.metadata().namespace(),
                revision.metadata().name());
        return there != null
                && !there.json().object("data").equals(revision.object().json().object("data"));
    }

    private void createClaim(StatefulSet set, PersistentVolumeClaim claim, Pod pod) {
        String what = "create Claim " + claim.metadata().name() + " Pod "
                + pod.metadata().name() + " in StatefulSet " + set.metadata().name();
        try {
            client.create(Resources.PERSISTENT_VOLUME_CLAIMS, claim.object());
            events.normal(set.object(), "SuccessfulCreate", what + " success");
        } catch (ApiException refused) {
            if (!refused.is(Reason.ALREADY_EXISTS)) {
                events.warning(set.object(), "FailedCreate", what + " failed error: " + refused.getMessage());
            }
            throw refused;
        }
    }

    private void growClaim(StatefulSet set, PersistentVolumeClaim claim) {
        String what = "Claim " + claim.metadata().name() + " in StatefulSet "
                + set.metadata().name() + " to " + ClaimGrowth.size(claim);
        try {
            client.update(Resources.PERSISTENT_VOLUME_CLAIMS, claim.object());
            events.normal(set.object(), "SuccessfulGrow", "grow " + what + " successful");
        } catch (ApiException refused) {
            if (!refused.is(Reason.FORBIDDEN) && !refused.is(Reason.INVALID)) {
                throw refused;
            }
            events.warning(set.object(), "FailedGrow", "grow " + what + " failed error: " + refused.getMessage());
        }
    }

    private void createPod(StatefulSet set, Pod pod) {
        told(set, "Create", pod, () -> client.create(Resources.PODS, pod.object()));
    }

    private void updatePod(StatefulSet set, Pod pod) {
        told(set, "Update", pod, () -> client.update(Resources.PODS, pod.object()));
    }

    private void deletePod(StatefulSet set, Pod pod) {
        told(set, "Delete", pod, () -> delete(Resources.PODS, pod));
    }

    private void replacePod(StatefulSet set, Pod pod) {
        boolean failed = pod.status().phase().equals("Failed");
        ApiObject object = set.object();
        String text = "StatefulSet " + object.key() + " is recreating " + (failed ? "failed" : "terminated") + " Pod "
                + pod.metadata().name();
        if (failed) {
            events.warning(object, "RecreatingFailedPod", text);
        } else {
            events.normal(object, "RecreatingTerminatedPod", text);
        }
        deletePod(set, pod);
    }

    private void healPod(StatefulSet set, Pod pod, String revision) {
        String text = "Pod " + pod.metadata().name() + " of revision " + Identity.revision(pod)
                + " never became ready and its template has been replaced: recreating it at revision " + revision;
        events.normal(set.object(), "ReplacingNeverReadyPod", text);
        deletePod(set, pod);
    }

    private void told(StatefulSet set, String verb, Pod pod, Runnable deed) {
        String what = verb.toLowerCase(Locale.ROOT) + " Pod " + pod.metadata().name() + " in StatefulSet "
                + set.metadata().name();
        try {
            deed.run();
            events.normal(set.object(), "Successful" + verb, what + " successful");
        } catch (ApiException refused) {
            if (!refused.is(Reason.ALREADY_EXISTS) && !refused.is(Reason.CONFLICT)) {
                events.warning(set.object(), "Failed" + verb, what + " failed error: " + refused.getMessage());
            }
            throw refused;
        }
    }

    private void delete(Resource resource, KindView view) {
        ApiObject object = view.object();
        try {
            client.delete(resource, object.namespace(), object.name(), DeleteOptions.DEFAULT.withUid(object.uid()));
        } catch (ApiException refused) {
            if (!refused.is(Reason.NOT_FOUND)) {
                throw refused;
            }
        }
    }

    private void writeStatus(StatefulSet set, StatefulSetStatus status) {
        if (!status.equals(set.status())) {
            client.updateStatus(Resources.STATEFUL_SETS, set.object().withStatus(status.json()));
        }
    }
}
