package dev.leme.scheduler.volume;

import dev.leme.api.core.v1.PersistentVolume;
import dev.leme.api.core.v1.PersistentVolumeClaim;
import dev.leme.api.core.v1.Pod;
import dev.leme.api.core.v1.Volume;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.resource.Resources;
import dev.leme.api.volume.VolumeMatch;
import dev.leme.client.ApiClient;
import dev.leme.client.PatchType;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.Informers;
import dev.leme.client.informer.Lister;
import dev.leme.client.informer.ObjectKey;
import dev.leme.scheduler.filter.FilterName;
import dev.leme.scheduler.filter.Rejection;
import dev.leme.scheduler.snapshot.NodeSnapshot;
import dev.leme.scheduler.snapshot.PodDemand;
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
    private static final String NOTHING_TO_BIND = "node(s) didn't find available persistent volumes to bind";
    private static final String OUT_OF_REACH = "node(s) didn't match PersistentVolume's node affinity";
    private static final List<String> PLACES = List.of(
            "topology.kubernetes.io/zone",
            "topology.kubernetes.io/region",
            "failure-domain.beta.kubernetes.io/zone",
            "failure-domain.beta.kubernetes.io/region");
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Informer claimInformer;
    private final Informer volumeInformer;
    private final Lister<PersistentVolumeClaim> claims;
    private final Lister<PersistentVolume> volumes;
    private final Provisioning provisioning;
    private final VolumeLimits limits;

    public Volumes(Informers informers) {
        this.claimInformer = informers.get(Resources.PERSISTENT_VOLUME_CLAIMS);
        this.volumeInformer = informers.get(Resources.PERSISTENT_VOLUMES);
        this.claims = claimInformer.lister(PersistentVolumeClaim::of);
        this.volumes = volumeInformer.lister(PersistentVolume::of);
        this.provisioning = new Provisioning(informers);
        this.limits = new VolumeLimits(informers, provisioning);
    }

    /** Of what decides where volumes are. */
    public List<Informer> informers() {
        List<Informer> informers = new ArrayList<>(List.of(claimInformer, volumeInformer));
        informers.addAll(provisioning.informers());
        return informers;
    }

    /** Of how many volumes each node may have attached. */
    public Informer limits() {
        return limits.nodeInformer();
    }

    /** Of what is attached where. */
    public Informer attachments() {
        return limits.attachmentInformer();
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
        return isBound(claim) || provisioning.waitsForConsumer(claim)
                ? null
                : rejection("pod has unbound immediate PersistentVolumeClaims");
    }

    private static boolean isBound(PersistentVolumeClaim claim) {
        return !claim.spec().volumeName().isEmpty()
                && claim.metadata().annotations().containsKey(BIND_COMPLETED)
                && claim.status().phase().equals("Bound");
    }

    /** Why the pod's volumes can't be had on the node, or null. */
    public @Nullable Rejection check(PodDemand pod, PodClaims claims, NodeSnapshot node) {
        if (claims.bound().isEmpty() && claims.unbound().isEmpty()) {
            return null;
        }
        Rejection tooMany = limits.check(pod.pod(), node);
        if (tooMany != null) {
            return tooMany;
        }
        for (PersistentVolume volume : claims.bound()) {
            if (!isReachable(volume, node)) {
                return rejection(OUT_OF_REACH);
            }
        }
        Rejection unbound = checkUnbound(claims.unbound(), node);
        if (unbound != null) {
            return unbound;
        }
        return claims.bound().stream().allMatch(volume -> isInPlace(volume, node))
                ? null
                : Rejection.lasting(FilterName.VOLUME_ZONE, "node(s) had no available volume zone");
    }

    /** Each takes a volume that is there, and that no other of them takes, or one is made for it. */
    private @Nullable Rejection checkUnbound(List<PersistentVolumeClaim> unbound, NodeSnapshot node) {
        List<PersistentVolume> free = unbound.isEmpty() ? List.of() : new ArrayList<>(volumes.list());
        for (PersistentVolumeClaim claim : unbound) {
            String selected = claim.metadata().annotations().getOrDefault(SELECTED_NODE, node.name());
            if (!selected.equals(node.name())) {
                return rejection(NOTHING_TO_BIND);
            }
            PersistentVolume match = VolumeMatch.best(claim, free, volume -> isReachable(volume, node));
            if (match != null && !isReachable(match, node)) {
                return rejection(NOTHING_TO_BIND);
            }
            Rejection rejection = match == null ? provisioning.check(claim, node) : null;
            if (rejection != null) {
                return rejection;
            }
            free.remove(match);
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
        return VolumeMatch.isReachable(volume, node.labels(), node.name());
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
