package dev.leme.cli.process;

import dev.leme.cli.CommandFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Other programs, run to their end. */
public final class Program {
    private static final String USUAL_PLACES = ":/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin";

    private Program() {}

    /** How a program ended. */
    public record Result(int exitCode, String out, String err) {
        public boolean isSuccess() {
            return exitCode == 0;
        }

        /** All it said. */
        public String text() {
            return (out + err).strip();
        }
    }

    /** Where a program is: on the path, or in the directories that a plain user's path lacks. */
    public static Optional<Path> find(String name) {
        return Stream.of((System.getenv().getOrDefault("PATH", "") + USUAL_PLACES).split(":", -1))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Runs it and returns how it ended; throws {@link CommandFailure} when there is no such program. */
    public static Result run(List<String> command) {
        return run(command, "");
    }

    /** As {@link #run(List)}, with something to read. */
    public static Result run(List<String> command, String input) {
        try {
            Process process = builder(command).start();
            StringBuilder err = new StringBuilder();
            Thread reader = Thread.startVirtualThread(() -> err.append(readAll(process.getErrorStream())));
            try (OutputStream in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException ended) {
                // It ended without reading; its exit code tells.
            }
            String out = readAll(process.getInputStream());
            reader.join();
            return new Result(process.waitFor(), out, err.toString());
        } catch (IOException failure) {
            throw new CommandFailure("cannot run " + command.getFirst() + ": " + failure.getMessage(), failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted", stopped);
        }
    }

    /** Runs it and throws {@link CommandFailure} with what it said when it fails. */
    public static String require(List<String> command, String input) {
        Result result = run(command, input);
        if (!result.isSuccess()) {
            throw new CommandFailure("'" + String.join(" ", command) + "' failed: " + result.text());
        }
        return result.out();
    }

    /** A builder for a program wherever it is. */
    public static ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().merge("PATH", USUAL_PLACES, String::concat);
        return builder;
    }

    private static String readAll(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
