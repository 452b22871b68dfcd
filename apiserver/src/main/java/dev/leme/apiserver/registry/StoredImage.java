package dev.leme.apiserver.registry;

/**
 * An image in the store.
 *
 * @param size bytes of all its content as stored, layers usually compressed
 */
public record StoredImage(ImageReference name, Descriptor manifest, long size) {}
