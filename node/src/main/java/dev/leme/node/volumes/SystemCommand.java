package dev.leme.node.volumes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs the system's own programs for mounts and file systems. */
final class SystemCommand {
    private SystemCommand() {}

    /** Runs one to its end; an exit code but 0 is an {@link IOException} with what it said. */
    static void run(String... command) throws IOException {
        run(0, command);
    }

    /** As the other, with exit codes up to {@code most} taken as success. */
    static void run(int most, String... command) throws IOException {
        Process process =
                new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
        try {
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() > most) {
                throw new IOException(String.join(" ", command) + ": " + output);
            }
        } catch (InterruptedException interrupted) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException(String.join(" ", command) + " was interrupted", interrupted);
        }
    }
}
