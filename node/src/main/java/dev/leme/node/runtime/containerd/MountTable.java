package dev.leme.node.runtime.containerd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What is mounted, as the kernel tells. */
public final class MountTable {
    private static final int MOUNT_POINT_FIELD = 4;

    private MountTable() {}

    /** The mount points at or below a directory, the latest mounted first: the order to unmount them in. */
    public static List<Path> below(Path directory) throws IOException {
        List<Path> points = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("/proc/self/mountinfo"))) {
            Path point = Path.of(unescape(line.split(" ", -1)[MOUNT_POINT_FIELD]));
            if (point.startsWith(directory)) {
                points.addFirst(point);
            }
        }
        return points;
    }

    /** The kernel writes blanks, tabs, newlines and backslashes as three octal digits. */
    static String unescape(String field) {
        return field.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
    }
}
