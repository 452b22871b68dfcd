package dev.leme.controllers.volume;

import dev.leme.api.core.v1.Node;
import dev.leme.api.core.v1.PersistentVolume;
import dev.leme.api.core.v1.PersistentVolumeClaim;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;
import dev.leme.api.quantity.Quantity;
import dev.leme.api.storage.v1.StorageClass;
import dev.leme.api.volume.VolumeMatch;
import dev.leme.client.event.EventRecorder;
import java.io.IOException;
import java.nio.file.Path;

/** Volumes that are directories under one root on one node: {@code <root>/<namespace>_<claim>_<uid>}. */
final class LocalVolumes {

    /** The provisioner's name in storage classes. */
    static final String PROVISIONER = "leme.dev/local";

    private static final String HOSTNAME = "kubernetes.io/hostname";

    private final Path root;
    private final VolumeDirectories directories;

    LocalVolumes(Path root, VolumeDirectories directories) {
        this.root = root;
        this.directories = directories;
    }

    static String name(PersistentVolumeClaim claim) {
        return "pvc-" + claim.metadata().uid();
    }

    /** Makes the claim's directory on the node; the volume that shows it. */
    PersistentVolume create(PersistentVolumeClaim claim, StorageClass storageClass, Node node) throws IOException {
        String namespace = claim.metadata().namespace();
        Path path = root.resolve(namespace + "_" + claim.metadata().name() + "_"
                + claim.metadata().uid());
        directories.create(
                node.metadata().name(), path, VolumeMatch.requested(claim).value());
        return volume(claim, storageClass, node, path);
    }

    private static PersistentVolume volume(
            PersistentVolumeClaim claim, StorageClass storageClass, Node node, Path path) {
        JsonObject metadata = JsonObject.builder()
                .put("name", name(claim))
                .put("annotations", JsonObject.of(Storage.PROVISIONED_BY, new JsonString(PROVISIONER)))
                .put("finalizers", JsonArray.of(new JsonString(Storage.VOLUME_PROTECTION)))
                .build();
        JsonObject capacity =
                JsonObject.EMPTY.with("storage", VolumeMatch.requested(claim).toString());
        JsonObject.Builder spec = JsonObject.builder()
                .put("capacity", capacity)
                .put("local", JsonObject.EMPTY.with("path", path.toString()))
                .put("accessModes", JsonArray.ofStrings(claim.spec().accessModes()))
                .put("claimRef", EventRecorder.reference(claim.object()))
                .put("persistentVolumeReclaimPolicy", reclaimPolicy(storageClass))
                .put("storageClassName", storageClass.metadata().name())
                .put("volumeMode", "Filesystem")
                .put("nodeAffinity", JsonObject.of("required", onlyOn(node)));
        if (storageClass.hasMountOptions()) {
            spec.put("mountOptions", JsonArray.ofStrings(storageClass.mountOptions()));
        }
        return PersistentVolume.of(JsonObject.builder()
                .put("apiVersion", PersistentVolume.API_VERSION)
                .put("kind", PersistentVolume.KIND)
                .put("metadata", metadata)
                .put("spec", spec.build())
                .build());
    }

    private static String reclaimPolicy(StorageClass storageClass) {
        return storageClass.reclaimPolicy().isEmpty() ? "Delete" : storageClass.reclaimPolicy();
    }

    private static JsonObject onlyOn(Node node) {
        String name = node.metadata().name();
        JsonObject expression = JsonObject.builder()
                .put("key", HOSTNAME)
                .put("operator", "In")
                .put(
                        "values",
                        JsonArray.of(new JsonString(node.metadata().labels().getOrDefault(HOSTNAME, name))))
                .build();
        JsonObject term = JsonObject.of("matchExpressions", JsonArray.of(expression));
        return JsonObject.of("nodeSelectorTerms", JsonArray.of(term));
    }

    static boolean isOurs(PersistentVolume volume) {
        return PROVISIONER.equals(volume.metadata().annotations().get(Storage.PROVISIONED_BY));
    }

    /** Gives the volume's directory room for {@code size}. */
    void enlarge(PersistentVolume volume, Quantity size) throws IOException {
        directories.enlarge(nodeOf(volume), pathOf(volume), size.value());
    }

    /** Has the node's pods see all the room that the volume has. */
    void grow(PersistentVolume volume) throws IOException {
        directories.grow(nodeOf(volume), pathOf(volume));
    }

    /** Removes the volume's directory. */
    void delete(PersistentVolume volume) throws IOException {
        directories.delete(nodeOf(volume), pathOf(volume));
    }

    /** A directory outside the root isn't ours to touch. */
    private Path pathOf(PersistentVolume volume) throws IOException {
        Path path = Path.of(volume.spec().local().path()).normalize();
        if (!path.startsWith(root) || path.equals(root)) {
            throw new IOException("volume " + volume.metadata().name() + " lies outside of " + root);
        }
        return path;
    }

    private static String nodeOf(PersistentVolume volume) {
        return volume.spec().nodeAffinity().required().json().array("nodeSelectorTerms").objects().stream()
                .flatMap(term -> term.array("matchExpressions").objects().stream())
                .filter(expression -> expression.string("key").equals(HOSTNAME))
                .flatMap(expression -> expression.array("values").strings().stream())
                .findFirst()
                .orElse("");
    }
}
