package dev.leme.controllers.volume;

import dev.leme.api.core.v1.PersistentVolume;
import dev.leme.api.core.v1.PersistentVolumeClaim;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonNull;
import dev.leme.api.json.JsonObject;
import dev.leme.api.quantity.Quantity;
import dev.leme.api.resource.Resources;
import dev.leme.api.volume.VolumeMatch;
import dev.leme.base.time.Clock;
import dev.leme.client.ApiClient;
import dev.leme.client.event.EventRecorder;
import dev.leme.client.informer.Lister;
import dev.leme.client.informer.ObjectKey;
import dev.leme.client.reconcile.Outcome;
import dev.leme.client.reconcile.Reconciler;
import java.io.IOException;
import java.time.temporal.ChronoUnit;

/**
 * Grows the local volumes of claims whose {@code spec.resources.requests.storage} has been raised; who raised it, a person
 * or the controller of a StatefulSet, makes no difference. The volume gets its room first, then shows its capacity, then
 * the node lets the file system take it and ends the growth in the claim's status.
 */
final class ClaimExpander implements Reconciler<ObjectKey> {

    private final ApiClient client;
    private final EventRecorder events;
    private final Lister<PersistentVolumeClaim> claims;
    private final Lister<PersistentVolume> volumes;
    private final LocalVolumes local;
    private final Clock clock;

    ClaimExpander(
            ApiClient client, EventRecorder events, ClaimReconciler.Listers listers, LocalVolumes local, Clock clock) {
        this.client = client;
        this.events = events;
        this.claims = listers.claims();
        this.volumes = listers.volumes();
        this.local = local;
        this.clock = clock;
    }

    @Override
    public Outcome reconcile(ObjectKey key) throws IOException {
        PersistentVolumeClaim claim = claims.find(key);
        if (claim != null && !claim.metadata().hasDeletionTimestamp()) {
            switch (ExpansionPlan.of(claim, volumes.find("", claim.spec().volumeName()))) {
                case ExpansionPlan.Nothing nothing -> {}
                case ExpansionPlan.Enlarge(PersistentVolume volume, Quantity size) -> enlarge(claim, volume, size);
                case ExpansionPlan.AskNode(PersistentVolume volume) -> askNode(claim, volume);
            }
        }
        return Outcome.DONE;
    }

    private void enlarge(PersistentVolumeClaim claim, PersistentVolume volume, Quantity size) throws IOException {
        String name = volume.metadata().name();
        PersistentVolumeClaim resizing = show(claim, "ControllerResizeInProgress", "Resizing", "");
        events.normal(claim.object(), "Resizing", "External resizer is resizing volume " + name);
        try {
            local.enlarge(volume, size);
        } catch (IOException failure) {
            events.warning(
                    claim.object(),
                    "VolumeResizeFailed",
                    "resize volume \"" + name + "\" by resizer \"" + LocalVolumes.PROVISIONER + "\" failed: "
                            + failure.getMessage());
            throw failure;
        }
        JsonObject capacity = volume.spec().json().object("capacity").with("storage", size.toString());
        PersistentVolume enlarged = PersistentVolume.of(client.update(
                Resources.PERSISTENT_VOLUMES,
                volume.object().with("spec", volume.spec().json().with("capacity", capacity))));
        askNode(resizing, enlarged);
    }

    private void askNode(PersistentVolumeClaim claim, PersistentVolume volume) throws IOException {
        show(
                claim,
                "NodeResizePending",
                "FileSystemResizePending",
                "Waiting for user to (re-)start a pod to finish file system resize of volume on node.");
        events.normal(claim.object(), "FileSystemResizeRequired", "Require file system resize of volume on node");
        local.grow(volume);
    }

    /** How far the growth is; of the conditions that tell of a growth, only the latest stays. */
    private PersistentVolumeClaim show(PersistentVolumeClaim claim, String state, String type, String message) {
        JsonObject.Builder condition = JsonObject.builder()
                .put("type", type)
                .put("status", "True")
                .put("lastProbeTime", JsonNull.NULL)
                .put(
                        "lastTransitionTime",
                        clock.now().truncatedTo(ChronoUnit.SECONDS).toString());
        if (!message.isEmpty()) {
            condition.put("message", message);
        }
        JsonObject status = claim.status()
                .json()
                .with("conditions", JsonArray.of(condition.build()))
                .with(
                        "allocatedResources",
                        JsonObject.EMPTY.with(
                                "storage", VolumeMatch.requested(claim).toString()))
                .with("allocatedResourceStatuses", JsonObject.EMPTY.with("storage", state));
        return PersistentVolumeClaim.of(client.updateStatus(
                Resources.PERSISTENT_VOLUME_CLAIMS, claim.object().withStatus(status)));
    }
}
