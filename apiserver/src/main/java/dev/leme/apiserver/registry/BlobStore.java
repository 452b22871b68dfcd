package dev.leme.apiserver.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Content by digest under {@code blobs/sha256}. Content is written beside, hashed on the way, forced to disk and renamed,
 * so a file that has its name is whole.
 */
final class BlobStore {

    private static final int BUFFER = 128 << 10;

    private final Path blobs;
    private final Path incoming;

    BlobStore(Path directory) throws IOException {
        blobs = Files.createDirectories(directory.resolve("blobs").resolve("sha256"));
        incoming = Files.createDirectories(directory.resolve("incoming"));
    }

    /** Stored content, and whether it wasn't there before. */
    record Stored(Digest digest, long size, boolean isNew) {}

    /**
     * Stores all of {@code content}; with an {@code expected} digest, only when it has that one. Throws
     * {@link ArchiveException} for another digest; whatever it throws, nothing stays.
     */
    Stored put(InputStream content, @Nullable Digest expected) throws IOException {
        Path file = Files.createTempFile(incoming, "blob", null);
        try {
            MessageDigest hash = Digest.sha256();
            long size = copy(content, file, hash);
            Digest digest = Digest.ofHash(hash.digest());
            if (expected != null && !expected.equals(digest)) {
                throw new ArchiveException("content that should have the digest " + expected + " has " + digest);
            }
            boolean isNew = !Files.exists(path(digest));
            Files.move(file, path(digest), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return new Stored(digest, size, isNew);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static long copy(InputStream content, Path file, MessageDigest hash) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long size = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                OutputStream out = Channels.newOutputStream(channel)) {
            for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                hash.update(buffer, 0, read);
                out.write(buffer, 0, read);
                size += read;
            }
            channel.force(true);
        }
        return size;
    }

    /** Where the content lies, or would. */
    Path path(Digest digest) {
        return blobs.resolve(digest.hex());
    }

    /** The content's size in bytes, or -1 where it is absent. */
    long size(Digest digest) throws IOException {
        try {
            return Files.size(path(digest));
        } catch (NoSuchFileException absent) {
            return -1;
        }
    }

    /** The manifest or index of this digest, or null where it is absent; throws where it is something else. */
    @Nullable Manifest manifest(Digest digest) throws IOException {
        byte[] content = manifestBytes(digest);
        return content == null ? null : Manifest.parse(content);
    }

    /** The bytes of a manifest, or null where it is absent; throws {@link ArchiveException} above 4 MiB. */
    byte @Nullable [] manifestBytes(Digest digest) throws IOException {
        long size = size(digest);
        if (size < 0) {
            return null;
        }
        if (size > Manifest.LARGEST) {
            throw new ArchiveException(digest + " is too large for a manifest: " + size + " bytes");
        }
        return Files.readAllBytes(path(digest));
    }

    boolean delete(Digest digest) throws IOException {
        return Files.deleteIfExists(path(digest));
    }

    /** The digests of all content. */
    List<Digest> all() throws IOException {
        List<Digest> digests = new ArrayList<>();
        try (Stream<Path> files = Files.list(blobs)) {
            files.forEach(file -> digests.add(new Digest(file.getFileName().toString())));
        }
        return digests;
    }

    /** Removes what a process that died left behind. */
    void forgetIncoming() throws IOException {
        try (Stream<Path> files = Files.list(incoming)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Forces the names of new content to disk. */
    void force() throws IOException {
        try (FileChannel directory = FileChannel.open(blobs, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }
}
