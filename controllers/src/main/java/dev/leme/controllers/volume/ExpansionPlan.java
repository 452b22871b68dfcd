package dev.leme.controllers.volume;

import dev.leme.api.core.v1.PersistentVolume;
import dev.leme.api.core.v1.PersistentVolumeClaim;
import dev.leme.api.json.JsonObject;
import dev.leme.api.quantity.Quantity;
import dev.leme.api.volume.VolumeMatch;
import org.jspecify.annotations.Nullable;

/** What to do for a claim that may have become larger than its volume. */
sealed interface ExpansionPlan {

    /** The claim has what it asks for, or its node is about to give it. */
    record Nothing() implements ExpansionPlan {}

    /** The volume is to get room. */
    record Enlarge(PersistentVolume volume, Quantity size) implements ExpansionPlan {}

    /** The volume has the room, and the node is to let its file system take it. */
    record AskNode(PersistentVolume volume) implements ExpansionPlan {}

    /** Plans for a claim and the volume that it names, null where there is none. */
    static ExpansionPlan of(PersistentVolumeClaim claim, @Nullable PersistentVolume volume) {
        if (volume == null || !LocalVolumes.isOurs(volume) || !VolumeMatch.isClaimedBy(volume, claim)) {
            return new Nothing();
        }
        if (!claim.status().phase().equals("Bound")) {
            return new Nothing();
        }
        Quantity wanted = VolumeMatch.requested(claim);
        Quantity shown = claim.status().capacity().getOrDefault("storage", Quantity.ZERO);
        if (wanted.compareTo(shown) <= 0) {
            return new Nothing();
        }
        if (wanted.compareTo(VolumeMatch.capacity(volume)) > 0) {
            return new Enlarge(volume, wanted);
        }
        return isAsked(claim.status().json(), wanted) ? new Nothing() : new AskNode(volume);
    }

    private static boolean isAsked(JsonObject status, Quantity wanted) {
        return status.object("allocatedResourceStatuses").string("storage").equals("NodeResizePending")
                && Quantity.parseOrZero(status.object("allocatedResources").string("storage"))
                        .equals(wanted);
    }
}
