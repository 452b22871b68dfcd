package dev.leme.cli.home;

import dev.leme.cli.CommandFailure;
import dev.leme.cli.Invocation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The directory of one cluster: {@code $LEME_HOME/NAME}.
 *
 * @param name a DNS label
 */
public record ClusterHome(String name, Path directory) {
    /** The cluster that commands mean when none is named. */
    public static final String USUAL_NAME = "leme";

    private static final int LONGEST_NAME = 11;
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");

    /** Throws {@link IllegalArgumentException} for a name that no cluster can have. */
    public static ClusterHome of(Invocation invocation, String name) {
        if (name.length() > LONGEST_NAME || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name + "' cannot be a cluster's name: use up to " + LONGEST_NAME
                    + " lower-case letters, digits and '-', a letter or digit first and last");
        }
        return new ClusterHome(name, invocation.lemeHome().resolve(name));
    }

    /** All clusters that were ever brought up and not purged, by name. */
    public static List<ClusterHome> all(Invocation invocation) {
        Path home = invocation.lemeHome();
        if (!Files.isDirectory(home)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(home)) {
            return entries.map(entry -> new ClusterHome(entry.getFileName().toString(), entry))
                    .filter(ClusterHome::exists)
                    .sorted((left, right) -> left.name.compareTo(right.name))
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public boolean exists() {
        return Files.isReadable(recordFile());
    }

    /** Makes the directory. Others may pass through it, for volumes' sake, and read nothing. */
    public void create() {
        try {
            Files.createDirectories(directory);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        } catch (IOException failure) {
            throw new CommandFailure(
                    "cannot write " + directory + " (" + failure.getMessage()
                            + "): set LEME_HOME to a directory of yours",
                    failure);
        }
    }

    /** The name of the context in kubeconfig files: {@code leme}, and {@code leme-NAME} for others. */
    public String context() {
        return name.equals(USUAL_NAME) ? USUAL_NAME : USUAL_NAME + "-" + name;
    }

    /** What {@code up} chose and noted. */
    public Path recordFile() {
        return directory.resolve("cluster.json");
    }

    /** The administrator's kubeconfig, written by the server. */
    public Path kubeconfig() {
        return directory.resolve("kubeconfig");
    }

    public Path serverLog() {
        return directory.resolve("server.log");
    }

    /** Names the server's process. */
    public Path serverPid() {
        return directory.resolve("server.pid");
    }

    /** Locked as long as a server runs. */
    public Path serverLock() {
        return directory.resolve("server.lock");
    }

    /** Locked while a command changes the cluster; beside the directory, which may go. */
    public Path commandLock() {
        return directory.resolveSibling("." + name + ".lock");
    }
}
