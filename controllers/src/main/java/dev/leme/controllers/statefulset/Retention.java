package dev.leme.controllers.statefulset;

import dev.leme.api.apps.v1.StatefulSet;
import dev.leme.api.apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy;
import dev.leme.api.core.v1.PersistentVolumeClaim;
import dev.leme.api.core.v1.Pod;
import dev.leme.api.object.ApiObject;
import dev.leme.controllers.workload.Owners;
import org.jspecify.annotations.Nullable;

/** Who owns a claim by the set's retention policy: what owns it takes it along when it is deleted. */
final class Retention {

    private Retention() {}

    /** The claim as the policy wants it, or null when it is so already. */
    static @Nullable PersistentVolumeClaim corrected(
            StatefulSet set, PersistentVolumeClaim claim, @Nullable Pod pod, boolean condemned) {
        StatefulSetPersistentVolumeClaimRetentionPolicy policy = set.spec().persistentVolumeClaimRetentionPolicy();
        boolean byPod = policy.whenScaled().equals("Delete") && condemned && pod != null;
        boolean bySet = policy.whenDeleted().equals("Delete") && !byPod;
        ApiObject before = claim.object();
        ApiObject after = owned(before, set.object(), bySet);
        if (pod != null) {
            after = owned(after, pod.object(), byPod);
        }
        return after.equals(before) ? null : PersistentVolumeClaim.of(after);
    }

    private static ApiObject owned(ApiObject claim, ApiObject owner, boolean wanted) {
        boolean is = claim.ownerReferences().stream()
                .anyMatch(reference -> reference.string("uid").equals(owner.uid()));
        if (is == wanted) {
            return claim;
        }
        return wanted ? Owners.adopted(claim, owner) : Owners.released(claim, owner);
    }
}
