package dev.leme.cluster;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.client.ApiClient;
import dev.leme.client.PatchType;
import dev.leme.controllers.volume.VolumeDirectories;
import dev.leme.node.volumes.LocalVolumeDirectories;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes the directories of local volumes on this machine's own node. */
final class NodeVolumes implements VolumeDirectories {

    /** The annotation by which a storage class tells whether its volumes have a size. */
    private static final String SIZE = "leme.dev/volume-size";

    private final LocalVolumeDirectories directories;
    private volatile @Nullable Consumer<Path> grower;

    /** @param sized whether volumes get file systems of their size, where the machine can */
    NodeVolumes(Path root, boolean sized) {
        this.directories = new LocalVolumeDirectories(root, sized);
    }

    /** The node has begun, and takes word of volumes that have more room. */
    void connect(Consumer<Path> node) {
        grower = node;
    }

    /** Finds out whether volumes can have a size here, and says so in the storage class. */
    void tell(ApiClient client) {
        String obstacle = directories.obstacle();
        String size = obstacle.isEmpty()
                ? "enforced: each volume is a file system of its size"
                : "not enforced: volumes are plain directories, because: " + obstacle;
        ApiObject shown = client.find(Resources.STORAGE_CLASSES, "", Bootstrap.STORAGE_CLASS);
        if (shown != null && !size.equals(shown.annotations().get(SIZE))) {
            JsonObject annotation = JsonObject.EMPTY.with(SIZE, size);
            client.patch(
                    Resources.STORAGE_CLASSES,
                    "",
                    shown.name(),
                    PatchType.MERGE,
                    JsonObject.of("metadata", JsonObject.of("annotations", annotation)));
        }
    }

    @Override
    public void create(String node, Path directory, long bytes) throws IOException {
        directories.create(name(directory), bytes);
    }

    @Override
    public void enlarge(String node, Path directory, long bytes) throws IOException {
        directories.enlarge(name(directory), bytes);
    }

    /** A node that has not begun looks at its volumes when it does. */
    @Override
    public void grow(String node, Path directory) {
        Consumer<Path> begun = grower;
        if (begun != null) {
            begun.accept(directory);
        }
    }

    @Override
    public void delete(String node, Path directory) throws IOException {
        directories.delete(name(directory));
    }

    private static String name(Path directory) {
        Path name = directory.getFileName();
        if (name == null) {
            throw new IllegalArgumentException("not a volume's directory: " + directory);
        }
        return name.toString();
    }
}
