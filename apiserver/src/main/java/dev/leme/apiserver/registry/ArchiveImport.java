package dev.leme.apiserver.registry;

import dev.leme.apiserver.registry.BlobStore.Stored;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One import: first all of the archive's files become content by digest, in whatever order they come; then, the whole
 * archive being known, its table of contents says which of them are images. Not thread-safe; used once.
 */
final class ArchiveImport {

    private static final Set<String> TABLES = Set.of("index.json", "manifest.json", "oci-layout");
    private static final int LONGEST_LINK_CHAIN = 16;

    private final BlobStore blobs;
    private final ImportLimits limits;
    private final ImportListener listener;
    private final Map<String, byte[]> tables = new HashMap<>();
    private final Map<String, Stored> files = new HashMap<>();
    private final Map<String, String> links = new HashMap<>();
    private final Set<Digest> added = new HashSet<>();

    ArchiveImport(BlobStore blobs, ImportLimits limits, ImportListener listener) {
        this.blobs = blobs;
        this.limits = limits;
        this.listener = listener;
    }

    /** Stores the archive's content and returns what its names stand for, all of it complete. */
    Map<ImageReference, Descriptor> read(InputStream archive) throws IOException {
        TarReader tar = new TarReader(ArchiveStream.of(archive, limits.archiveBytes()));
        int count = 0;
        for (TarReader.Entry entry = tar.next(); entry != null; entry = tar.next()) {
            if (++count > limits.files()) {
                throw new ArchiveException("the archive has more than " + limits.files() + " files");
            }
            take(entry, tar);
        }
        if (tables.containsKey("index.json")) {
            return new OciArchive(this).images();
        }
        if (tables.containsKey("manifest.json")) {
            return new DockerArchive(this).images();
        }
        throw new ArchiveException(
                "not an image archive, or a truncated one: it has neither index.json (OCI) nor manifest.json (docker save)");
    }

    private void take(TarReader.Entry entry, TarReader tar) throws IOException {
        String name = inside("", entry.name());
        switch (entry.kind()) {
            case DIRECTORY -> {}
            case LINK -> links.put(name, inside(entry.isSymbolic() ? parent(name) : "", entry.target()));
            case OTHER -> throw new ArchiveException("the archive has a device or another special file: " + name);
            case FILE -> takeFile(name, entry.size(), tar.content());
        }
    }

    private void takeFile(String name, long size, InputStream content) throws IOException {
        boolean table = TABLES.contains(name);
        long limit = table ? Manifest.LARGEST : limits.fileBytes();
        if (size < 0 || size > limit) {
            throw new ArchiveException(name + " is too large: " + size + " bytes; the limit is " + limit);
        }
        if (table) {
            tables.put(name, content.readAllBytes());
            return;
        }
        Stored stored = blobs.put(content, expected(name));
        if (stored.isNew()) {
            added.add(stored.digest());
        }
        files.put(name, stored);
        listener.stored(name, stored.size());
    }

    private static @Nullable Digest expected(String name) throws ArchiveException {
        if (!name.startsWith("blobs/")) {
            return null;
        }
        try {
            return Digest.parse(name.substring("blobs/".length()).replace('/', ':'));
        } catch (IllegalArgumentException bad) {
            throw new ArchiveException("the archive has content under a name that is " + bad.getMessage(), bad);
        }
    }

    /** The path that {@code name} means from {@code folder}; throws where it leads out of the archive. */
    private static String inside(String folder, String name) throws ArchiveException {
        Deque<String> parts = new ArrayDeque<>();
        if (name.startsWith("/")) {
            throw new ArchiveException("the archive has an absolute path: " + name);
        }
        for (String part : (folder + "/" + name).split("/", -1)) {
            if (part.equals("..")) {
                if (parts.pollLast() == null) {
                    throw new ArchiveException("the archive has a path that leads out of it: " + name);
                }
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        return String.join("/", parts);
    }

    private static String parent(String name) {
        int slash = name.lastIndexOf('/');
        return slash < 0 ? "" : name.substring(0, slash);
    }

    /** One of the archive's tables of contents, or null. */
    byte @Nullable [] table(String name) {
        return tables.get(name);
    }

    /** The content of one of the archive's files, links followed; throws where there is none. */
    Stored file(String name) throws ArchiveException {
        String at = inside("", name);
        for (int i = 0; i < LONGEST_LINK_CHAIN; i++) {
            Stored stored = files.get(at);
            if (stored != null) {
                return stored;
            }
            String target = links.get(at);
            if (target == null) {
                throw new ArchiveException("the archive is incomplete: it lacks " + name);
            }
            at = target;
        }
        throw new ArchiveException("the archive has links that lead nowhere: " + name);
    }

    BlobStore blobs() {
        return blobs;
    }

    /** Stores content that this import makes itself. */
    Stored add(byte[] content) throws IOException {
        Stored stored = blobs.put(new java.io.ByteArrayInputStream(content), null);
        if (stored.isNew()) {
            added.add(stored.digest());
        }
        return stored;
    }

    /** Removes what this import brought and {@code kept} doesn't name. */
    void discardAllBut(Set<Digest> kept) throws IOException {
        for (Digest digest : added) {
            if (!kept.contains(digest)) {
                blobs.delete(digest);
            }
        }
    }
}
