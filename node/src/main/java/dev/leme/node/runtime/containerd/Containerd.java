package dev.leme.node.runtime.containerd;

import dev.leme.base.life.TaskGroup;
import dev.leme.base.retry.Backoff;
import dev.leme.base.time.Clock;
import dev.leme.node.runtime.ContainerRuntime;
import dev.leme.node.runtime.RuntimeFailure;
import dev.leme.node.runtime.cri.CriRuntime;
import dev.leme.node.runtime.cri.StreamDialer;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/**
 * The containerd of one node. Containers belong to their shims and outlive both us and containerd, so:
 *
 * <ul>
 *   <li>{@link #start} adopts the containerd of an earlier run of ours if it lives and has today's configuration, and
 *       starts one otherwise; either finds the containers again;
 *   <li>one that dies is started again, with back-off;
 *   <li>{@link #close} only lets go; {@link #stop} ends containerd and leaves the containers; {@link
 *       ContainerdPurge} removes everything.
 * </ul>
 */
public final class Containerd implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Containerd.class.getName());
    private static final Duration START_PATIENCE = Duration.ofSeconds(30);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);
    private static final Duration GOOD_RUN = Duration.ofSeconds(30);
    private static final Backoff RESTART = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10));
    private static final Backoff READY_CHECK = new Backoff(Duration.ofMillis(2), Duration.ofMillis(50));
    private static final long MOST_LOG_BYTES = 10_000_000;
    private static final int MOST_SOCKET_PATH = 100;

    private final ContainerdSettings settings;
    private final Clock clock;
    private final TaskGroup tasks = new TaskGroup("containerd");
    private final CriRuntime runtime;
    private volatile ProcessIdentity process;

    private Containerd(ContainerdSettings settings, Clock clock, CriRuntime runtime, ProcessIdentity process) {
        this.settings = settings;
        this.clock = clock;
        this.runtime = runtime;
        this.process = process;
    }

    /** Adopts or starts containerd, in the network namespace that we are in, and returns when it answers. */
    public static Containerd start(ContainerdSettings settings, Clock clock) throws IOException, InterruptedException {
        return start(settings, clock, StreamDialer.DIRECT);
    }

    /** As {@link #start(ContainerdSettings, Clock)}, with a way into the network namespace that containerd is in. */
    public static Containerd start(ContainerdSettings settings, Clock clock, StreamDialer dialer)
            throws IOException, InterruptedException {
        requireUsable(settings);
        boolean changed = writeFiles(settings);
        Optional<ProcessIdentity> earlier = ProcessIdentity.read(settings.pidFile());
        if (earlier.isPresent() && (changed || isElsewhere(settings, earlier.get()))) {
            end(earlier.get());
            earlier = Optional.empty();
        }
        ProcessIdentity process = earlier.isPresent() ? earlier.get() : launch(settings);
        CriRuntime runtime = new CriRuntime(settings.socket(), settings.cgroupRoot(), dialer);
        try {
            awaitAnswer(settings, process, runtime, clock);
        } catch (IOException | InterruptedException failure) {
            runtime.close();
            end(process);
            throw failure;
        }
        Containerd containerd = new Containerd(settings, clock, runtime, process);
        containerd.tasks.start("watch", containerd::watch);
        return containerd;
    }

    private static void requireUsable(ContainerdSettings settings) throws IOException {
        if (settings.socket().toString().length() > MOST_SOCKET_PATH) {
            throw new IOException("the path of containerd's socket is too long: " + settings.socket());
        }
        if (Machine.program("runc").isEmpty()) {
            throw new IOException("runc is not installed (on Debian: apt-get install runc)");
        }
    }

    /** One in another network namespace than ours, perhaps of a node that has since been set up anew, is of no use. */
    private static boolean isElsewhere(ContainerdSettings settings, ProcessIdentity process) throws IOException {
        Path theirs = Path.of("/proc", Long.toString(process.pid()), "ns", "net");
        return settings.launcher().isEmpty()
                && !Files.readSymbolicLink(theirs).equals(Files.readSymbolicLink(Path.of("/proc/self/ns/net")));
    }

    /** Writes what differs; tells whether containerd has to be started anew for it. */
    private static boolean writeFiles(ContainerdSettings settings) throws IOException {
        for (Path directory :
                List.of(settings.directory(), settings.root(), settings.state(), settings.networkConfigurations())) {
            Files.createDirectories(directory);
        }
        Files.setPosixFilePermissions(settings.directory(), PosixFilePermissions.fromString("rwx--x--x"));
        writeRegistry(settings);
        writeIfChanged(
                settings.networkConfigurations().resolve("10-leme.conflist"), ContainerdConfig.network(settings));
        Machine machine = Machine.inspect(settings.root());
        CniPlugins.provide(settings.plugins(), machine);
        return writeIfChanged(settings.configFile(), ContainerdConfig.main(settings, machine));
    }

    /** Read anew by containerd for every pull. */
    private static void writeRegistry(ContainerdSettings settings) throws IOException {
        Path hosts = settings.certificates().resolve("_default").resolve("hosts.toml");
        Files.createDirectories(settings.certificates().resolve("_default"));
        ContainerdSettings.EmbeddedRegistry registry = settings.registry();
        if (registry == null) {
            Files.deleteIfExists(hosts);
        } else {
            writeIfChanged(hosts, ContainerdConfig.hosts(registry));
        }
    }

    private static boolean writeIfChanged(Path file, String text) throws IOException {
        if (Files.exists(file) && Files.readString(file).equals(text)) {
            return false;
        }
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(draft, text);
        Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        return true;
    }

    private static ProcessIdentity launch(ContainerdSettings settings) throws IOException {
        Path program = Machine.program("containerd")
                .orElseThrow(
                        () -> new IOException("containerd is not installed (on Debian: apt-get install containerd)"));
        rotateLog(settings.log());
        List<String> command = new ArrayList<>(settings.launcher());
        // A session of its own: a Ctrl-C meant for us must not reach it.
        command.addAll(List.of("setsid", program.toString(), "--log-level", "warn", "--config"));
        command.add(settings.configFile().toString());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(settings.log().toFile()));
        builder.environment().remove("NOTIFY_SOCKET");
        builder.environment().merge("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", (path, more) -> path + ":" + more);
        long pid = builder.start().pid();
        ProcessIdentity process = ProcessIdentity.of(pid)
                .orElseThrow(() -> new IOException("containerd ended at once: " + lastWords(settings)));
        process.write(settings.pidFile());
        return process;
    }

    private static void rotateLog(Path log) throws IOException {
        if (Files.exists(log) && Files.size(log) > MOST_LOG_BYTES) {
            Files.move(log, log.resolveSibling("containerd.log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void awaitAnswer(
            ContainerdSettings settings, ProcessIdentity process, ContainerRuntime runtime, Clock clock)
            throws IOException, InterruptedException {
        long deadline = clock.nanoTime() + START_PATIENCE.toNanos();
        for (int tries = 1; !listens(settings.socket()); tries++) {
            pauseOrGiveUp(settings, process, clock, deadline, tries);
        }
        for (int tries = 1; !answers(runtime); tries++) {
            pauseOrGiveUp(settings, process, clock, deadline, tries);
        }
    }

    private static void pauseOrGiveUp(
            ContainerdSettings settings, ProcessIdentity process, Clock clock, long deadline, int tries)
            throws IOException, InterruptedException {
        if (!process.isAlive()) {
            throw new IOException("containerd ended while starting: " + lastWords(settings));
        }
        if (clock.nanoTime() > deadline) {
            throw new IOException("containerd does not answer: " + lastWords(settings));
        }
        Thread.sleep(READY_CHECK.after(tries));
    }

    private static boolean listens(Path socket) {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            return channel.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private static boolean answers(ContainerRuntime runtime) throws IOException {
        try {
            runtime.conditions();
            return true;
        } catch (RuntimeFailure failure) {
            if (failure.kind() == RuntimeFailure.Kind.UNSUPPORTED) {
                throw new IOException("containerd runs without its CRI service", failure);
            }
            return false;
        }
    }

    private static String lastWords(ContainerdSettings settings) {
        try {
            List<String> lines = Files.readAllLines(settings.log());
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
        } catch (IOException unreadable) {
            return "see " + settings.log();
        }
    }

    private void watch() {
        int failures = 0;
        try {
            while (!tasks.isClosed()) {
                long started = clock.nanoTime();
                awaitEnd(process);
                boolean ranWell = clock.nanoTime() - started > GOOD_RUN.toNanos();
                failures = ranWell ? 1 : failures + 1;
                LOG.log(
                        System.Logger.Level.WARNING,
                        "containerd has ended and is started again, see {0}",
                        settings.log());
                Thread.sleep(RESTART.after(failures));
                relaunch();
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    private void relaunch() {
        try {
            process = launch(settings);
        } catch (IOException failure) {
            LOG.log(System.Logger.Level.ERROR, "containerd cannot be started", failure);
        }
    }

    /** Waits also for one that is not our child. */
    private static void awaitEnd(ProcessIdentity process) throws InterruptedException {
        Optional<ProcessHandle> handle = ProcessHandle.of(process.pid());
        if (handle.isPresent() && process.isAlive()) {
            try {
                handle.get().onExit().get();
            } catch (ExecutionException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }

    /** What runs pods on it. It stays the same when containerd is started anew, and ends with {@link #close}. */
    public ContainerRuntime runtime() {
        return runtime;
    }

    public Path socket() {
        return settings.socket();
    }

    /** The process as it is now; another one after a restart. */
    public long pid() {
        return process.pid();
    }

    /** Ends containerd; containers go on without it. */
    public void stop() throws IOException, InterruptedException {
        close();
        end(process);
        Files.deleteIfExists(settings.pidFile());
    }

    static void end(ProcessIdentity process) throws InterruptedException {
        Optional<ProcessHandle> handle = ProcessHandle.of(process.pid());
        if (handle.isEmpty() || !process.isAlive()) {
            return;
        }
        handle.get().destroy();
        if (!process.awaitEnd(STOP_PATIENCE)) {
            handle.get().destroyForcibly();
            awaitEnd(process);
        }
    }

    /** Watches over it no longer; containerd and its containers go on. */
    @Override
    public void close() {
        tasks.close();
        runtime.close();
    }
}
