package dev.leme.controllers.volume;

import dev.leme.api.core.v1.Node;
import dev.leme.api.core.v1.PersistentVolumeClaim;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.api.storage.v1.StorageClass;
import dev.leme.api.volume.VolumeMatch;
import dev.leme.client.ApiClient;
import dev.leme.client.event.EventRecorder;
import dev.leme.client.informer.ObjectKey;
import dev.leme.client.reconcile.Outcome;
import dev.leme.client.reconcile.Reconciler;
import java.io.IOException;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Makes a volume for each claim that the binder has marked for {@link LocalVolumes#PROVISIONER}: on the node that the
 * scheduler has chosen, else on the first.
 */
final class Provisioner implements Reconciler<ObjectKey> {

    private final ApiClient client;
    private final EventRecorder events;
    private final ClaimReconciler.Listers listers;
    private final LocalVolumes local;

    Provisioner(ApiClient client, EventRecorder events, ClaimReconciler.Listers listers, LocalVolumes local) {
        this.client = client;
        this.events = events;
        this.listers = listers;
        this.local = local;
    }

    @Override
    public Outcome reconcile(ObjectKey key) throws IOException {
        PersistentVolumeClaim claim = listers.claims().find(key);
        if (claim == null || !isWaiting(claim)) {
            return Outcome.DONE;
        }
        StorageClass storageClass = listers.classes().find("", VolumeMatch.className(claim));
        Node node = node(claim);
        if (storageClass != null && node != null) {
            provision(claim, storageClass, node);
        }
        return Outcome.DONE;
    }

    private boolean isWaiting(PersistentVolumeClaim claim) {
        return !claim.metadata().hasDeletionTimestamp()
                && claim.spec().volumeName().isEmpty()
                && Storage.annotation(claim, Storage.PROVISIONER).equals(LocalVolumes.PROVISIONER)
                && listers.volumes().find("", LocalVolumes.name(claim)) == null;
    }

    private @Nullable Node node(PersistentVolumeClaim claim) {
        String selected = Storage.annotation(claim, Storage.SELECTED_NODE);
        return selected.isEmpty()
                ? listers.nodes().list().stream()
                        .min(Comparator.comparing(node -> node.metadata().name()))
                        .orElse(null)
                : listers.nodes().find("", selected);
    }

    private void provision(PersistentVolumeClaim claim, StorageClass storageClass, Node node) throws IOException {
        String name = claim.metadata().namespace() + "/" + claim.metadata().name();
        events.normal(
                claim.object(),
                "Provisioning",
                "External provisioner is provisioning volume for claim \"" + name + "\"");
        try {
            client.create(
                    Resources.PERSISTENT_VOLUMES,
                    local.create(claim, storageClass, node).object());
        } catch (IOException failure) {
            events.warning(
                    claim.object(),
                    "ProvisioningFailed",
                    "failed to provision volume with StorageClass \""
                            + storageClass.metadata().name() + "\": " + failure.getMessage());
            throw failure;
        } catch (ApiException refused) {
            if (!refused.is(Reason.ALREADY_EXISTS)) {
                throw refused;
            }
        }
        events.normal(
                claim.object(), "ProvisioningSucceeded", "Successfully provisioned volume " + LocalVolumes.name(claim));
    }
}
