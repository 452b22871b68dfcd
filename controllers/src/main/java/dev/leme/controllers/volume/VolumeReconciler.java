package dev.leme.controllers.volume;

import dev.leme.api.core.v1.ObjectReference;
import dev.leme.api.core.v1.PersistentVolume;
import dev.leme.api.core.v1.PersistentVolumeClaim;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.client.ApiClient;
import dev.leme.client.DeleteOptions;
import dev.leme.client.event.EventRecorder;
import dev.leme.client.informer.Lister;
import dev.leme.client.reconcile.Outcome;
import dev.leme.client.reconcile.Reconciler;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps a volume's phase, and reclaims it once its claim is gone. */
final class VolumeReconciler implements Reconciler<String> {

    private final ApiClient client;
    private final EventRecorder events;
    private final Lister<PersistentVolume> volumes;
    private final LocalVolumes local;

    VolumeReconciler(ApiClient client, EventRecorder events, Lister<PersistentVolume> volumes, LocalVolumes local) {
        this.client = client;
        this.events = events;
        this.volumes = volumes;
        this.local = local;
    }

    @Override
    public Outcome reconcile(String name) throws IOException {
        PersistentVolume volume = volumes.find("", name);
        if (volume == null) {
            return Outcome.DONE;
        }
        ObjectReference reference = volume.spec().claimRef();
        if (!volume.spec().hasClaimRef() || reference.uid().isEmpty()) {
            inPhase(volume, "Available");
            return Outcome.DONE;
        }
        PersistentVolumeClaim claim = claimOf(reference);
        if (claim == null) {
            release(volume);
        } else if (isBoundElsewhere(claim, volume)) {
            free(volume);
        } else if (claim.spec().volumeName().equals(name)) {
            inPhase(volume, "Bound");
        }
        return Outcome.DONE;
    }

    /** Asks the server, not a cache: what is thrown away here can't be had back. */
    private @Nullable PersistentVolumeClaim claimOf(ObjectReference reference) {
        ApiObject claim = client.find(Resources.PERSISTENT_VOLUME_CLAIMS, reference.namespace(), reference.name());
        return claim == null || !claim.uid().equals(reference.uid()) ? null : PersistentVolumeClaim.of(claim);
    }

    private static boolean isBoundElsewhere(PersistentVolumeClaim claim, PersistentVolume volume) {
        String bound = claim.spec().volumeName();
        return !bound.isEmpty() && !bound.equals(volume.metadata().name());
    }

    /** Its claim has another volume: one made for that claim goes, any other may be claimed again. */
    private void free(PersistentVolume volume) throws IOException {
        if (LocalVolumes.isOurs(volume) && isDeletedWhenReleased(volume)) {
            release(volume);
            return;
        }
        Map<String, String> annotations = new LinkedHashMap<>(volume.metadata().annotations());
        JsonObject spec = volume.spec().json();
        JsonObject unbound = annotations.remove(Storage.BOUND_BY_CONTROLLER) == null
                ? spec.with("claimRef", spec.object("claimRef").without("uid").without("resourceVersion"))
                : spec.without("claimRef");
        ApiObject freed = volume.object()
                .with("spec", unbound)
                .withMetadata(metadata -> metadata.with("annotations", JsonObject.ofStrings(annotations)));
        inPhase(PersistentVolume.of(client.update(Resources.PERSISTENT_VOLUMES, freed)), "Available");
    }

    private static boolean isDeletedWhenReleased(PersistentVolume volume) {
        return volume.spec().persistentVolumeReclaimPolicy().equals("Delete");
    }

    private void release(PersistentVolume volume) throws IOException {
        if (isDeletedWhenReleased(volume) && !volume.status().phase().equals("Failed")) {
            reclaim(inPhase(volume, "Released"));
        } else if (!isDeletedWhenReleased(volume)) {
            inPhase(volume, "Released");
        }
    }

    private void reclaim(PersistentVolume volume) throws IOException {
        String provisioner = volume.metadata().annotations().getOrDefault(Storage.PROVISIONED_BY, "");
        if (provisioner.isEmpty()) {
            fail(volume);
            return;
        }
        if (!LocalVolumes.isOurs(volume)) {
            return;
        }
        try {
            local.delete(volume);
        } catch (IOException failure) {
            events.warning(volume.object(), "VolumeFailedDelete", String.valueOf(failure.getMessage()));
            throw failure;
        }
        DeleteOptions sameOne = DeleteOptions.DEFAULT.withUid(volume.metadata().uid());
        client.delete(Resources.PERSISTENT_VOLUMES, "", volume.metadata().name(), sameOne);
    }

    /** A volume that a person made, and wants deleted with its claim: nobody here knows how. */
    private void fail(PersistentVolume volume) {
        String message = "error getting deleter volume plugin for volume \""
                + volume.metadata().name() + "\": no deletable volume plugin matched";
        client.updateStatus(
                Resources.PERSISTENT_VOLUMES,
                volume.object()
                        .withStatus(
                                volume.status().json().with("phase", "Failed").with("message", message)));
        events.warning(volume.object(), "VolumeFailedDelete", message);
    }

    private PersistentVolume inPhase(PersistentVolume volume, String phase) {
        if (volume.status().phase().equals(phase)) {
            return volume;
        }
        JsonObject status = volume.status().json().with("phase", phase);
        return PersistentVolume.of(client.updateStatus(
                Resources.PERSISTENT_VOLUMES, volume.object().withStatus(status)));
    }
}
