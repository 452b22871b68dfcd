package dev.leme.node.volumes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** The directories of dynamically provisioned local volumes, one a volume, below one root. */
public final class LocalVolumeDirectories {
    private final Path root;

    public LocalVolumeDirectories(Path root) {
        this.root = root;
    }

    /** Makes the volume's directory, writable for every user, where it is missing; returns its absolute path. */
    public Path create(String name) {
        try {
            FileTree.directory(root, 0711);
            return FileTree.directory(path(name), 0777);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Removes the volume's directory with all that is in it; it may be gone already. */
    public void delete(String name) {
        try {
            FileTree.delete(path(name));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private Path path(String name) {
        Path path = root.resolve(name).normalize();
        if (!root.equals(path.getParent())) {
            throw new IllegalArgumentException("not a volume's name: " + name);
        }
        return path.toAbsolutePath();
    }
}
