package dev.leme.node.volumes;

import dev.leme.api.json.JsonObject;
import dev.leme.api.quantity.Quantity;
import dev.leme.node.manifest.PodManifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * The sizes that empty directories on disk must keep to. Nothing stops a write there; who has written too much is found by
 * looking. Those in memory are file systems of their size.
 */
public record EmptyDirLimits(NodeDirectories directories) {

    /** What the pod has too much of, in upstream's words; empty for nothing. */
    public Optional<String> exceeded(PodManifest pod) {
        for (JsonObject volume : pod.spec().array("volumes").objects()) {
            JsonObject source = volume.object("emptyDir");
            Quantity limit = Quantity.parseOrZero(source.string("sizeLimit"));
            String name = volume.string("name");
            if (limit.signum() > 0 && source.string("medium").isEmpty() && bytes(pod, name) > limit.value()) {
                return Optional.of("Usage of EmptyDir volume \"" + name + "\" exceeds the limit \"" + limit + "\". ");
            }
        }
        return Optional.empty();
    }

    private long bytes(PodManifest pod, String volume) {
        Path directory = directories.volume(pod.uid(), "empty-dir", volume, false);
        if (!Files.isDirectory(directory)) {
            return 0;
        }
        Sum sum = new Sum();
        try {
            Files.walkFileTree(directory, sum);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return sum.bytes;
    }

    /** The sizes of all files; one that goes meanwhile counts nothing. */
    private static final class Sum extends SimpleFileVisitor<Path> {
        private long bytes;

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            bytes += attributes.isRegularFile() ? attributes.size() : 0;
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            return FileVisitResult.CONTINUE;
        }
    }
}
