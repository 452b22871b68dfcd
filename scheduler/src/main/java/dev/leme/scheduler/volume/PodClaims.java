package dev.leme.scheduler.volume;

import dev.leme.api.core.v1.PersistentVolume;
import dev.leme.api.core.v1.PersistentVolumeClaim;
import dev.leme.scheduler.filter.Rejection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A pod's claims, looked up.
 *
 * @param rejection why no node at all will do, or null
 * @param bound the volumes that are there
 * @param unbound the claims that wait for a node to be chosen
 * @param exclusive the names of the claims that no other pod may use at the same time
 */
public record PodClaims(
        @Nullable Rejection rejection,
        List<PersistentVolume> bound,
        List<PersistentVolumeClaim> unbound,
        Set<String> exclusive) {

    /** A pod without claims. */
    public static final PodClaims NONE = new PodClaims(null, List.of(), List.of(), Set.of());

    static PodClaims rejected(Rejection rejection) {
        return new PodClaims(rejection, List.of(), List.of(), Set.of());
    }
}
