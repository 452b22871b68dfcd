package dev.leme.apiserver.registry;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which name stands for which content: an immutable value, on disk as {@code index.json} of an OCI image layout, so the
 * whole directory is one that other tools read.
 */
record ImageIndex(Map<String, Descriptor> images) {

    private static final String NAME = "org.opencontainers.image.ref.name";

    static final ImageIndex EMPTY = new ImageIndex(Map.of());

    ImageIndex {
        images = Collections.unmodifiableMap(new TreeMap<>(images));
    }

    static ImageIndex parse(byte[] content) throws ArchiveException {
        Map<String, Descriptor> images = new TreeMap<>();
        for (JsonValue entry :
                Manifest.object(content, "the store's index.json").array("manifests")) {
            JsonObject json = entry instanceof JsonObject object ? object : JsonObject.EMPTY;
            images.put(json.object("annotations").string(NAME), Descriptor.of(json));
        }
        return new ImageIndex(images);
    }

    byte[] bytes() {
        List<JsonValue> manifests = new ArrayList<>();
        images.forEach((name, descriptor) ->
                manifests.add(descriptor.toJson().with("annotations", JsonObject.ofStrings(Map.of(NAME, name)))));
        return Json.bytes(JsonObject.builder()
                .put("schemaVersion", 2)
                .put("mediaType", MediaTypes.OCI_INDEX)
                .put("manifests", new JsonArray(manifests))
                .build());
    }

    @Nullable Descriptor get(ImageReference name) {
        return images.get(name.toString());
    }

    ImageIndex with(Map<ImageReference, Descriptor> more) {
        Map<String, Descriptor> all = new TreeMap<>(images);
        more.forEach((name, descriptor) -> all.put(name.toString(), descriptor));
        return new ImageIndex(all);
    }

    ImageIndex without(Collection<String> names) {
        Map<String, Descriptor> left = new TreeMap<>(images);
        left.keySet().removeAll(names);
        return new ImageIndex(left);
    }
}
