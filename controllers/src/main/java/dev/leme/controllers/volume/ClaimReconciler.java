package dev.leme.controllers.volume;

import dev.leme.api.core.v1.Node;
import dev.leme.api.core.v1.PersistentVolume;
import dev.leme.api.core.v1.PersistentVolumeClaim;
import dev.leme.api.core.v1.PersistentVolumeClaimStatus;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.storage.v1.StorageClass;
import dev.leme.api.volume.VolumeMatch;
import dev.leme.client.ApiClient;
import dev.leme.client.event.EventRecorder;
import dev.leme.client.informer.Lister;
import dev.leme.client.informer.ObjectKey;
import dev.leme.client.reconcile.Outcome;
import dev.leme.client.reconcile.Reconciler;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

/** Brings claim and volume together. A half-made binding is completed by the next run, since each write says what is. */
final class ClaimReconciler implements Reconciler<ObjectKey> {

    /** What it reads. */
    record Listers(
            Lister<PersistentVolumeClaim> claims,
            Lister<PersistentVolume> volumes,
            Lister<StorageClass> classes,
            Lister<Node> nodes) {}

    private final ApiClient client;
    private final EventRecorder events;
    private final Listers listers;

    ClaimReconciler(ApiClient client, EventRecorder events, Listers listers) {
        this.client = client;
        this.events = events;
        this.listers = listers;
    }

    @Override
    public Outcome reconcile(ObjectKey key) {
        PersistentVolumeClaim claim = listers.claims.find(key);
        if (claim != null) {
            run(claim, ClaimPlanner.plan(gather(claim)));
        }
        return Outcome.DONE;
    }

    private ClaimState gather(PersistentVolumeClaim claim) {
        StorageClass storageClass = listers.classes.find("", VolumeMatch.className(claim));
        String selected = Storage.annotation(claim, Storage.SELECTED_NODE);
        Node node = selected.isEmpty() ? null : listers.nodes.find("", selected);
        Map<String, String> labels = node == null ? Map.of() : node.metadata().labels();
        return new ClaimState(claim, storageClass, defaultClass(), listers.volumes.list(), labels);
    }

    /** The youngest of the classes that are marked as the default. */
    private String defaultClass() {
        return listers.classes.list().stream()
                .filter(Storage::isDefault)
                .max(Comparator.comparing(Storage::creation)
                        .thenComparing(found -> found.metadata().name(), Comparator.reverseOrder()))
                .map(found -> found.metadata().name())
                .orElse("");
    }

    private void run(PersistentVolumeClaim claim, ClaimPlan plan) {
        switch (plan) {
            case ClaimPlan.Bind(PersistentVolume volume, boolean chosen) -> bind(claim, volume, chosen);
            case ClaimPlan.Provision(String provisioner) -> provision(claim, provisioner);
            case ClaimPlan.Classify(String storageClass) -> classify(claim, storageClass);
            case ClaimPlan.Wait wait ->
                events.record(EventRecorder.reference(claim.object()), wait.type(), wait.reason(), wait.message());
            case ClaimPlan.Idle idle -> {}
            case ClaimPlan.Lose(String reason, String message) -> lose(claim, reason, message);
        }
    }

    /** Volume first, so that no other claim can take it meanwhile; the claim's status last. */
    private void bind(PersistentVolumeClaim claim, PersistentVolume volume, boolean chosen) {
        PersistentVolume claimed = claimVolume(claim, volume, chosen);
        if (!claimed.status().phase().equals("Bound")) {
            JsonObject status = claimed.status().json().with("phase", "Bound");
            client.updateStatus(Resources.PERSISTENT_VOLUMES, claimed.object().withStatus(status));
        }
        PersistentVolumeClaim named = nameVolume(claim, volume, chosen);
        PersistentVolumeClaimStatus shown = named.status();
        // Of a claim that is bound already the capacity is what its file system has: the node tells it.
        PersistentVolumeClaimStatus status = shown.toBuilder()
                .phase("Bound")
                .accessModes(volume.spec().accessModes())
                .capacity(
                        shown.phase().equals("Bound")
                                ? shown.capacity()
                                : volume.spec().capacity())
                .build();
        if (!status.equals(shown)) {
            client.updateStatus(
                    Resources.PERSISTENT_VOLUME_CLAIMS, named.object().withStatus(status.json()));
        }
    }

    private PersistentVolume claimVolume(PersistentVolumeClaim claim, PersistentVolume volume, boolean chosen) {
        if (volume.spec().claimRef().uid().equals(claim.metadata().uid())) {
            return volume;
        }
        JsonObject reference = EventRecorder.reference(claim.object());
        ApiObject wanted = volume.object().with("spec", volume.spec().json().with("claimRef", reference));
        if (chosen && !volume.spec().hasClaimRef()) {
            wanted = annotated(wanted, Map.of(Storage.BOUND_BY_CONTROLLER, "yes"));
        }
        return PersistentVolume.of(client.update(Resources.PERSISTENT_VOLUMES, wanted));
    }

    private PersistentVolumeClaim nameVolume(PersistentVolumeClaim claim, PersistentVolume volume, boolean chosen) {
        String name = volume.metadata().name();
        boolean completed = !Storage.annotation(claim, Storage.BIND_COMPLETED).isEmpty();
        if (completed && claim.spec().volumeName().equals(name)) {
            return claim;
        }
        Map<String, String> marks = new LinkedHashMap<>();
        marks.put(Storage.BIND_COMPLETED, "yes");
        if (chosen) {
            marks.put(Storage.BOUND_BY_CONTROLLER, "yes");
        }
        ApiObject wanted = annotated(claim.object(), marks);
        wanted = wanted.with("spec", wanted.spec().with("volumeName", name));
        return PersistentVolumeClaim.of(client.update(Resources.PERSISTENT_VOLUME_CLAIMS, wanted));
    }

    private static ApiObject annotated(ApiObject object, Map<String, String> annotations) {
        Map<String, String> all = new LinkedHashMap<>(object.annotations());
        all.putAll(annotations);
        return object.withMetadata(metadata -> metadata.with("annotations", JsonObject.ofStrings(all)));
    }

    private void classify(PersistentVolumeClaim claim, String storageClass) {
        ApiObject object = claim.object();
        client.update(
                Resources.PERSISTENT_VOLUME_CLAIMS,
                object.with("spec", object.spec().with("storageClassName", storageClass)));
    }

    private void provision(PersistentVolumeClaim claim, String provisioner) {
        if (!Storage.annotation(claim, Storage.PROVISIONER).equals(provisioner)) {
            Map<String, String> marks = Map.of(Storage.PROVISIONER, provisioner, Storage.PROVISIONER_BETA, provisioner);
            client.update(Resources.PERSISTENT_VOLUME_CLAIMS, annotated(claim.object(), marks));
        }
        events.normal(
                claim.object(),
                "ExternalProvisioning",
                "Waiting for a volume to be created either by the external provisioner '" + provisioner
                        + "' or manually by the system administrator. If volume creation is delayed, please verify"
                        + " that the provisioner is running and correctly registered.");
    }

    private void lose(PersistentVolumeClaim claim, String reason, String message) {
        if (!claim.status().phase().equals("Lost")) {
            JsonObject status = claim.status().json().with("phase", "Lost");
            client.updateStatus(
                    Resources.PERSISTENT_VOLUME_CLAIMS, claim.object().withStatus(status));
            events.warning(claim.object(), reason, message);
        }
    }
}
