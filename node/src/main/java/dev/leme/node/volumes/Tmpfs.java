package dev.leme.node.volumes;

import java.io.IOException;
import java.nio.file.Path;

/** File systems in memory, for memory volumes: what is in them reaches no disk. */
final class Tmpfs {
    private Tmpfs() {}

    /** Mounts one that holds so many bytes, or with 0 as many as the node has. */
    static void mount(Path path, long bytes) throws IOException {
        String size = bytes > 0 ? Long.toString(bytes) : "100%";
        SystemCommand.run("mount", "-t", "tmpfs", "-o", "size=" + size + ",mode=0777", "tmpfs", path.toString());
    }
}
