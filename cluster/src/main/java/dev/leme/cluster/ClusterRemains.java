package dev.leme.cluster;

import dev.leme.node.runtime.containerd.ContainerdPurge;
import dev.leme.node.runtime.containerd.MountTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a cluster leaves when its server is gone: containers that run on, mounts, files. From any state, after a crash too. */
public final class ClusterRemains {

    /** Where nodes keep what must not reach a disk: a directory a cluster. */
    public static final Path MEMORY = Path.of("/run/leme");

    private ClusterRemains() {}

    static Path memory(ClusterConfig config) {
        return MEMORY.resolve(config.name());
    }

    /** Where its dynamic local volumes lie. */
    static Path volumes(ClusterConfig config) {
        return config.home().resolve("volumes");
    }

    /** Ends its containers and containerd, and unmounts its volumes; all state stays. */
    public static void stop(ClusterConfig config) throws IOException, InterruptedException {
        if (config.runtime() == ClusterConfig.Runtime.CONTAINERD) {
            ContainerdPurge.stop(NodeRuntimes.settings(config));
            unmountBelow(volumes(config));
        }
    }

    /** Removes everything of it. A second call finds nothing to do. */
    public static void purge(ClusterConfig config) throws IOException, InterruptedException {
        if (config.runtime() == ClusterConfig.Runtime.CONTAINERD) {
            ContainerdPurge.purge(NodeRuntimes.settings(config));
            remove(memory(config));
        }
        remove(config.home());
    }

    private static void remove(Path directory) throws IOException, InterruptedException {
        if (Files.exists(directory)) {
            unmountBelow(directory);
            ContainerdPurge.deleteTree(directory);
        }
    }

    private static void unmountBelow(Path directory) throws IOException, InterruptedException {
        List<Path> mounts = MountTable.below(directory);
        if (mounts.isEmpty()) {
            return;
        }
        List<String> command = new ArrayList<>(List.of("umount", "--lazy", "--"));
        mounts.forEach(mount -> command.add(mount.toString()));
        new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        List<Path> left = MountTable.below(directory);
        if (!left.isEmpty()) {
            throw new IOException("cannot be unmounted: " + left);
        }
    }
}
