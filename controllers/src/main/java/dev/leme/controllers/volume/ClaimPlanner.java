package dev.leme.controllers.volume;

import dev.leme.api.core.v1.PersistentVolume;
import dev.leme.api.core.v1.PersistentVolumeClaim;
import dev.leme.api.storage.v1.StorageClass;
import dev.leme.api.volume.VolumeMatch;
import dev.leme.client.event.EventType;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Plans how a claim gets its volume: one that is there, one that is provisioned, or none yet. */
final class ClaimPlanner {

    private final ClaimState state;
    private final PersistentVolumeClaim claim;

    private ClaimPlanner(ClaimState state) {
        this.state = state;
        this.claim = state.claim();
    }

    static ClaimPlan plan(ClaimState state) {
        ClaimPlanner planner = new ClaimPlanner(state);
        return Storage.annotation(state.claim(), Storage.BIND_COMPLETED).isEmpty()
                ? planner.unbound()
                : planner.bound();
    }

    private ClaimPlan unbound() {
        return claim.spec().volumeName().isEmpty() ? anyVolume() : namedVolume();
    }

    private ClaimPlan anyVolume() {
        boolean delayed = Storage.waitsForConsumer(state.storageClass())
                && Storage.annotation(claim, Storage.SELECTED_NODE).isEmpty();
        PersistentVolume match = delayed
                ? VolumeMatch.meant(claim, state.volumes())
                : VolumeMatch.best(claim, state.volumes(), this::isReachable);
        if (match != null) {
            return new ClaimPlan.Bind(match, true);
        }
        String className = VolumeMatch.className(claim);
        StorageClass storageClass = state.storageClass();
        if (className.isEmpty()
                && !claim.spec().hasStorageClassName()
                && !state.defaultClass().isEmpty()) {
            return new ClaimPlan.Classify(state.defaultClass());
        }
        if (className.isEmpty()) {
            return new ClaimPlan.Wait(
                    EventType.NORMAL,
                    "FailedBinding",
                    "no persistent volumes available for this claim and no storage class is set");
        }
        if (storageClass == null) {
            return new ClaimPlan.Wait(
                    EventType.WARNING,
                    "ProvisioningFailed",
                    "storageclass.storage.k8s.io \"" + className + "\" not found");
        }
        return delayed
                ? new ClaimPlan.Wait(
                        EventType.NORMAL,
                        "WaitForFirstConsumer",
                        "waiting for first consumer to be created before binding")
                : provision(storageClass);
    }

    private static ClaimPlan provision(StorageClass storageClass) {
        String provisioner = storageClass.provisioner();
        return provisioner.startsWith(Storage.IN_TREE)
                ? new ClaimPlan.Wait(
                        EventType.WARNING, "ProvisioningFailed", "no volume plugin matched name: " + provisioner)
                : new ClaimPlan.Provision(provisioner);
    }

    private ClaimPlan namedVolume() {
        PersistentVolume volume = named(claim.spec().volumeName());
        if (volume == null) {
            return new ClaimPlan.Idle();
        }
        if (!volume.spec().hasClaimRef()) {
            String mismatch = VolumeMatch.mismatch(volume, claim);
            return mismatch.isEmpty()
                    ? new ClaimPlan.Bind(volume, false)
                    : new ClaimPlan.Wait(
                            EventType.WARNING,
                            "VolumeMismatch",
                            "Cannot bind to requested volume \""
                                    + volume.metadata().name() + "\": " + mismatch);
        }
        return VolumeMatch.isClaimedBy(volume, claim)
                ? new ClaimPlan.Bind(volume, false)
                : new ClaimPlan.Wait(
                        EventType.WARNING,
                        "FailedBinding",
                        "volume \"" + volume.metadata().name() + "\" already bound to a different claim.");
    }

    private ClaimPlan bound() {
        String name = claim.spec().volumeName();
        PersistentVolume volume = named(name);
        if (name.isEmpty()) {
            return new ClaimPlan.Lose(
                    "ClaimLost", "Bound claim has lost reference to PersistentVolume. Data on the volume is lost!");
        }
        if (volume == null) {
            return new ClaimPlan.Lose(
                    "ClaimLost", "Bound claim has lost its PersistentVolume. Data on the volume is lost!");
        }
        if (!volume.spec().hasClaimRef() || VolumeMatch.isClaimedBy(volume, claim)) {
            return new ClaimPlan.Bind(volume, false);
        }
        return new ClaimPlan.Lose(
                "ClaimMisbound", "Two claims are bound to the same volume, this one is bound incorrectly");
    }

    /** With no node chosen, none is asked for. */
    private boolean isReachable(PersistentVolume volume) {
        Map<String, String> node = state.nodeLabels();
        return node.isEmpty() || VolumeMatch.isReachable(volume, node, node.getOrDefault("kubernetes.io/hostname", ""));
    }

    private @Nullable PersistentVolume named(String name) {
        for (PersistentVolume volume : state.volumes()) {
            if (volume.metadata().name().equals(name)) {
                return volume;
            }
        }
        return null;
    }
}
