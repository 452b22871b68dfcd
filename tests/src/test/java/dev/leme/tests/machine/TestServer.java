package dev.leme.tests.machine;

import dev.leme.cluster.ClusterConfig;
import dev.leme.cluster.ClusterRemains;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A server in a JVM of its own, perhaps in a network namespace. Its log is beside its home. */
public final class TestServer {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final List<String> launcher;
    private final List<String> arguments;
    private final Path home;
    private @Nullable Process process;

    private TestServer(List<String> launcher, Path home, List<String> arguments) {
        this.launcher = launcher;
        this.home = home;
        this.arguments = arguments;
    }

    /** One of this machine, whose pods are simulated and whose Services have addresses of {@code serviceRange}. */
    public static TestServer simulated(String name, Path home, String serviceRange) {
        String runtime = ClusterConfig.Runtime.SIMULATED.name();
        return new TestServer(
                List.of(), home, List.of(name, home.toString(), runtime, "127.0.0.1", "0", serviceRange, "", ""));
    }

    /** One with real containers in a namespace, with addresses for load balancers of its network. */
    static TestServer in(NodeNamespace namespace, String name, Path home, int port) {
        List<String> addresses = namespace.network().addresses();
        return new TestServer(
                namespace.launcher(),
                home,
                List.of(
                        name,
                        home.toString(),
                        ClusterConfig.Runtime.CONTAINERD.name(),
                        String.join(",", addresses),
                        "" + port,
                        ClusterConfig.usualServices(addresses),
                        namespace.network().loadBalancerPool(),
                        ""));
    }

    /** The same server, which asks the resolvers that {@code file} names. */
    TestServer withResolvConf(Path file) {
        List<String> other = new ArrayList<>(arguments);
        other.set(other.size() - 1, file.toString());
        return new TestServer(launcher, home, List.copyOf(other));
    }

    /** Starts it, and waits until its node is ready. */
    public void start() throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(launcher);
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(
                List.of("-Xmx512m", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        words.addAll(List.of("-cp", classPath(), ServerMain.class.getName()));
        words.addAll(arguments);
        Process started = Program.builder(words, Map.of())
                .redirectError(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
        process = started;
        CountDownLatch ready = new CountDownLatch(1);
        Thread.startVirtualThread(() -> listen(started, ready));
        if (!ready.await(PATIENCE.toSeconds(), TimeUnit.SECONDS) || !started.isAlive()) {
            throw new AssertionError("the server's node is not ready:\n" + Files.readString(log()));
        }
    }

    private static void listen(Process process, CountDownLatch ready) {
        try (BufferedReader lines = process.inputReader()) {
            lines.lines().filter("NODE"::equals).forEach(line -> ready.countDown());
        } catch (IOException | UncheckedIOException ended) {
            // Whoever waits sees that the process is gone.
        }
        ready.countDown();
    }

    /** Our own jars are copied: a build may replace them meanwhile, and a JVM that loads from such a jar breaks. */
    private String classPath() throws IOException {
        Path copies = Files.createDirectories(target().resolve("lib"));
        List<String> words = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path file = Path.of(entry);
            boolean ours = file.getFileName().toString().startsWith("leme-") && Files.isRegularFile(file);
            words.add(ours ? copy(file, copies).toString() : entry);
        }
        return String.join(File.pathSeparator, words);
    }

    private static Path copy(Path file, Path directory) throws IOException {
        return Files.copy(file, directory.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }

    private Path target() throws IOException {
        return Files.createDirectories(
                Path.of("target", "servers", home.getFileName().toString()));
    }

    /** What it logged, of all its lives; stays for whoever looks into a failure. */
    public Path log() throws IOException {
        return target().resolve("server.log").toAbsolutePath();
    }

    /** Who may come in, and where. */
    public Path kubeconfig() {
        return home.resolve("kubeconfig");
    }

    /** Ends it politely; returns its exit code. */
    public int stop() throws InterruptedException {
        Process running = process;
        if (running == null) {
            return 0;
        }
        running.destroy();
        if (!running.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            kill();
            throw new AssertionError("the server does not end when asked to");
        }
        return running.exitValue();
    }

    /** Ends it as a power cut would, and waits until it is gone. */
    public void kill() throws InterruptedException {
        Process running = process;
        if (running != null) {
            running.destroyForcibly().waitFor();
        }
    }

    /** Removes all that it made; it must have ended. */
    public void purge() throws IOException, InterruptedException {
        ClusterRemains.purge(ServerMain.config(arguments.toArray(String[]::new)));
    }
}
