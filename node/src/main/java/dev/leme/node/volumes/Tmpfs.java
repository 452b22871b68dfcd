package dev.leme.node.volumes;

import java.io.IOException;
import java.nio.file.Path;

/** File systems in memory with a size of their own, for memory volumes that have a limit. */
final class Tmpfs {
    private Tmpfs() {}

    static void mount(Path path, long bytes) throws IOException {
        SystemCommand.run("mount", "-t", "tmpfs", "-o", "size=" + bytes + ",mode=0777", "tmpfs", path.toString());
    }
}
