package dev.leme.scheduler.volume;

import dev.leme.api.core.v1.PersistentVolume;
import dev.leme.api.core.v1.PersistentVolumeClaim;
import dev.leme.api.core.v1.Pod;
import dev.leme.api.core.v1.Volume;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.quantity.Quantity;
import dev.leme.api.resource.Resources;
import dev.leme.api.selector.NodeSelector;
import dev.leme.api.storage.v1.StorageClass;
import dev.leme.client.ApiClient;
import dev.leme.client.PatchType;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.Lister;
import dev.leme.client.informer.ObjectKey;
import dev.leme.scheduler.filter.FilterName;
import dev.leme.scheduler.filter.Rejection;
import dev.leme.scheduler.snapshot.NodeSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Claims and volumes as far as they decide where a pod can go. */
public final class Volumes {

    private static final String SELECTED_NODE = "volume.kubernetes.io/selected-node";
    private static final String BIND_COMPLETED = "pv.kubernetes.io/bind-completed";
    private static final String NO_PROVISIONER = "kubernetes.io/no-provisioner";
    private static final String NOTHING_TO_BIND = "node(s) didn't find available persistent volumes to bind";
    private static final String OUT_OF_REACH = "node(s) didn't match PersistentVolume's node affinity";
    private static final List<String> PLACES = List.of(
            "topology.kubernetes.io/zone",
            "topology.kubernetes.io/region",
            "failure-domain.beta.kubernetes.io/zone",
            "failure-domain.beta.kubernetes.io/region");
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Informer claimInformer;
    private final Lister<PersistentVolumeClaim> claims;
    private final Lister<PersistentVolume> volumes;
    private final Lister<StorageClass> classes;

    public Volumes(Informer claims, Informer volumes, Informer classes) {
        this.claimInformer = claims;
        this.claims = claims.lister(PersistentVolumeClaim::of);
        this.volumes = volumes.lister(PersistentVolume::of);
        this.classes = classes.lister(StorageClass::of);
    }

    /** Looks up the pod's claims. */
    public PodClaims gather(Pod pod) {
        List<PersistentVolume> bound = new ArrayList<>();
        List<PersistentVolumeClaim> unbound = new ArrayList<>();
        Set<String> exclusive = new HashSet<>();
        for (String name : names(pod)) {
            PersistentVolumeClaim claim = claims.find(pod.metadata().namespace(), name);
            Rejection rejection = refuse(claim, name);
            if (claim == null || rejection != null) {
                return rejection == null ? PodClaims.NONE : PodClaims.rejected(rejection);
            }
            if (claim.spec().accessModes().contains("ReadWriteOncePod")) {
                exclusive.add(name);
            }
            if (!isBound(claim)) {
                unbound.add(claim);
                continue;
            }
            PersistentVolume volume = volumes.find("", claim.spec().volumeName());
            if (volume == null) {
                return PodClaims.rejected(
                        rejection("persistentvolume \"" + claim.spec().volumeName() + "\" not found"));
            }
            bound.add(volume);
        }
        return new PodClaims(null, List.copyOf(bound), List.copyOf(unbound), exclusive);
    }

    static List<String> names(Pod pod) {
        List<String> names = new ArrayList<>();
        for (Volume volume : pod.spec().volumes()) {
            if (volume.hasPersistentVolumeClaim()) {
                names.add(volume.persistentVolumeClaim().claimName());
            } else if (volume.hasEphemeral()) {
                names.add(pod.metadata().name() + "-" + volume.name());
            }
        }
        return names;
    }

    private static Rejection rejection(String reason) {
        return Rejection.lasting(FilterName.VOLUME_BINDING, reason);
    }

    private @Nullable Rejection refuse(@Nullable PersistentVolumeClaim claim, String name) {
        if (claim == null) {
            return rejection("persistentvolumeclaim \"" + name + "\" not found");
        }
        if (claim.status().phase().equals("Lost")) {
            return rejection("persistentvolumeclaim \"" + name + "\" bound to non-existent persistentvolume \""
                    + claim.spec().volumeName() + "\"");
        }
        if (claim.metadata().hasDeletionTimestamp()) {
            return rejection("persistentvolumeclaim \"" + name + "\" is being deleted");
        }
        return isBound(claim) || waitsForConsumer(claim)
                ? null
                : rejection("pod has unbound immediate PersistentVolumeClaims");
    }

    private static boolean isBound(PersistentVolumeClaim claim) {
        return !claim.spec().volumeName().isEmpty()
                && claim.metadata().annotations().containsKey(BIND_COMPLETED)
                && claim.status().phase().equals("Bound");
    }

