package dev.leme.cli.home;

import dev.leme.cli.CommandFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A file that one process at a time has locked. The kernel lets go when the process ends. */
public final class HomeLock implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;

    private HomeLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
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
            Files.createDirectories(file.getParent());
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = wait ? channel.lock() : tryLock(channel);
            if (lock == null) {
                channel.close();
                return null;
            }
            return new HomeLock(file, channel);
        } catch (IOException failure) {
            throw new CommandFailure(
                    "cannot write " + file + " (" + failure.getMessage() + "): run this as its owner, or set LEME_HOME",
                    failure);
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
        String mark = UUID.randomUUID().toString();
        try {
            channel.truncate(0).write(ByteBuffer.wrap(mark.getBytes(StandardCharsets.UTF_8)), 0);
            return Files.readString(file).equals(mark);
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
