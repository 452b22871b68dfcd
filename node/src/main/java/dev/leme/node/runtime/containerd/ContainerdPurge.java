package dev.leme.node.runtime.containerd;

import dev.leme.node.runtime.RuntimeFailure;
import dev.leme.node.runtime.Sandbox;
import dev.leme.node.runtime.cri.CriRuntime;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Removes every trace of a containerd of ours: pods, processes, mounts, network namespaces, cgroups, bridge, files. Works from
 * any state, also when containerd is dead or was never started, and touches only what lies in its directory, in its
 * cgroup, or names its socket.
 */
public final class ContainerdPurge {
    private static final System.Logger LOG = System.getLogger(ContainerdPurge.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String SHIM_SOCKETS = "unix:///run/containerd/s/";
    private static final Path CNI_RESULTS = Path.of("/var/lib/cni/results");

    private final ContainerdSettings settings;

    private ContainerdPurge(ContainerdSettings settings) {
        this.settings = settings;
    }

    /** Stops and removes all pods, then containerd, then what is left. A second call finds nothing to do. */
    public static void purge(ContainerdSettings settings) throws IOException, InterruptedException {
        new ContainerdPurge(settings).run();
    }

    /** Stops and removes all pods of a containerd that answers; one that does not is left as it is. */
    public static void removePods(ContainerdSettings settings) throws IOException, InterruptedException {
        new ContainerdPurge(settings).removePods();
    }

    /** Stops and removes all pods, then ends containerd; images and configuration stay for the next start. */
    public static void stop(ContainerdSettings settings) throws IOException, InterruptedException {
        Optional<ProcessIdentity> process = ProcessIdentity.read(settings.pidFile());
        if (process.isPresent()) {
            removePods(settings);
            Containerd.end(process.get());
        }
        new ContainerdPurge(settings).killLeftovers();
        Files.deleteIfExists(settings.pidFile());
    }

    private void run() throws IOException, InterruptedException {
        if (!settings.directory().isAbsolute() || settings.directory().getNameCount() < 2) {
            throw new IOException("not a directory of our own: " + settings.directory());
        }
        Optional<ProcessIdentity> process = ProcessIdentity.read(settings.pidFile());
        if (process.isPresent()) {
            removePods();
            Containerd.end(process.get());
        }
        List<Path> tasks = tasks();
        killLeftovers();
        for (Path task : tasks) {
            removeShimSocket(task);
        }
        unmountAll();
        removeCgroups();
        removeNetworkResults(tasks);
        deleteTree(settings.directory());
    }

    private void removePods() throws InterruptedException {
        try (CriRuntime runtime = new CriRuntime(settings.socket())) {
            List<Thread> removals = new ArrayList<>();
            for (Sandbox sandbox : runtime.sandboxes()) {
                removals.add(Thread.startVirtualThread(() -> removePod(runtime, sandbox.id())));
            }
            for (Thread removal : removals) {
                removal.join();
            }
        } catch (RuntimeFailure unreachable) {
            LOG.log(System.Logger.Level.INFO, "pods are removed without containerd: {0}", unreachable.text());
        }
    }

    private static void removePod(CriRuntime runtime, String sandboxId) {
        try {
            runtime.stopSandbox(sandboxId);
            runtime.removeSandbox(sandboxId);
        } catch (RuntimeFailure failure) {
            LOG.log(System.Logger.Level.INFO, "pod {0} is removed by force: {1}", sandboxId, failure.text());
        }
    }

    /** Shims of our socket, and whatever is in our cgroup. */
    private void killLeftovers() throws IOException, InterruptedException {
        Cgroups cgroups = Cgroups.named(settings.cgroupRoot());
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            List<ProcessHandle> leftovers = new ArrayList<>();
            ProcessHandle.allProcesses().filter(this::isOurShim).forEach(leftovers::add);
            cgroups.processes().forEach(pid -> ProcessHandle.of(pid).ifPresent(leftovers::add));
            if (leftovers.isEmpty()) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new IOException("processes do not end: "
                        + leftovers.stream().map(ProcessHandle::pid).toList());
            }
            leftovers.forEach(ProcessHandle::destroyForcibly);
            Thread.sleep(Duration.ofMillis(20));
        }
    }

    private boolean isOurShim(ProcessHandle process) {
        try {
            String commandLine = Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
            List<String> words = List.of(commandLine.split("\0", -1));
            return words.getFirst().contains("containerd-shim")
                    && words.contains(settings.socket().toString());
        } catch (IOException gone) {
            return false;
        }
    }

    private void unmountAll() throws IOException, InterruptedException {
        List<Path> mounts = MountTable.below(settings.directory());
        if (mounts.isEmpty()) {
            return;
        }
        List<String> command = new ArrayList<>(List.of("umount", "--lazy", "--"));
        mounts.forEach(mount -> command.add(mount.toString()));
        quietly(command);
        List<Path> left = MountTable.below(settings.directory());
        if (!left.isEmpty()) {
            throw new IOException("cannot be unmounted: " + left);
        }
    }

    private void removeCgroups() throws IOException, InterruptedException {
        Cgroups cgroups = Cgroups.named(settings.cgroupRoot());
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        cgroups.remove();
        while (cgroups.exist()) {
            if (System.nanoTime() > deadline) {
                throw new IOException("cgroups cannot be removed: " + settings.cgroupRoot());
            }
            Thread.sleep(Duration.ofMillis(20));
            cgroups.remove();
        }
    }

    /** The directories that are left of sandboxes and containers, named by their ids. */
    private List<Path> tasks() throws IOException {
        Path parent = settings.state().resolve("io.containerd.runtime.v2.task").resolve("k8s.io");
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(parent)) {
            return children.toList();
        }
    }

    /** A killed shim leaves its socket, in a place that all containerds share. */
    private static void removeShimSocket(Path task) throws IOException {
        Path address = task.resolve("address");
        if (Files.exists(address)) {
            String socket = Files.readString(address).strip();
            if (socket.startsWith(SHIM_SOCKETS)) {
                Files.deleteIfExists(Path.of(socket.substring("unix://".length())));
            }
        }
    }

    /** The CNI library notes each attachment, also in a shared place. */
    private void removeNetworkResults(List<Path> tasks) throws IOException {
        if (!Files.isDirectory(CNI_RESULTS)) {
            return;
        }
        for (Path task : tasks) {
            Files.deleteIfExists(CNI_RESULTS.resolve("cni-loopback-" + task.getFileName() + "-lo"));
        }
        String ours = settings.network().name() + "-*";
        try (DirectoryStream<Path> results = Files.newDirectoryStream(CNI_RESULTS, ours)) {
            for (Path result : results) {
                Files.deleteIfExists(result);
            }
        }
    }

    private static void quietly(List<String> command) throws IOException, InterruptedException {
        new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    /** Does not follow links. Nothing is mounted below any more, so nothing else's files are in reach. */
    public static void deleteTree(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        Files.walkFileTree(directory, Set.of(), Integer.MAX_VALUE, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
                Files.deleteIfExists(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
