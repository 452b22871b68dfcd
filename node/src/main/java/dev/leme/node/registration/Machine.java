package dev.leme.node.registration;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The machine that the node runs on.
 *
 * @param diskBytes the size of the file system that holds the node's data
 */
public record Machine(
        int cpus,
        long memoryBytes,
        long diskBytes,
        String machineId,
        String systemUuid,
        String bootId,
        String kernelVersion,
        String osImage,
        String architecture,
        boolean appArmor) {

    /** Reads it from the kernel; what cannot be read is empty or 0. */
    public static Machine read(Path data) {
        return new Machine(
                Runtime.getRuntime().availableProcessors(),
                memory(text("/proc/meminfo")),
                disk(data),
                text("/etc/machine-id"),
                text("/sys/class/dmi/id/product_uuid"),
                text("/proc/sys/kernel/random/boot_id"),
                System.getProperty("os.version", ""),
                osImage(text("/etc/os-release")),
                architecture(System.getProperty("os.arch", "")),
                text("/sys/module/apparmor/parameters/enabled").equals("Y"));
    }

    private static String text(String file) {
        try {
            return Files.readString(Path.of(file), StandardCharsets.UTF_8).strip();
        } catch (IOException unreadable) {
            return "";
        }
    }

    private static long memory(String meminfo) {
        for (String line : meminfo.split("\n", -1)) {
            if (line.startsWith("MemTotal:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
        }
        return 0;
    }

    private static long disk(Path data) {
        try {
            Path existing = data.toAbsolutePath();
            while (!Files.exists(existing) && existing.getParent() != null) {
                existing = existing.getParent();
            }
            return Files.getFileStore(existing).getTotalSpace();
        } catch (IOException unreadable) {
            return 0;
        }
    }

    private static String osImage(String release) {
        for (String line : release.split("\n", -1)) {
            if (line.startsWith("PRETTY_NAME=")) {
                return line.substring("PRETTY_NAME=".length()).replace("\"", "");
            }
        }
        return "";
    }

    private static String architecture(String jvm) {
        return switch (jvm) {
            case "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            default -> jvm;
        };
    }
}
