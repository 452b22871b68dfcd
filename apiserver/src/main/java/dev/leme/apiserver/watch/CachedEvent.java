package dev.leme.apiserver.watch;

import org.jspecify.annotations.Nullable;

/**
 * One committed change.
 *
 * @param revision when
 * @param current the object as it is now; for a deletion the last state, at the deletion's revision
 * @param previous the object before, or null where it is new
 * @param deleted whether it is gone
 */
public record CachedEvent(
        long revision, CachedObject current, @Nullable CachedObject previous, boolean deleted) {}
