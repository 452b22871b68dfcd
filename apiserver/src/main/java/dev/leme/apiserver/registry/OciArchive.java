package dev.leme.apiserver.registry;

import dev.leme.api.json.JsonObject;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads an OCI image layout's {@code index.json}, and sees that all that it leads to is there. An image's name is in an
 * annotation: containerd's if present, else the spec's, which some tools fill with a tag alone; then {@code docker save}'s
 * own table, which newer Docker writes beside, knows the rest.
 */
final class OciArchive {

    private static final String CONTAINERD_NAME = "io.containerd.image.name";
    private static final String NAME = "org.opencontainers.image.ref.name";
    private static final int DEEPEST_INDEX = 4;

    private final ArchiveImport archive;
    private final BlobStore blobs;

    OciArchive(ArchiveImport archive) {
        this.archive = archive;
        this.blobs = archive.blobs();
    }

    Map<ImageReference, Descriptor> images() throws IOException {
        checkVersion();
        Map<ImageReference, Descriptor> images = new LinkedHashMap<>();
        List<JsonObject> entries = table("index.json").array("manifests").objects();
        for (JsonObject entry : entries) {
            Descriptor image = Descriptor.of(entry);
            List<ImageReference> names = names(entry, image);
            if (!names.isEmpty()) {
                Descriptor checked = complete(image, 0);
                names.forEach(name -> images.put(name, checked));
            }
        }
        if (images.isEmpty()) {
            throw new ArchiveException(
                    entries.isEmpty()
                            ? "the archive has no images: its index.json lists none"
                            : "the archive doesn't name its images: no " + NAME
                                    + " annotation with a name in index.json");
        }
        return images;
    }

    private void checkVersion() throws IOException {
        String version = table("oci-layout").string("imageLayoutVersion");
        if (!version.isEmpty() && !version.startsWith("1.")) {
            throw new ArchiveException("the archive is an OCI image layout of the unknown version " + version);
        }
    }

    private JsonObject table(String name) throws IOException {
        byte[] bytes = archive.table(name);
        return bytes == null ? JsonObject.EMPTY : Manifest.object(bytes, name);
    }

    private List<ImageReference> names(JsonObject entry, Descriptor image) throws IOException {
        JsonObject annotations = entry.object("annotations");
        String full = annotations.string(CONTAINERD_NAME);
        String name = full.isEmpty() ? annotations.string(NAME) : full;
        boolean tagAlone = full.isEmpty() && name.indexOf('/') < 0 && name.indexOf(':') < 0;
        if (!tagAlone) {
            return List.of(DockerArchive.reference(name));
        }
        byte[] docker = archive.table("manifest.json");
        return docker == null ? List.of() : DockerArchive.names(docker, config(image));
    }

    /** The digest of the image's configuration, or null for an index of several platforms. */
    private @Nullable Digest config(Descriptor image) throws IOException {
        Manifest manifest = blobs.manifest(image.digest());
        return manifest == null || manifest.isIndex()
                ? null
                : manifest.children().getFirst().digest();
    }

    /** The descriptor as a registry should answer it, when everything below it is there; else throws. */
    private Descriptor complete(Descriptor image, int depth) throws IOException {
        checkPresent(image);
        Manifest manifest = blobs.manifest(image.digest());
        if (manifest == null || depth > DEEPEST_INDEX) {
            throw new ArchiveException("the archive nests indexes deeper than " + DEEPEST_INDEX);
        }
        if (manifest.isIndex()) {
            completeOne(manifest, depth);
        } else {
            for (Descriptor child : manifest.children()) {
                if (!MediaTypes.isForeign(child.mediaType())) {
                    checkPresent(child);
                }
            }
        }
        return new Descriptor(manifest.mediaType(), image.digest(), image.size());
    }

    /** Tools leave other platforms' images out, but keep the index whole for its digest: one image suffices. */
    private void completeOne(Manifest index, int depth) throws IOException {
        int present = 0;
        for (Descriptor child : index.children()) {
            if (blobs.size(child.digest()) >= 0) {
                complete(child, depth + 1);
                present++;
            }
        }
        if (present == 0) {
            throw new ArchiveException("the archive is incomplete: an index has none of its images");
        }
    }

    private void checkPresent(Descriptor content) throws IOException {
        long size = blobs.size(content.digest());
        if (size < 0) {
            throw new ArchiveException("the archive is incomplete: it lacks " + content.digest() + " ("
                    + (content.mediaType().isEmpty() ? "no media type" : content.mediaType()) + ")");
        }
        if (size != content.size()) {
            throw new ArchiveException(content.digest() + " should have " + content.size() + " bytes and has " + size);
        }
    }
}
