package dev.leme.controllers.volume;

import dev.leme.api.core.v1.ObjectReference;
import dev.leme.api.core.v1.PersistentVolume;
import dev.leme.api.core.v1.PersistentVolumeClaim;
import dev.leme.api.quantity.Quantity;
import dev.leme.api.selector.LabelSelector;
import dev.leme.api.selector.NodeSelector;
import dev.leme.api.storage.v1.StorageClass;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Facts about claims and volumes, and the annotations and finalizers by which their controllers talk to each other. */
final class Storage {

    static final String BIND_COMPLETED = "pv.kubernetes.io/bind-completed";
    static final String BOUND_BY_CONTROLLER = "pv.kubernetes.io/bound-by-controller";
    static final String PROVISIONED_BY = "pv.kubernetes.io/provisioned-by";
    static final String SELECTED_NODE = "volume.kubernetes.io/selected-node";
    static final String PROVISIONER = "volume.kubernetes.io/storage-provisioner";
    static final String PROVISIONER_BETA = "volume.beta.kubernetes.io/storage-provisioner";
    static final String CLASS_BETA = "volume.beta.kubernetes.io/storage-class";
    static final String DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class";
    /** What provisioners begin with that were once part of Kubernetes; nobody answers to them. */
    static final String IN_TREE = "kubernetes.io/";

    static final String CLAIM_PROTECTION = "kubernetes.io/pvc-protection";
    static final String VOLUME_PROTECTION = "kubernetes.io/pv-protection";

    private Storage() {}

    static String annotation(PersistentVolumeClaim claim, String name) {
        return claim.metadata().annotations().getOrDefault(name, "");
    }

    /** The name of the claim's class; empty for none. */
    static String className(PersistentVolumeClaim claim) {
        String old = annotation(claim, CLASS_BETA);
        return old.isEmpty() ? claim.spec().storageClassName() : old;
    }

    static boolean isDefault(StorageClass storageClass) {
        return "true".equals(storageClass.metadata().annotations().get(DEFAULT_CLASS));
    }

    static Instant creation(StorageClass storageClass) {
        Instant created = storageClass.metadata().creationTimestamp();
        return created == null ? Instant.MIN : created;
    }

    static boolean waitsForConsumer(@Nullable StorageClass storageClass) {
        return storageClass != null && storageClass.volumeBindingMode().equals("WaitForFirstConsumer");
    }

    /** Whether the volume is meant for this claim, by uid where the volume names one. */
    static boolean isClaimedBy(PersistentVolume volume, PersistentVolumeClaim claim) {
        ObjectReference reference = volume.spec().claimRef();
        return volume.spec().hasClaimRef()
                && reference.namespace().equals(claim.metadata().namespace())
                && reference.name().equals(claim.metadata().name())
                && (reference.uid().isEmpty()
                        || reference.uid().equals(claim.metadata().uid()));
    }

    /** The volume to bind to: one that is meant for the claim, else the smallest free one that fits, or null. */
    static @Nullable PersistentVolume bestMatch(
            PersistentVolumeClaim claim, List<PersistentVolume> volumes, boolean onlyMeant, Map<String, String> node) {
        for (PersistentVolume volume : volumes) {
            if (isClaimedBy(volume, claim) && mismatchButClass(volume, claim).isEmpty()) {
                return volume;
            }
        }
        if (onlyMeant) {
            return null;
        }
        return volumes.stream()
                .filter(volume ->
                        !volume.spec().hasClaimRef() && volume.status().phase().equals("Available"))
                .filter(volume ->
                        mismatch(volume, claim).isEmpty() && isSelected(volume, claim) && isReachable(volume, node))
                .min(Comparator.comparing(Storage::capacity)
                        .thenComparing(volume -> volume.metadata().name()))
                .orElse(null);
    }

    /** Why the volume can't be the claim's, in upstream's words; empty where it can. */
    static String mismatch(PersistentVolume volume, PersistentVolumeClaim claim) {
        String mismatch = mismatchButClass(volume, claim);
        boolean sameClass = volume.spec().storageClassName().equals(className(claim));
        return mismatch.isEmpty() && !sameClass ? "storageClassName does not match" : mismatch;
    }

    /** As {@link #mismatch}, for a volume that names its claim: whoever wrote that needs no class. */
    private static String mismatchButClass(PersistentVolume volume, PersistentVolumeClaim claim) {
        if (volume.metadata().hasDeletionTimestamp()) {
            return "the volume is marked for deletion \"" + volume.metadata().name() + "\"";
        }
        if (capacity(volume).compareTo(requested(claim)) < 0) {
            return "requested PV is too small";
        }
        if (!mode(volume.spec().volumeMode()).equals(mode(claim.spec().volumeMode()))) {
            return "incompatible volumeMode";
        }
        return volume.spec().accessModes().containsAll(claim.spec().accessModes()) ? "" : "incompatible accessMode";
    }

    private static String mode(String given) {
        return given.isEmpty() ? "Filesystem" : given;
    }

    private static boolean isSelected(PersistentVolume volume, PersistentVolumeClaim claim) {
        return !claim.spec().hasSelector()
                || LabelSelector.of(claim.spec().selector().json())
                        .matches(volume.metadata().labels());
    }

    /** Whether a node of these labels reaches the volume; with no labels given no node is asked for. */
    private static boolean isReachable(PersistentVolume volume, Map<String, String> node) {
        if (node.isEmpty() || !volume.spec().nodeAffinity().hasRequired()) {
            return true;
        }
        String name = node.getOrDefault("kubernetes.io/hostname", "");
        return NodeSelector.of(volume.spec().nodeAffinity().required().json()).matches(node, name);
    }

    static Quantity capacity(PersistentVolume volume) {
        return volume.spec().capacity().getOrDefault("storage", Quantity.ZERO);
    }

    static Quantity requested(PersistentVolumeClaim claim) {
        return claim.spec().resources().requests().getOrDefault("storage", Quantity.ZERO);
    }
}
