package dev.leme.api.schema;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Published documents of Kubernetes v1.36 to compare with; a test that needs them is skipped where they are absent. */
public final class Reference {

    private Reference() {}

    /** The file or folder of this name under {@code ../shared/reference} of the project's root. */
    public static Path path(String name) {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null
                && !Files.isDirectory(folder.resolveSibling("shared").resolve("reference"))) {
            folder = folder.getParent();
        }
        Assumptions.assumeTrue(folder != null, "no ../shared/reference beside the project");
        return folder.resolveSibling("shared").resolve("reference").resolve(name);
    }

    /** A JSON document. */
    public static JsonObject json(String name) {
        return Json.parseObject(bytes(path(name)));
    }

    /** A file's content. */
    public static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** The samples with this ending, of what is generally available. */
    public static List<Path> samples(String ending) {
        try (Stream<Path> files = Files.list(path("api-testdata"))) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .filter(file -> !file.getFileName().toString().matches(".*\\.v\\d+(alpha|beta)\\d+\\..*"))
                    .sorted()
                    .toList();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
