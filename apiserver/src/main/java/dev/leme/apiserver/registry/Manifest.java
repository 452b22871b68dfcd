package dev.leme.apiserver.registry;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonException;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import java.util.ArrayList;
import java.util.List;

/**
 * What an image consists of: a manifest (configuration and layers, in this order) or an index (manifests of platforms).
 *
 * @param mediaType what a registry answers as the content's type
 * @param children the content that it points to
 */
record Manifest(String mediaType, boolean isIndex, List<Descriptor> children) {

    /** The OCI distribution spec's limit for manifests, in bytes. */
    static final int LARGEST = 4 << 20;

    Manifest {
        children = List.copyOf(children);
    }

    /** Reads a manifest or an index; throws {@link ArchiveException} where {@code content} is neither. */
    static Manifest parse(byte[] content) throws ArchiveException {
        JsonObject json = object(content, "a manifest");
        List<Descriptor> children = new ArrayList<>();
        boolean isIndex = json.get("manifests") instanceof JsonArray;
        if (isIndex) {
            addAll(children, json.array("manifests"));
        } else if (json.get("layers") instanceof JsonArray && json.has("config")) {
            children.add(Descriptor.of(json.object("config")));
            addAll(children, json.array("layers"));
        } else {
            throw new ArchiveException("neither an image manifest (with config and layers) nor an index");
        }
        String declared = json.string("mediaType");
        String standard = isIndex ? MediaTypes.OCI_INDEX : MediaTypes.OCI_MANIFEST;
        return new Manifest(declared.isEmpty() ? standard : declared, isIndex, children);
    }

    static JsonObject object(byte[] content, String what) throws ArchiveException {
        try {
            return Json.parseObject(content);
        } catch (JsonException broken) {
            throw new ArchiveException(what + " is not valid JSON: " + broken.getMessage(), broken);
        }
    }

    private static void addAll(List<Descriptor> children, JsonArray descriptors) throws ArchiveException {
        for (JsonValue descriptor : descriptors) {
            children.add(Descriptor.of(descriptor instanceof JsonObject object ? object : JsonObject.EMPTY));
        }
    }
}
