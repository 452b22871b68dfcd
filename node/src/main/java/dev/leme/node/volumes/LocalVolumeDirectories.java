package dev.leme.node.volumes;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The directories of dynamically provisioned local volumes, one a volume, below one root. Each has its size where the
 * machine can give it one; elsewhere they are plain directories.
 */
public final class LocalVolumeDirectories {
    private static final long TRIAL_BYTES = 1L << 20;

    private final Path root;
    private final boolean sized;
    private @Nullable String obstacle;

    /** @param sized whether volumes are to have a size, for which this process mounts file systems */
    public LocalVolumeDirectories(Path root, boolean sized) {
        this.root = root;
        this.sized = sized;
    }

    /** Why volumes have no size of their own here; empty where they have. The first call tries it out. */
    public synchronized String obstacle() {
        String known = obstacle;
        if (known == null) {
            known = sized ? trial() : "this node mounts nothing";
            obstacle = known;
        }
        return known;
    }

    private String trial() {
        try {
            FileTree.directory(root, 0711);
            SizedVolume trial = new SizedVolume(FileTree.directory(root.resolve(".trial"), 0700));
            try {
                trial.create(TRIAL_BYTES);
                trial.mount();
                return "";
            } finally {
                trial.delete();
                FileTree.delete(trial.directory());
            }
        } catch (IOException cannot) {
            return String.valueOf(cannot.getMessage());
        }
    }

    /** Makes the volume's directory, writable for every user, where it is missing; returns its absolute path. */
    public Path create(String name, long bytes) throws IOException {
        FileTree.directory(root, 0711);
        Path directory = FileTree.directory(path(name), 0777);
        if (obstacle().isEmpty()) {
            new SizedVolume(directory).create(bytes);
        }
        return directory;
    }

    /** Gives the volume more room. Its file system takes it when a pod on the node uses it. */
    public void enlarge(String name, long bytes) throws IOException {
        SizedVolume volume = new SizedVolume(path(name));
        if (volume.exists()) {
            volume.enlarge(bytes);
        }
    }

    /** Removes the volume's directory with all that is in it; it may be gone already. */
    public void delete(String name) throws IOException {
        Path path = path(name);
        new SizedVolume(path).delete();
        FileTree.delete(path);
    }

    private Path path(String name) {
        Path path = root.resolve(name).normalize();
        if (!root.equals(path.getParent())) {
            throw new IllegalArgumentException("not a volume's name: " + name);
        }
        return path.toAbsolutePath();
    }
}
