package dev.leme.cli.kubeconfig;

import dev.leme.api.json.JsonNull;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.yaml.Yaml;
import dev.leme.api.yaml.YamlException;
import dev.leme.cli.CommandFailure;
import dev.leme.cli.Invocation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A kubeconfig file, changed as kubectl changes it: under its lock file, and replaced in one step. */
public final class KubeconfigFile {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Path file;

    /** Follows a link to the file itself. */
    public KubeconfigFile(Path file) {
        this.file = real(file.toAbsolutePath().normalize());
    }

    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException absent) {
            return file;
        }
    }

    /** The one that kubectl writes to: as told, else the first of {@code $KUBECONFIG}, else {@code ~/.kube/config}. */
    public static KubeconfigFile of(Invocation invocation, @Nullable Path told) {
        if (told != null) {
            return new KubeconfigFile(told);
        }
        return new KubeconfigFile(invocation.variable("KUBECONFIG").stream()
                .flatMap(list -> Stream.of(list.split(":", -1)))
                .filter(name -> !name.isEmpty())
                .findFirst()
                .map(Path::of)
                .orElse(invocation.userHome().resolve(".kube").resolve("config")));
    }

    public Path path() {
        return file;
    }

    public boolean exists() {
        return Files.exists(file);
    }

    /** An absent file is empty. */
    public Kubeconfig read() {
        try {
            JsonValue value = exists() ? Yaml.parse(Files.readAllBytes(file)) : JsonNull.NULL;
            return switch (value) {
                case JsonNull nothing -> Kubeconfig.EMPTY;
                case JsonObject object -> new Kubeconfig(object);
                default -> throw unreadable("it holds no mapping", null);
            };
        } catch (IOException | YamlException failure) {
            throw unreadable(failure.getMessage(), failure);
        }
    }

    private CommandFailure unreadable(@Nullable String why, @Nullable Exception cause) {
        String text =
                "cannot read the kubeconfig " + file + " (" + why + "): mend it, or name another with --kubeconfig";
        return cause == null ? new CommandFailure(text) : new CommandFailure(text, cause);
    }

    /** Changes the file; one that would not change is left alone. */
    public void change(UnaryOperator<Kubeconfig> change) {
        try {
            Path directory = file.resolveSibling("");
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(directory);
            }
            Path lock = lock();
            try {
                Kubeconfig before = read();
                Kubeconfig after = change.apply(before);
                if (!after.equals(before) || !exists()) {
                    replace(Yaml.write(after.json()));
                }
            } finally {
                Files.deleteIfExists(lock);
            }
        } catch (IOException failure) {
            throw new CommandFailure(
                    "cannot write the kubeconfig " + file + " (" + failure.getMessage()
                            + "): name another with --kubeconfig",
                    failure);
        }
    }

    private Path lock() throws IOException {
        Path lock = file.resolveSibling(file.getFileName() + ".lock");
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return Files.createFile(lock);
            } catch (FileAlreadyExistsException taken) {
                if (System.nanoTime() > deadline) {
                    throw new CommandFailure(
                            "the kubeconfig is locked: remove " + lock + " if no kubectl is running", taken);
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted", stopped);
        }
    }

    private void replace(String text) throws IOException {
        Path draft = Files.createTempFile(
                file.getParent(),
                "." + file.getFileName(),
                ".leme",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.write(draft, text.getBytes(StandardCharsets.UTF_8));
            if (exists()) {
                keepOwner(draft);
            }
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private void keepOwner(Path draft) throws IOException {
        if (!Files.getOwner(file).equals(Files.getOwner(draft))) {
            Files.setOwner(draft, Files.getOwner(file));
        }
    }

    /** Removes a file that holds no entry any more. */
    public void deleteIfEmpty() {
        try {
            if (exists() && read().isEmpty()) {
                Files.delete(file);
            }
        } catch (IOException failure) {
            throw new CommandFailure("cannot remove " + file + ": " + failure.getMessage(), failure);
        }
    }
}
