package dev.leme.apiserver.registry;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonException;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.apiserver.registry.BlobStore.Stored;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code docker save}'s {@code manifest.json} and makes an OCI manifest of each image, the same bytes for the same
 * content. Such archives carry no digests of their files but two, and both are checked: the configuration's file has its
 * own for a name, and the configuration lists those of the unpacked layers. (A compressed layer's is checked by whoever
 * unpacks it.)
 */
final class DockerArchive {

    private final ArchiveImport archive;

    DockerArchive(ArchiveImport archive) {
        this.archive = archive;
    }

    Map<ImageReference, Descriptor> images() throws IOException {
        Map<ImageReference, Descriptor> images = new LinkedHashMap<>();
        for (JsonObject image : entries(archive.table("manifest.json"))) {
            List<String> names = image.array("RepoTags").strings();
            if (!names.isEmpty()) {
                Descriptor manifest = convert(image);
                for (String name : names) {
                    images.put(reference(name), manifest);
                }
            }
        }
        if (images.isEmpty()) {
            throw new ArchiveException("the archive doesn't name its images: no RepoTags in manifest.json");
        }
        return images;
    }

    /** The names that the table gives the image with this configuration. */
    static List<ImageReference> names(byte[] table, @Nullable Digest config) throws ArchiveException {
        List<ImageReference> names = new ArrayList<>();
        for (JsonObject image : entries(table)) {
            if (config != null && image.string("Config").contains(config.hex())) {
                for (String name : image.array("RepoTags").strings()) {
                    names.add(reference(name));
                }
            }
        }
        return names;
    }

    static ImageReference reference(String name) throws ArchiveException {
        try {
            return ImageReference.parse(name);
        } catch (IllegalArgumentException bad) {
            throw new ArchiveException("the archive names an image '" + name + "': " + bad.getMessage(), bad);
        }
    }

    private static List<JsonObject> entries(byte @Nullable [] table) throws ArchiveException {
        try {
            return table != null && Json.parse(table) instanceof JsonArray array ? array.objects() : List.of();
        } catch (JsonException broken) {
            throw new ArchiveException("manifest.json is not valid JSON: " + broken.getMessage(), broken);
        }
    }

    private Descriptor convert(JsonObject image) throws IOException {
        String configName = image.string("Config");
        Stored config = archive.file(configName);
        checkName(configName, config);
        List<String> diffIds = diffIds(config);
        List<String> layerNames = image.array("Layers").strings();
        if (diffIds.size() != layerNames.size()) {
            throw new ArchiveException("the image's configuration lists " + diffIds.size() + " layers, manifest.json "
                    + layerNames.size());
        }
        List<JsonValue> layers = new ArrayList<>();
        for (int i = 0; i < layerNames.size(); i++) {
            layers.add(layer(layerNames.get(i), diffIds.get(i)).toJson());
        }
        byte[] manifest = Json.bytes(JsonObject.builder()
                .put("schemaVersion", 2)
                .put("mediaType", MediaTypes.OCI_MANIFEST)
                .put("config", new Descriptor(MediaTypes.OCI_CONFIG, config.digest(), config.size()).toJson())
                .put("layers", new JsonArray(layers))
                .build());
        Stored stored = archive.add(manifest);
        return new Descriptor(MediaTypes.OCI_MANIFEST, stored.digest(), stored.size());
    }

    private static void checkName(String name, Stored config) throws ArchiveException {
        String hex = name.substring(name.lastIndexOf('/') + 1).replace(".json", "");
        if (hex.matches("[a-f0-9]{64}") && !hex.equals(config.digest().hex())) {
            throw new ArchiveException(name + " should have the digest sha256:" + hex + " and has " + config.digest());
        }
    }

    private List<String> diffIds(Stored config) throws IOException {
        byte[] content = archive.blobs().manifestBytes(config.digest());
        JsonObject json = Manifest.object(content == null ? new byte[0] : content, "the image's configuration");
        return json.object("rootfs").array("diff_ids").strings();
    }

    private Descriptor layer(String name, String diffId) throws IOException {
        Stored stored = archive.file(name);
        String compression = compression(stored.digest());
        if (compression.isEmpty() && !stored.digest().toString().equals(diffId)) {
            throw new ArchiveException(
                    "the layer " + name + " should have the digest " + diffId + " and has " + stored.digest());
        }
        return new Descriptor(MediaTypes.OCI_LAYER + compression, stored.digest(), stored.size());
    }

    private String compression(Digest digest) throws IOException {
        try (InputStream in = Files.newInputStream(archive.blobs().path(digest))) {
            byte[] start = in.readNBytes(4);
            int magic = start.length < 4 ? 0 : (start[0] & 0xff) << 8 | start[1] & 0xff;
            return magic == 0x1f8b ? "+gzip" : magic == 0x28b5 ? "+zstd" : "";
        }
    }
}
