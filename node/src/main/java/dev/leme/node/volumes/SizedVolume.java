package dev.leme.node.volumes;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A directory with a size of its own, in bytes: an ext4 file system in a sparse image beside it ({@code <directory>.img}),
 * mounted through a loop device while pods use it. The kernel gives the loop device back with the last mount.
 *
 * @param directory where it is mounted
 */
record SizedVolume(Path directory) {
    /** The least that a file system can be made of. */
    private static final long SMALLEST = 1L << 20;

    /** The mode that mkfs gives to a file system's root. */
    private static final int FRESH_MODE = 0755;

    private static final Path BLOCK_DEVICES = Path.of("/sys/block");

    /** e2fsck's exit code for a file system that it has put right. */
    private static final int CORRECTED = 1;

    private Path image() {
        return directory.resolveSibling(directory.getFileName() + ".img");
    }

    boolean exists() {
        return Files.exists(image());
    }

    /** Makes the image and its file system, durable when this returns; one that exists stays as it is. */
    void create(long bytes) throws IOException {
        if (exists()) {
            return;
        }
        Path fresh = directory.resolveSibling(directory.getFileName() + ".img.new");
        try {
            setLength(fresh, bytes);
            SystemCommand.run(
                    "mkfs.ext4",
                    "-q",
                    "-F",
                    "-m",
                    "0",
                    "-E",
                    "lazy_itable_init=1,lazy_journal_init=1,nodiscard",
                    fresh.toString());
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(fresh, image(), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static void setLength(Path file, long bytes) throws IOException {
        try (RandomAccessFile image = new RandomAccessFile(file.toFile(), "rw")) {
            image.setLength(Math.max(bytes, SMALLEST));
        }
    }

    /** Gives the image more room; the file system takes it with {@link #grow}. Never makes it smaller. */
    void enlarge(long bytes) throws IOException {
        if (Files.size(image()) < bytes) {
            setLength(image(), bytes);
        }
    }

    /**
     * Lets the file system fill its image: in use, where the kernel allows it, else while nothing has it mounted. Does
     * nothing where it fills it already.
     */
    void grow() throws IOException {
        Optional<String> device = device();
        if (device.isPresent()) {
            SystemCommand.run("losetup", "--set-capacity", device.get());
            SystemCommand.run("resize2fs", device.get());
        } else {
            SystemCommand.run(CORRECTED, "e2fsck", "-f", "-p", image().toString());
            SystemCommand.run("resize2fs", image().toString());
        }
    }

    /** The loop device that has the image, also when only a container's own mount of it is left. */
    private Optional<String> device() throws IOException {
        String wanted = image().toAbsolutePath().toString();
        try (DirectoryStream<Path> devices = Files.newDirectoryStream(BLOCK_DEVICES, "loop*")) {
            for (Path device : devices) {
                Path backing = device.resolve("loop/backing_file");
                if (Files.exists(backing) && Files.readString(backing).strip().equals(wanted)) {
                    return Optional.of("/dev/" + device.getFileName());
                }
            }
        }
        return Optional.empty();
    }

    boolean isMounted() throws IOException {
        return Mounts.has(directory);
    }

    void mount() throws IOException {
        if (!isMounted()) {
            SystemCommand.run("mount", "-o", "loop,discard", image().toString(), directory.toString());
            openWhenFresh();
        }
    }

    /**
     * Makes a file system as mkfs leaves it what a plain directory is: any user may write, and nothing is in it, which
     * databases insist on.
     */
    private void openWhenFresh() throws IOException {
        Path found = directory.resolve("lost+found");
        String[] all = directory.toFile().list();
        boolean fresh = all != null && all.length == 1 && Files.isDirectory(found, LinkOption.NOFOLLOW_LINKS);
        if (fresh && FileTree.mode(directory) == FRESH_MODE) {
            FileTree.setMode(directory, 0777);
            Files.delete(found);
        }
    }

    void unmount() throws IOException {
        if (isMounted()) {
            SystemCommand.run("umount", directory.toString());
        }
    }

    /** Removes the file system with all that is in it, also while something still has it open. */
    void delete() throws IOException {
        if (isMounted()) {
            SystemCommand.run("umount", "--lazy", directory.toString());
        }
        Files.deleteIfExists(image());
    }
}
