package dev.leme.node.volumes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** File systems in memory with a size of their own, for memory volumes that have a limit. */
final class Tmpfs {
    private static final Path MOUNTS = Path.of("/proc/self/mounts");

    private Tmpfs() {}

    static void mount(Path path, long bytes) throws IOException {
        run(List.of("mount", "-t", "tmpfs", "-o", "size=" + bytes + ",mode=0777", "tmpfs", path.toString()));
    }

    /** Unmounts everything below {@code root}, the innermost first. */
    static void unmountBelow(Path root) throws IOException {
        if (!Files.exists(root) || !Files.exists(MOUNTS)) {
            return;
        }
        String prefix = root.toAbsolutePath() + "/";
        List<String> below = Files.readAllLines(MOUNTS).stream()
                .map(line -> line.split(" ")[1].replace("\\040", " "))
                .filter(point -> point.startsWith(prefix))
                .sorted(Comparator.reverseOrder())
                .toList();
        for (String point : below) {
            run(List.of("umount", point));
        }
    }

    private static void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + ": " + output);
            }
        } catch (InterruptedException interrupted) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException(String.join(" ", command) + " was interrupted", interrupted);
        }
    }
}
