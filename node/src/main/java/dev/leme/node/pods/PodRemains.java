package dev.leme.node.pods;

import dev.leme.node.volumes.FileTree;
import dev.leme.node.volumes.NodeDirectories;
import dev.leme.node.volumes.VolumeException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What an earlier process left of pods that no longer exist: directories, logs and cgroups.
 *
 * @param uids whose
 * @param logs the directories of their logs
 */
record PodRemains(NodeServices node, Set<String> uids, List<Path> logs) {

    /** Looks for what belongs to pods that are not among {@code known}; before any further pod is begun. */
    static PodRemains find(NodeServices node, Set<String> known) {
        NodeDirectories directories = node.directories();
        Set<String> found = new HashSet<>(byUid(directories.pods()).keySet());
        found.addAll(byUid(directories.memory()).keySet());
        found.removeAll(known);
        Map<String, Path> logs = byUid(directories.logs());
        logs.keySet().removeAll(known);
        return new PodRemains(node, found, List.copyOf(logs.values()));
    }

    /** Removes it; what cannot be removed stays for the next time. */
    void remove() {
        try {
            for (String uid : uids) {
                node.volumes().tearDown(uid);
                FileTree.delete(node.directories().pod(uid));
                node.cgroups().remove(uid);
            }
            for (Path log : logs) {
                FileTree.delete(log);
            }
        } catch (IOException | VolumeException failure) {
            warn(failure);
        }
    }

    private static void warn(Exception failure) {
        System.getLogger(PodRemains.class.getName())
                .log(Level.WARNING, "cannot remove what is left of pods: {0}", failure.getMessage());
    }

    /** The directories by the uid that their names are, or end with after an underscore. */
    private static Map<String, Path> byUid(Path parent) {
        Map<String, Path> byUid = new HashMap<>();
        if (Files.isDirectory(parent)) {
            try (Stream<Path> entries = Files.list(parent)) {
                entries.forEach(entry -> {
                    String name = entry.getFileName().toString();
                    byUid.put(name.substring(name.lastIndexOf('_') + 1), entry);
                });
            } catch (IOException unreadable) {
                warn(unreadable);
            }
        }
        return byUid;
    }
}
