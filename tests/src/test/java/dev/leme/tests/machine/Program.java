package dev.leme.tests.machine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Other programs, run to their end; one that takes longer than four minutes is ended and fails the test. */
public final class Program {

    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final String USUAL_PLACES = ":/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin";

    private Program() {}

    /** How a program ended. */
    public record Result(List<String> command, int exitCode, String out, String err) {

        /** What it wrote to standard output, when it succeeded. */
        public String succeeded() {
            if (exitCode != 0) {
                throw new AssertionError(this);
            }
            return out;
        }

        @Override
        public String toString() {
            return "'" + String.join(" ", command) + "' exit " + exitCode + "\nout: " + out + "\nerr: " + err;
        }
    }

    /** Whether all of them are on this machine. */
    public static boolean exist(String... names) {
        return Stream.of(names).allMatch(name -> find(name).isPresent());
    }

    /** Where a program is. */
    public static Optional<Path> find(String name) {
        return Stream.of((System.getenv().getOrDefault("PATH", "") + USUAL_PLACES).split(":", -1))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Runs it with nothing to read. */
    public static Result run(String... command) {
        return run(List.of(command), "", Map.of());
    }

    /** Runs it with something to read and further environment variables. */
    public static Result run(List<String> command, String input, Map<String, String> environment) {
        try {
            Process process = builder(command, environment).start();
            StringBuilder out = new StringBuilder();
            StringBuilder err = new StringBuilder();
            Thread outReader = Thread.startVirtualThread(() -> out.append(readAll(process.getInputStream())));
            Thread errReader = Thread.startVirtualThread(() -> err.append(readAll(process.getErrorStream())));
            feed(process, input);
            boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly().waitFor();
            }
            outReader.join();
            errReader.join();
            Result result = new Result(command, process.exitValue(), out.toString(), err.toString());
            if (!ended) {
                throw new AssertionError("took more than " + PATIENCE.toSeconds() + " s: " + result);
            }
            return result;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", stopped);
        }
    }

    /** A builder for a program wherever it is. */
    public static ProcessBuilder builder(List<String> command, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().merge("PATH", USUAL_PLACES, String::concat);
        builder.environment().putAll(environment);
        return builder;
    }

    private static void feed(Process process, String input) {
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException ended) {
            // It ended without reading; its exit code tells.
        }
    }

    private static String readAll(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
