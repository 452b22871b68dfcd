package dev.leme.cli.home;

import dev.leme.cli.CommandFailure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A file that one process at a time has locked. The kernel lets go when the process ends. */
public final class HomeLock implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;
    private final Object identityBefore;

    private HomeLock(Path file, FileChannel channel, Object identityBefore) {
        this.file = file;
        this.channel = channel;
        this.identityBefore = identityBefore;
    }

    /** Waits for the lock; {@code onWait} is run when another has it. */
    public static HomeLock acquire(Path file, Runnable onWait) {
        boolean told = false;
        while (true) {
            HomeLock lock = attempt(file, told);
            if (lock == null) {
                onWait.run();
                told = true;
            } else if (lock.isCurrent()) {
                return lock;
            } else {
                lock.close();
            }
        }
    }

    /** The lock, or nothing when another has it. */
    public static Optional<HomeLock> tryAcquire(Path file) {
        return Optional.ofNullable(attempt(file, false));
    }

    private static @Nullable HomeLock attempt(Path file, boolean wait) {
        try {
            Files.createDirectories(file.toAbsolutePath().resolveSibling(""));
            Object before = identity(file);
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = wait ? channel.lock() : tryLock(channel);
            if (lock == null) {
                channel.close();
                return null;
            }
            return new HomeLock(file, channel, before);
        } catch (IOException failure) {
            throw new CommandFailure(
                    "cannot write " + file + " (" + failure.getMessage() + "): run this as its owner, or set LEME_HOME",
                    failure);
        }
    }

    /** The inode. Asked by name, for to open the file once more and close it would let go of the lock. */
    private static Object identity(Path file) throws IOException {
        try {
            return Files.getAttribute(file, "unix:ino");
        } catch (NoSuchFileException absent) {
            return file;
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException ours) {
            return null;
        }
    }

    /** Whether the file of that name is still what we locked: the one before us may have removed it. */
    private boolean isCurrent() {
        try {
            return identity(file).equals(identityBefore);
        } catch (IOException gone) {
            return false;
        }
    }

    /** Removes the file too. */
    public void remove() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException harmless) {
            // An empty file is left over.
        }
        close();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException harmless) {
            // The lock is let go with the process at the latest.
        }
    }
}
