package dev.leme.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a command is run with: its environment, where it writes, and where Leme's own files are.
 *
 * @param root the project's directory, with {@code examples/} and {@code ./leme}
 * @param administrator whether we are root
 */
public record Invocation(
        Map<String, String> environment, PrintStream out, PrintStream err, Path root, boolean administrator) {

    /** This process's own. {@code ./leme} tells the root as {@code -Dleme.root}. */
    static Invocation ofThisProcess() {
        Path root =
                Path.of(System.getProperty("leme.root", ".")).toAbsolutePath().normalize();
        return new Invocation(System.getenv(), utf8(FileDescriptor.out), utf8(FileDescriptor.err), root, isRoot());
    }

    /** Our marks are no ASCII, whatever the locale says. */
    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    private static boolean isRoot() {
        try {
            return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
        } catch (IOException | RuntimeException notLinux) {
            return false;
        }
    }

    /** A line of progress. */
    public void say(String line) {
        err.println("leme: " + line);
        err.flush();
    }

    /** A variable that is set to something. */
    public Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    /** The user's home directory. */
    public Path userHome() {
        return Path.of(variable("HOME").orElse(System.getProperty("user.home", "/root")));
    }

    /** Where all clusters' state is: {@code $LEME_HOME}. */
    public Path lemeHome() {
        Path byDefault = administrator ? Path.of("/var/lib/leme") : userHome().resolve(".local/share/leme");
        return variable("LEME_HOME")
                .map(Path::of)
                .orElse(byDefault)
                .toAbsolutePath()
                .normalize();
    }

    /** Where what can be made again is kept: packages, sample images, a kubectl; {@code $LEME_CACHE}. */
    public Path cache() {
        Path byDefault = variable("XDG_CACHE_HOME")
                .map(Path::of)
                .orElse(userHome().resolve(".cache"))
                .resolve("leme");
        return variable("LEME_CACHE")
                .map(Path::of)
                .orElse(byDefault)
                .toAbsolutePath()
                .normalize();
    }

    /** The program that runs {@code leme} commands. */
    public String launcher() {
        return variable("LEME_LAUNCHER").orElse(root.resolve("leme").toString());
    }
}