    private boolean waitsForConsumer(PersistentVolumeClaim claim) {
        StorageClass storageClass = classes.find("", claim.spec().storageClassName());
        return storageClass != null && storageClass.volumeBindingMode().equals("WaitForFirstConsumer");
    }

    /** Why the claims can't be had on the node, or null. */
    public @Nullable Rejection check(PodClaims pod, NodeSnapshot node) {
        for (PersistentVolume volume : pod.bound()) {
            if (!isReachable(volume, node)) {
                return rejection(OUT_OF_REACH);
            }
            if (!isInPlace(volume, node)) {
                return Rejection.lasting(FilterName.VOLUME_ZONE, "node(s) had no available volume zone");
            }
        }
        for (PersistentVolumeClaim claim : pod.unbound()) {
            String selected = claim.metadata().annotations().getOrDefault(SELECTED_NODE, node.name());
            if (!selected.equals(node.name()) || !canProvision(claim) && !hasFreeVolume(claim, node)) {
                return rejection(NOTHING_TO_BIND);
            }
        }
        return null;
    }

    /** A volume that is labelled with zones is only there; a node that says nothing of zones is everywhere. */
    private static boolean isInPlace(PersistentVolume volume, NodeSnapshot node) {
        Map<String, String> labels = volume.metadata().labels();
        for (String key : PLACES) {
            String there = labels.get(key);
            String here = node.label(key);
            boolean knows = PLACES.stream().anyMatch(place -> node.label(place) != null);
            if (there != null
                    && knows
                    && (here == null || !Set.of(there.split("__")).contains(here))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isReachable(PersistentVolume volume, NodeSnapshot node) {
        return !volume.spec().nodeAffinity().hasRequired()
                || NodeSelector.of(volume.spec().nodeAffinity().required().json())
                        .matches(node.labels(), node.name());
    }

    private boolean canProvision(PersistentVolumeClaim claim) {
        StorageClass storageClass = classes.find("", claim.spec().storageClassName());
        return storageClass != null && !storageClass.provisioner().equals(NO_PROVISIONER);
    }

    private boolean hasFreeVolume(PersistentVolumeClaim claim, NodeSnapshot node) {
        Quantity wanted = claim.spec().resources().requests().getOrDefault("storage", Quantity.ZERO);
        return volumes.list().stream()
                .filter(volume ->
                        volume.spec().storageClassName().equals(claim.spec().storageClassName()))
                .filter(volume -> isFreeFor(volume, claim) && isReachable(volume, node))
                .filter(volume ->
                        volume.spec().accessModes().containsAll(claim.spec().accessModes()))
                .anyMatch(volume -> volume.spec()
                                .capacity()
                                .getOrDefault("storage", Quantity.ZERO)
                                .compareTo(wanted)
                        >= 0);
    }

    private static boolean isFreeFor(PersistentVolume volume, PersistentVolumeClaim claim) {
        return !volume.spec().hasClaimRef()
                || volume.spec().claimRef().namespace().equals(claim.metadata().namespace())
                        && volume.spec()
                                .claimRef()
                                .name()
                                .equals(claim.metadata().name());
    }

    /**
     * Tells the binder on which node the claims are wanted, and waits until they are bound there. False when that took
     * longer than ten minutes, or when a claim went away meanwhile.
     */
    public boolean bind(ApiClient client, PodClaims pod, String node) throws InterruptedException {
        for (PersistentVolumeClaim claim : pod.unbound()) {
            select(client, claim, node);
        }
        for (PersistentVolumeClaim claim : pod.unbound()) {
            ObjectKey key =
                    new ObjectKey(claim.metadata().namespace(), claim.metadata().name());
            claimInformer.await(() -> isSettled(claims.find(key)), PATIENCE);
            PersistentVolumeClaim now = claims.find(key);
            if (now == null || !isBound(now)) {
                return false;
            }
        }
        return true;
    }

    private static void select(ApiClient client, PersistentVolumeClaim claim, String node) {
        if (node.equals(claim.metadata().annotations().get(SELECTED_NODE))) {
            return;
        }
        JsonObject metadata = JsonObject.builder()
                .put("uid", claim.metadata().uid())
                .put("annotations", JsonObject.of(SELECTED_NODE, JsonValue.of(node)))
                .build();
        client.patch(
                Resources.PERSISTENT_VOLUME_CLAIMS,
                claim.metadata().namespace(),
                claim.metadata().name(),
                PatchType.MERGE,
                JsonObject.of("metadata", metadata));
    }

    private static boolean isSettled(@Nullable PersistentVolumeClaim claim) {
        return claim == null || isBound(claim) || claim.metadata().hasDeletionTimestamp();
    }
}
