package dev.leme.tests.machine;

import dev.leme.testkit.await.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.opentest4j.TestAbortedException;

/**
 * The real kubectl against one cluster, with a cache of its own.
 *
 * @param program the binary
 * @param kubeconfig who comes in, and where
 */
public record Kubectl(Path program, Path kubeconfig) {

    private static final int OLDEST = 27;

    /** Runs it, whatever comes of it. */
    public Program.Result run(String... arguments) {
        return reading("", arguments);
    }

    /** As {@link #run} with something to read. */
    public Program.Result reading(String input, String... arguments) {
        return Program.run(command(arguments), input, environment());
    }

    /** Runs it and returns what it wrote, when it succeeded. */
    public String get(String... arguments) {
        return run(arguments).succeeded();
    }

    /** Waits until another pod than the one of {@code uid} has its name, and is ready: a set's own status tells of it later. */
    public void awaitSuccessor(String pod, String uid) {
        Await.until(pod + " is another one than " + uid, () -> {
            Program.Result now = run("get", "pod", pod, "-o", "jsonpath={.metadata.uid}");
            return now.exitCode() == 0 && !now.out().equals(uid);
        });
        get("wait", "pod/" + pod, "--for=condition=Ready", "--timeout=200s");
    }

    /** Runs it in a terminal, as a person does, with {@code typed} on the keyboard. */
    public Program.Result inTerminal(String typed, String... arguments) {
        String line = command(arguments).stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
        return Program.run(List.of("script", "-qec", line, "/dev/null"), typed, environment());
    }

    /** Starts it and leaves it running. */
    public Process start(String... arguments) {
        try {
            return Program.builder(command(arguments), environment()).start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private List<String> command(String... arguments) {
        List<String> words = new ArrayList<>(List.of(program.toString()));
        words.addAll(List.of(arguments));
        return words;
    }

    private Map<String, String> environment() {
        return Map.of(
                "KUBECONFIG", kubeconfig.toString(),
                "KUBECACHEDIR", kubeconfig.resolveSibling("kubectl-cache").toString(),
                "HOME", kubeconfig.resolveSibling(".").toString(),
                "TERM", "xterm");
    }

    /** The machine's own, if it has one. */
    public static Optional<Path> ofThisMachine() {
        return Program.find("kubectl");
    }

    /**
     * The machine's own; the test is skipped where there is none, or only one that is older than those that the server is made
     * for, as Debian 12's 1.20 is: what these tests ask of kubectl, it cannot do.
     */
    public static Path required() {
        Path program = ofThisMachine().orElseThrow(() -> new TestAbortedException("needs kubectl"));
        String version = Program.run(program.toString(), "version", "--client").out();
        Matcher minor = Pattern.compile("v1\\.(\\d+)\\.").matcher(version);
        boolean known = minor.find() && Integer.parseInt(minor.group(1)) >= OLDEST;
        Assumptions.assumeTrue(known, () -> "needs kubectl 1." + OLDEST + " or later, not " + version);
        return program;
    }

    /** The machine's own and the other versions that lie beside it. */
    public static List<Path> versions() {
        return ofThisMachine().map(Kubectl::besides).orElse(List.of());
    }

    private static List<Path> besides(Path kubectl) {
        try (Stream<Path> files = Files.list(kubectl.toRealPath().getParent())) {
            return files.filter(file -> file.getFileName().toString().matches("kubectl(\\.1\\.\\d+)?"))
                    .sorted()
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
