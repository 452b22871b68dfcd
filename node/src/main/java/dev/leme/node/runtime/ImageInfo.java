package dev.leme.node.runtime;

import java.util.List;
import java.util.OptionalLong;

/**
 * An image that is present.
 *
 * @param id the digest of its configuration
 * @param tags names with tags
 * @param digests names with the manifest's digest
 * @param sizeBytes compressed size as pulled
 * @param uid the numeric user that the image runs as, if it names one
 * @param username the user by name, else empty
 */
public record ImageInfo(
        String id,
        List<String> tags,
        List<String> digests,
        long sizeBytes,
        OptionalLong uid,
        String username,
        boolean pinned) {}
