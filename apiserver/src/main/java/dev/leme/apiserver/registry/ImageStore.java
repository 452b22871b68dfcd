package dev.leme.apiserver.registry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The cluster's images: an OCI image layout in one directory, content by digest and names in {@code index.json}.
 *
 * <p>A change holds a lock on the directory, so a command line may import beside a running server, and its last step is
 * to replace {@code index.json}: before it nobody sees the change, and a failure or a crash leaves only content without a
 * name, which the failing call or the next {@link #open} removes. Readers take no lock. One object a process and directory.
 */
public final class ImageStore {

    private final Path directory;
    private final ImportLimits limits;
    private final BlobStore blobs;
    private final ReentrantLock changing = new ReentrantLock();
    private volatile Snapshot snapshot = new Snapshot(null, FileTime.fromMillis(0), ImageIndex.EMPTY);

    /** The index as it was read, and what tells that the file is still that one. */
    private record Snapshot(@Nullable Object file, FileTime modified, ImageIndex index) {}

    private interface Change<T> {
        T run() throws IOException;
    }

    private ImageStore(Path directory, ImportLimits limits) throws IOException {
        this.directory = directory;
        this.limits = limits;
        this.blobs = new BlobStore(directory);
    }

    /** Opens the store in {@code directory}, made where absent, and clears what an import that died left there. */
    public static ImageStore open(Path directory) throws IOException {
        return open(directory, ImportLimits.DEFAULT);
    }

    /** As {@link #open(Path)} with limits of one's own. */
    public static ImageStore open(Path directory, ImportLimits limits) throws IOException {
        Files.createDirectories(directory);
        ImageStore store = new ImageStore(directory, limits);
        Path layout = directory.resolve("oci-layout");
        if (!Files.exists(layout)) {
            Files.writeString(layout, "{\"imageLayoutVersion\":\"1.0.0\"}");
        }
        store.clearUnlessBusy();
        return store;
    }

    /**
     * Imports all images of an archive: an OCI image layout or the output of {@code docker save}, as a tar file, plain or
     * gzip. The stream is read once, in constant memory, and not closed.
     *
     * @return the images that now have a name here, in the archive's order
     * @throws ArchiveException when the archive is damaged, incomplete, over the limits or not one; nothing has changed then
     */
    public List<StoredImage> importArchive(InputStream archive, ImportListener listener) throws IOException {
        return exclusively(() -> {
            ArchiveImport run = new ArchiveImport(blobs, limits, listener);
            boolean done = false;
            try {
                Map<ImageReference, Descriptor> named = run.read(archive);
                write(index().with(named));
                done = true;
                List<StoredImage> images = new ArrayList<>();
                for (Map.Entry<ImageReference, Descriptor> image : named.entrySet()) {
                    images.add(stored(image.getKey(), image.getValue()));
                }
                run.discardAllBut(reachable());
                images.forEach(listener::tagged);
                return images;
            } finally {
                if (!done) {
                    run.discardAllBut(Set.of());
                }
            }
        });
    }

    /** All images by name. */
    public List<StoredImage> list() throws IOException {
        List<StoredImage> images = new ArrayList<>();
        for (Map.Entry<String, Descriptor> image : index().images().entrySet()) {
            images.add(stored(ImageReference.parse(image.getKey()), image.getValue()));
        }
        return images;
    }

    /** The manifest or index that a name stands for; a digest in the name decides, whatever its repository. */
    public Optional<Descriptor> resolve(ImageReference name) throws IOException {
        Digest digest = name.digest();
        if (digest == null) {
            return Optional.ofNullable(index().get(name));
        }
        Manifest manifest;
        try {
            manifest = blobs.manifest(digest);
        } catch (ArchiveException noManifest) {
            return Optional.empty();
        }
        return manifest == null
                ? Optional.empty()
                : Optional.of(new Descriptor(manifest.mediaType(), digest, blobs.size(digest)));
    }

    /** The tags of a repository such as {@code docker.io/library/nginx}, sorted. */
    public List<String> tags(String repository) throws IOException {
        String prefix = repository + ":";
        return index().images().keySet().stream()
                .filter(name -> name.startsWith(prefix))
                .map(name -> name.substring(prefix.length()))
                .toList();
    }

    /** The file with the content of this digest, and its size; it may be deleted while it is read. */
    public Optional<Blob> blob(Digest digest) throws IOException {
        long size = blobs.size(digest);
        return size < 0 ? Optional.empty() : Optional.of(new Blob(blobs.path(digest), size));
    }

    /** Stored content: a file, never changed once it is there, and its size in bytes. */
    public record Blob(Path file, long size) {}

    /** Forgets a name, or with a digest every name of that repository for it; tells whether there was one. */
    public boolean delete(ImageReference name) throws IOException {
        return exclusively(() -> {
            ImageIndex index = index();
            List<String> names = index.images().entrySet().stream()
                    .filter(image -> isMeant(name, image.getKey(), image.getValue()))
                    .map(Map.Entry::getKey)
                    .toList();
            if (!names.isEmpty()) {
                write(index.without(names));
            }
            return !names.isEmpty();
        });
    }

    private static boolean isMeant(ImageReference wanted, String name, Descriptor image) {
        Digest digest = wanted.digest();
        return digest == null
                ? name.equals(wanted.toString())
                : digest.equals(image.digest()) && name.startsWith(wanted.repository() + ":");
    }

    /** Removes content that no name leads to any more; the bytes that were freed. */
    public long collectGarbage() throws IOException {
        return exclusively(this::sweep);
    }

    private long sweep() throws IOException {
        blobs.forgetIncoming();
        Set<Digest> kept = reachable();
        long freed = 0;
        for (Digest digest : blobs.all()) {
            if (!kept.contains(digest)) {
                freed += Math.max(0, blobs.size(digest));
                blobs.delete(digest);
            }
        }
        return freed;
    }

    private void clearUnlessBusy() throws IOException {
        changing.lock();
        try (FileChannel channel = lockFile()) {
            FileLock held = channel.tryLock();
            if (held != null) {
                sweep();
            }
        } finally {
            changing.unlock();
        }
    }

    private <T> T exclusively(Change<T> change) throws IOException {
        changing.lock();
        try (FileChannel channel = lockFile()) {
            channel.lock();
            return change.run();
        } finally {
            changing.unlock();
        }
    }

    private FileChannel lockFile() throws IOException {
        return FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private ImageIndex index() throws IOException {
        Path file = directory.resolve("index.json");
        Snapshot known = snapshot;
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            if (known.file() != null
                    && known.file().equals(now.fileKey())
                    && known.modified().equals(now.lastModifiedTime())) {
                return known.index();
            }
            ImageIndex index = ImageIndex.parse(Files.readAllBytes(file));
            snapshot = new Snapshot(now.fileKey(), now.lastModifiedTime(), index);
            return index;
        } catch (NoSuchFileException none) {
            return ImageIndex.EMPTY;
        }
    }

    private void write(ImageIndex index) throws IOException {
        blobs.force();
        Path next = directory.resolve("index.json.next");
        try (FileChannel channel = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            java.nio.ByteBuffer bytes = java.nio.ByteBuffer.wrap(index.bytes());
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(next, directory.resolve("index.json"), StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    private Set<Digest> reachable() throws IOException {
        Set<Digest> seen = new HashSet<>();
        for (Descriptor image : index().images().values()) {
            reach(image, seen);
        }
        return seen;
    }

    private StoredImage stored(ImageReference name, Descriptor image) throws IOException {
        Set<Digest> content = new HashSet<>();
        reach(image, content);
        long size = 0;
        for (Digest digest : content) {
            size += Math.max(0, blobs.size(digest));
        }
        return new StoredImage(name, image, size);
    }

    /** Adds what the manifest or index leads to, itself included. */
    private void reach(Descriptor image, Set<Digest> seen) throws IOException {
        if (!seen.add(image.digest())) {
            return;
        }
        Manifest manifest = blobs.manifest(image.digest());
        if (manifest == null) {
            return;
        }
        for (Descriptor child : manifest.children()) {
            if (manifest.isIndex()) {
                reach(child, seen);
            } else {
                seen.add(child.digest());
            }
        }
    }

    /** Throws {@link IllegalStateException} where a name leads to content that is absent or was changed; for tests. */
    void checkInvariants() throws IOException {
        Set<Digest> kept = reachable();
        for (Digest digest : blobs.all()) {
            if (!kept.contains(digest)) {
                throw new IllegalStateException(digest + " has no name");
            }
            if (!Digest.of(Files.readAllBytes(blobs.path(digest))).equals(digest)) {
                throw new IllegalStateException(digest + " was changed");
            }
        }
        try (var incoming = Files.list(directory.resolve("incoming"))) {
            incoming.findFirst().ifPresent(file -> {
                throw new IllegalStateException("left behind: " + file);
            });
        }
    }
}
