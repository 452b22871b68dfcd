package dev.leme.proxy.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** iproute2, in the network namespace of the calling thread. */
public final class IpCommand {

    private IpCommand() {}

    /** Runs {@code ip} with these words; returns what it prints. Throws {@link IOException} with what it complains of. */
    public static String run(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(words));
        return run(command, "");
    }

    /** Runs many commands with one process. All are tried; throws {@link IOException} where one failed. */
    public static void batch(List<String> commands) throws IOException, InterruptedException {
        run(List.of("ip", "-force", "-batch", "-"), String.join("\n", commands) + "\n");
    }

    /** Runs a program; returns what it prints. */
    public static String run(List<String> command, String input) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output);
        }
        return output;
    }
}
