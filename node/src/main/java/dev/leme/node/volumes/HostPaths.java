package dev.leme.node.volumes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The checks that a {@code hostPath}'s type asks for. */
final class HostPaths {
    private static final int KIND = 0170000;
    private static final int SOCKET = 0140000;
    private static final int CHARACTER = 0020000;
    private static final int BLOCK = 0060000;

    private HostPaths() {}

    static Path check(Path path, String type) throws IOException {
        switch (type) {
            case "DirectoryOrCreate" -> require(Files.isDirectory(Missing.directory(path)), path, "directory");
            case "Directory" -> require(Files.isDirectory(path), path, "directory");
            case "FileOrCreate" -> require(Files.isRegularFile(Missing.file(path)), path, "file");
            case "File" -> require(Files.isRegularFile(path), path, "file");
            case "Socket" -> require(kind(path) == SOCKET, path, "socket file");
            case "CharDevice" -> require(kind(path) == CHARACTER, path, "character device");
            case "BlockDevice" -> require(kind(path) == BLOCK, path, "block device");
            default -> {}
        }
        return path;
    }

    private static void require(boolean holds, Path path, String what) {
        if (!holds) {
            throw new VolumeException("hostPath type check failed: " + path + " is not a " + what);
        }
    }

    private static int kind(Path path) throws IOException {
        return Files.exists(path) ? (Integer) Files.getAttribute(path, "unix:mode") & KIND : 0;
    }

    /** Makes what is missing and leaves alone what is there. */
    private static final class Missing {
        static Path directory(Path path) throws IOException {
            return Files.exists(path) ? path : FileTree.directory(path, 0755);
        }

        static Path file(Path path) throws IOException {
            if (!Files.exists(path)) {
                Files.createFile(path);
                FileTree.setMode(path, 0644);
            }
            return path;
        }
    }
}
