package dev.leme.controllers.statefulset;

import dev.leme.api.apps.v1.StatefulSet;
import dev.leme.api.apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy;
import dev.leme.api.core.v1.PersistentVolumeClaim;
import dev.leme.api.core.v1.Pod;
import dev.leme.api.json.JsonObject;
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
        if (isControlledByAnother(before, set, pod)) {
            return null;
        }
        ApiObject after = owned(before, set.object(), bySet);
        if (pod != null) {
            after = owned(after, pod.object(), byPod);
        }
        return after.equals(before) ? null : PersistentVolumeClaim.of(after);
    }

    /** What somebody else controls is left to them. */
    private static boolean isControlledByAnother(ApiObject claim, StatefulSet set, @Nullable Pod pod) {
        JsonObject controller = claim.controllerReference();
        String uid = controller == null ? "" : controller.string("uid");
        return !uid.isEmpty()
                && !uid.equals(set.metadata().uid())
                && (pod == null || !uid.equals(pod.metadata().uid()));
    }

    /** Whether the claim belongs to an earlier pod of the same name, with which it will be deleted. */
    static boolean goesWithPredecessor(PersistentVolumeClaim claim, Pod pod) {
        return claim.object().ownerReferences().stream()
                .anyMatch(owner -> owner.string("kind").equals("Pod")
                        && owner.string("name").equals(pod.metadata().name())
                        && !owner.string("uid").equals(pod.metadata().uid()));
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
