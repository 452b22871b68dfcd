package dev.leme.tests.machine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The checkout that the tests run in. */
public final class Project {

    private Project() {}

    /** Its directory. */
    public static Path root() {
        Path here = Path.of("").toAbsolutePath();
        return Stream.iterate(here, directory -> directory != null, Path::getParent)
                .filter(directory -> Files.isDirectory(directory.resolve("examples")))
                .findFirst()
                .orElseThrow();
    }

    /** A sample image's archive, built from Debian's packages when it isn't there. */
    public static Path image(String name) {
        String cache = System.getenv().getOrDefault("LEME_CACHE", System.getProperty("user.home") + "/.cache/leme");
        Path images = Path.of(cache, "images");
        Path archive = images.resolve(name + ".tar");
        if (!Files.exists(archive)) {
            String script = root().resolve("examples/images/build.sh").toString();
            Program.run(List.of(script, images.toString(), name), "", Map.of("LEME_CACHE", cache))
                    .succeeded();
        }
        return archive;
    }
}
