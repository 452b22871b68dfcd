package dev.leme.cluster;

import dev.leme.controllers.volume.VolumeDirectories;
import dev.leme.node.volumes.LocalVolumeDirectories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Makes the directories of local volumes on this machine's own node. */
final class NodeVolumes implements VolumeDirectories {

    private final LocalVolumeDirectories directories;

    NodeVolumes(Path root) {
        this.directories = new LocalVolumeDirectories(root);
    }

    @Override
    public void create(String node, Path directory) throws IOException {
        try {
            directories.create(name(directory));
        } catch (UncheckedIOException failure) {
            throw failure.getCause();
        }
    }

    @Override
    public void delete(String node, Path directory) throws IOException {
        try {
            directories.delete(name(directory));
        } catch (UncheckedIOException failure) {
            throw failure.getCause();
        }
    }

    private static String name(Path directory) {
        Path name = directory.getFileName();
        if (name == null) {
            throw new IllegalArgumentException("not a volume's directory: " + directory);
        }
        return name.toString();
    }
}
