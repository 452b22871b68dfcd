package dev.leme.store.sqlite;

import dev.leme.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps a second process away from a store's file: two commit loops on one file would both decide the order. The lock is
 * the kernel's, on a file beside the store, so it ends with the process however that ends. The file holds the process id
 * of its owner.
 */
final class StoreLock implements AutoCloseable {
    /**
     * The locked files of this process. The kernel gives up a process's lock as soon as the process closes any
     * descriptor of the file, so within the process it must not even be opened twice.
     */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private static final int MAX_OWNER_LENGTH = 20;

    private final Path file;
    private final FileChannel channel;

    private StoreLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Takes the lock of a store, whose directory must exist. */
    static StoreLock acquire(Path store) throws IOException {
        var file = store.toRealPath().resolveSibling(store.getFileName() + ".lock");
        if (!OWN.add(file)) throw new StoreException(store + " is already open in this process");
        try {
            return new StoreLock(file, lock(store, file));
        } catch (IOException | RuntimeException e) {
            OWN.remove(file);
            throw e;
        }
    }

    private static FileChannel lock(Path store, Path file) throws IOException {
        var options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        var channel = FileChannel.open(file, options, mode);
        try {
            if (channel.tryLock() == null) {
                throw new StoreException(store + " is in use by another process (pid " + owner(channel) + ")");
            }
            var pid = ProcessHandle.current().pid() + "\n";
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)));
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static String owner(FileChannel channel) throws IOException {
        var content = ByteBuffer.allocate(MAX_OWNER_LENGTH);
        channel.read(content, 0);
        var owner = new String(content.array(), 0, content.position(), StandardCharsets.US_ASCII).strip();
        return owner.isEmpty() ? "unknown" : owner;
    }

    /** The file stays: whoever opens it just now must lock the same file as those after. */
    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            OWN.remove(file);
        }
    }
}
