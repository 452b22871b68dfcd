package dev.leme.api.volume;

import dev.leme.api.core.v1.ObjectReference;
import dev.leme.api.core.v1.PersistentVolume;
import dev.leme.api.core.v1.PersistentVolumeClaim;
import dev.leme.api.quantity.Quantity;
import dev.leme.api.selector.LabelSelector;
import dev.leme.api.selector.NodeSelector;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** How claims and volumes find each other (https://kubernetes.io/docs/concepts/storage/persistent-volumes/#binding). */
public final class VolumeMatch {

    private static final String CLASS_BETA = "volume.beta.kubernetes.io/storage-class";

    private VolumeMatch() {}

    /** The name of the claim's class; empty for none. */
    public static String className(PersistentVolumeClaim claim) {
        String old = claim.metadata().annotations().getOrDefault(CLASS_BETA, "");
        return old.isEmpty() ? claim.spec().storageClassName() : old;
    }

    /** Whether the volume is meant for this claim, by uid where the volume names one. */
    public static boolean isClaimedBy(PersistentVolume volume, PersistentVolumeClaim claim) {
        ObjectReference reference = volume.spec().claimRef();
        return volume.spec().hasClaimRef()
                && reference.namespace().equals(claim.metadata().namespace())
                && reference.name().equals(claim.metadata().name())
                && (reference.uid().isEmpty()
                        || reference.uid().equals(claim.metadata().uid()));
    }

    /**
     * The volume to bind to, or null: one that is meant for the claim, else the smallest free one that fits and is {@code
     * reachable}.
     */
    public static @Nullable PersistentVolume best(
            PersistentVolumeClaim claim, Collection<PersistentVolume> volumes, Predicate<PersistentVolume> reachable) {
        PersistentVolume meant = meant(claim, volumes);
        return meant != null
                ? meant
                : volumes.stream()
                        .filter(volume -> !volume.spec().hasClaimRef()
                                && volume.status().phase().equals("Available"))
                        .filter(volume -> mismatch(volume, claim).isEmpty() && isSelected(volume, claim))
                        .filter(reachable)
                        .min(Comparator.comparing(VolumeMatch::capacity)
                                .thenComparing(volume -> volume.metadata().name()))
                        .orElse(null);
    }

    /** The volume that was made for the claim by name, or null. */
    public static @Nullable PersistentVolume meant(PersistentVolumeClaim claim, Collection<PersistentVolume> volumes) {
        for (PersistentVolume volume : volumes) {
            if (isClaimedBy(volume, claim) && mismatchButClass(volume, claim).isEmpty()) {
                return volume;
            }
        }
        return null;
    }

    /** Why the volume can't be the claim's, in upstream's words; empty where it can. */
    public static String mismatch(PersistentVolume volume, PersistentVolumeClaim claim) {
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

    /** Whether a node of these labels and this name reaches the volume. */
    public static boolean isReachable(PersistentVolume volume, Map<String, String> nodeLabels, String nodeName) {
        return !volume.spec().nodeAffinity().hasRequired()
                || NodeSelector.of(volume.spec().nodeAffinity().required().json())
                        .matches(nodeLabels, nodeName);
    }

    /** How large the volume is. */
    public static Quantity capacity(PersistentVolume volume) {
        return volume.spec().capacity().getOrDefault("storage", Quantity.ZERO);
    }

    /** How much the claim asks for. */
    public static Quantity requested(PersistentVolumeClaim claim) {
        return claim.spec().resources().requests().getOrDefault("storage", Quantity.ZERO);
    }
}
