package dev.leme.apiserver.registry;

import dev.leme.api.json.JsonObject;

/** A pointer to content, as in the OCI image spec: what it is, its digest, its size in bytes. */
public record Descriptor(String mediaType, Digest digest, long size) {

    /** Reads a descriptor's members; throws {@link ArchiveException} where they make none. */
    static Descriptor of(JsonObject json) throws ArchiveException {
        long size = json.number("size", -1);
        if (size < 0) {
            throw new ArchiveException("a descriptor has no valid size: " + json);
        }
        try {
            return new Descriptor(json.string("mediaType"), Digest.parse(json.string("digest")), size);
        } catch (IllegalArgumentException bad) {
            throw new ArchiveException("a descriptor is broken: " + bad.getMessage(), bad);
        }
    }

    JsonObject toJson() {
        return JsonObject.builder()
                .put("mediaType", mediaType)
                .put("digest", digest.toString())
                .put("size", size)
                .build();
    }
}
