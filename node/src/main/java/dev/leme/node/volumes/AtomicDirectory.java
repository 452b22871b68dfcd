package dev.leme.node.volumes;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A directory whose files change all at once: they lie in a directory of their own, {@code ..data} is a link to it, and
 * each visible name is a link through {@code ..data}. One rename of the link changes everything for whoever reads.
 */
final class AtomicDirectory {
    private static final String DATA = "..data";
    private static final DateTimeFormatter VERSION =
            DateTimeFormatter.ofPattern("'..'yyyy_MM_dd_HH_mm_ss.SSSSSSSSS").withZone(ZoneOffset.UTC);

    private final Path root;
    private final Ownership ownership;

    AtomicDirectory(Path root, Ownership ownership) {
        this.root = root;
        this.ownership = ownership;
    }

    /** Makes the directory show exactly {@code files}, by relative path; returns whether anything changed. */
    boolean write(Map<String, VolumeFile> files, Instant now) throws IOException {
        Path data = root.resolve(DATA);
        if (Files.isSymbolicLink(data) && current(data).equals(files)) {
            return false;
        }
        Path old = Files.isSymbolicLink(data) ? root.resolve(Files.readSymbolicLink(data)) : null;
        Path version = fill(files, now);
        Path link = root.resolve("..data_tmp");
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, version.getFileName());
        replace(link, data);
        linkVisible(files.keySet());
        if (old != null && !old.equals(version)) {
            FileTree.delete(old);
        }
        return true;
    }

    private Path fill(Map<String, VolumeFile> files, Instant now) throws IOException {
        Path version = root.resolve(VERSION.format(now));
        for (Instant later = now; Files.exists(version); ) {
            later = later.plusNanos(1);
            version = root.resolve(VERSION.format(later));
        }
        FileTree.directory(version, 0755);
        for (Map.Entry<String, VolumeFile> file : files.entrySet()) {
            Path path = version.resolve(file.getKey()).normalize();
            if (!path.startsWith(version)) {
                throw new IOException("invalid path: " + file.getKey());
            }
            makeParents(version, version.relativize(path));
            Files.write(path, file.getValue().content());
            FileTree.setMode(path, file.getValue().mode());
        }
        ownership.giveTree(version);
        return version;
    }

    private static void makeParents(Path version, Path relative) throws IOException {
        for (int depth = 1; depth < relative.getNameCount(); depth++) {
            FileTree.directory(version.resolve(relative.subpath(0, depth)), 0755);
        }
    }

    private static void replace(Path link, Path data) throws IOException {
        try {
            Files.move(link, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException impossible) {
            throw new IOException("cannot rename " + link, impossible);
        }
    }

    private void linkVisible(Set<String> paths) throws IOException {
        Set<String> wanted = new HashSet<>();
        for (String path : paths) {
            wanted.add(Path.of(path).getName(0).toString());
        }
        try (Stream<Path> entries = Files.list(root)) {
            for (Path entry : entries.toList()) {
                String name = entry.getFileName().toString();
                if (!name.startsWith("..") && !wanted.contains(name)) {
                    FileTree.delete(entry);
                }
            }
        }
        for (String name : wanted) {
            Path link = root.resolve(name);
            if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
                Files.createSymbolicLink(link, Path.of(DATA, name));
            }
        }
    }

    private static Map<String, VolumeFile> current(Path data) throws IOException {
        Map<String, VolumeFile> files = new TreeMap<>();
        if (!Files.isDirectory(data)) {
            return files;
        }
        Path version = data.toRealPath();
        try (Stream<Path> walk = Files.walk(version)) {
            for (Path path : walk.filter(Files::isRegularFile).toList()) {
                String name = version.relativize(path).toString();
                files.put(name, new VolumeFile(Files.readAllBytes(path), FileTree.mode(path)));
            }
        }
        return files;
    }
}
