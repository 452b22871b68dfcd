package dev.leme.node.runtime.containerd;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** One cgroup with all below it, in every hierarchy: of version 1 each controller has one, of version 2 there is one. */
final class Cgroups {
    private static final Path MOUNT = Path.of("/sys/fs/cgroup");

    private final List<Path> roots;

    private Cgroups(List<Path> roots) {
        this.roots = roots;
    }

    /** @param name absolute, as seen from the hierarchy's root; never the root itself */
    static Cgroups named(String name) throws IOException {
        String relative = name.replaceFirst("^/+", "");
        if (relative.isEmpty() || Path.of(relative).normalize().startsWith("..")) {
            throw new IllegalArgumentException("not a cgroup of our own: " + name);
        }
        List<Path> roots = new ArrayList<>();
        for (Path hierarchy : hierarchies()) {
            Path root = hierarchy.resolve(relative);
            if (Files.isDirectory(root)) {
                roots.add(root);
            }
        }
        return new Cgroups(roots);
    }

    private static List<Path> hierarchies() throws IOException {
        if (Files.exists(MOUNT.resolve("cgroup.controllers"))) {
            return List.of(MOUNT);
        }
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(MOUNT)) {
            for (Path entry : entries) {
                // Links are second names: cpu and cpuacct for one that has both.
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    found.add(entry);
                }
            }
        }
        return found;
    }

    /** The processes in any of them. */
    Set<Long> processes() throws IOException {
        Set<Long> pids = new LinkedHashSet<>();
        for (Path directory : deepestFirst()) {
            readPids(directory.resolve("cgroup.procs"), pids);
        }
        return pids;
    }

    private static void readPids(Path file, Set<Long> into) {
        try {
            Files.readAllLines(file).stream()
                    .filter(line -> !line.isBlank())
                    .map(Long::valueOf)
                    .forEach(into::add);
        } catch (IOException gone) {
            // It went while we looked.
        }
    }

    /** Removes them; one that still holds a process stays. */
    void remove() throws IOException {
        for (Path directory : deepestFirst()) {
            try {
                Files.deleteIfExists(directory);
            } catch (IOException busy) {
                // The caller looks whether any is left.
            }
        }
    }

    boolean exist() {
        return roots.stream().anyMatch(Files::isDirectory);
    }

    private List<Path> deepestFirst() throws IOException {
        List<Path> directories = new ArrayList<>();
        for (Path root : roots) {
            if (Files.isDirectory(root)) {
                try (Stream<Path> tree = Files.walk(root)) {
                    tree.filter(Files::isDirectory).forEach(directories::addFirst);
                }
            }
        }
        return directories;
    }
}
