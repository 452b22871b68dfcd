package dev.leme.node.observed;

import java.util.Optional;

/**
 * How far the pod's volumes are.
 *
 * @param ready whether all are set up
 * @param stale whether their content may have changed since
 * @param gone whether they have been taken away again
 */
public record VolumeState(boolean ready, boolean stale, boolean gone, Optional<Retry> failure) {
    public static final VolumeState NONE_YET = new VolumeState(false, false, false, Optional.empty());
}
