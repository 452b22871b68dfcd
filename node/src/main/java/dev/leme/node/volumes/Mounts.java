package dev.leme.node.volumes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What is mounted where, as this process sees it. */
final class Mounts {
    private static final Path TABLE = Path.of("/proc/self/mounts");

    private Mounts() {}

    private static Stream<Path> points() throws IOException {
        return Files.exists(TABLE)
                ? Files.readAllLines(TABLE).stream().map(line -> Path.of(line.split(" ", -1)[1].replace("\\040", " ")))
                : Stream.empty();
    }

    static boolean has(Path point) throws IOException {
        Path wanted = point.toAbsolutePath();
        try (Stream<Path> points = points()) {
            return points.anyMatch(wanted::equals);
        }
    }

    /** Unmounts everything below {@code root}, the innermost first. */
    static void unmountBelow(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        Path top = root.toAbsolutePath();
        List<Path> below;
        try (Stream<Path> points = points()) {
            below = points.filter(point -> point.startsWith(top) && !point.equals(top))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
        for (Path point : below) {
            SystemCommand.run("umount", point.toString());
        }
    }
}
