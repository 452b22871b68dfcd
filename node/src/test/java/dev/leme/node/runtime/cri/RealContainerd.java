package dev.leme.node.runtime.cri;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.leme.base.time.Clock;
import dev.leme.node.runtime.ContainerRuntime;
import dev.leme.node.runtime.ContainerSpec;
import dev.leme.node.runtime.LinuxResources;
import dev.leme.node.runtime.PodIdentity;
import dev.leme.node.runtime.SandboxSpec;
import dev.leme.node.runtime.containerd.Containerd;
import dev.leme.node.runtime.containerd.ContainerdPurge;
import dev.leme.node.runtime.containerd.ContainerdSettings;
import dev.leme.node.runtime.pause.PauseImage;
import dev.leme.testkit.await.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** A containerd in a network namespace of a test's own, beside a registry with two images. Needs root. */
public final class RealContainerd implements AutoCloseable {
    public static final String IMAGE = "docker.io/library/busybox:test";

    public final ContainerdSettings settings;
    final Path logs;
    private final Path directory;
    private final NetworkNamespace namespace;
    private final SmallRegistry registry;
    private Containerd containerd;
    private String image = "";
    /** What was ours in directories that are shared by all. */
    private final List<Path> sharedTraces = new ArrayList<>();

    public RealContainerd() throws IOException, InterruptedException {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/containerd")), "containerd is not installed");
        assumeTrue(BusyboxImage.canBeMade(), "busybox-static is not installed");
        directory = Files.createTempDirectory("leme-cri-").toRealPath();
        logs = Files.createDirectories(directory.resolve("pod-logs"));
        namespace = NetworkNamespace.create();
        registry = new SmallRegistry(namespace, List.of(PauseImage.create(), BusyboxImage.create(IMAGE)));
        String name = "t" + UUID.randomUUID().toString().substring(0, 6);
        settings = ContainerdSettings.of(directory.resolve("containerd"), name, List.of("10.142.7.0/24"))
                .withRegistry(new ContainerdSettings.EmbeddedRegistry(registry.url(), null))
                .withLauncher(namespace.launcher());
        try {
            long started = System.nanoTime();
            containerd = Containerd.start(settings, Clock.system(), namespace::connect);
            say("containerd answers", started);
            started = System.nanoTime();
            runtime().pullImage(PauseImage.NAME, null);
            image = runtime().pullImage(IMAGE, null);
            say("two images pulled", started);
        } catch (IOException | InterruptedException | RuntimeException failure) {
            close();
            throw failure;
        }
    }

    static void say(String what, long sinceNanos) {
        System.out.println(what + " after " + (System.nanoTime() - sinceNanos) / 1_000_000 + " ms");
    }

    Containerd containerd() {
        return containerd;
    }

    public ContainerRuntime runtime() {
        return containerd.runtime();
    }

    String image() {
        return image;
    }

    /** Adopts or starts it after {@link Containerd#close} or {@link Containerd#stop}. */
    void startAgain() throws IOException, InterruptedException {
        containerd = Containerd.start(settings, Clock.system(), namespace::connect);
    }

    SandboxSpec sandboxSpec(String name) {
        return SandboxSpec.of(new PodIdentity("default", name, UUID.randomUUID().toString(), 0))
                .withLogDirectory(logs.toString())
                .withCgroupParent("/kubepods/besteffort/pod-" + name);
    }

    ContainerSpec shell(String name, String script) {
        return ContainerSpec.named(name, image)
                .requestedImage("busybox:test")
                .command(List.of("sh", "-c", script))
                .logPath(name + ".log")
                .resources(LinuxResources.NONE.withOomScoreAdj(900))
                .build();
    }

    String start(String sandboxId, ContainerSpec spec, SandboxSpec sandbox) {
        String id = runtime().createContainer(sandboxId, spec, sandbox);
        runtime().startContainer(id);
        return id;
    }

    /** A container that runs until it is stopped, and ends at once then: it is ready for that when this returns. */
    String startIdle(String name) {
        SandboxSpec spec = sandboxSpec(name);
        String script = "trap 'exit 0' TERM; echo ready; sleep 1000 & wait";
        String id = start(runtime().runSandbox(spec).id(), shell(name, script), spec);
        Path log = logs.resolve(name + ".log");
        Await.until(name + " heeds signals", () -> log.toFile().length() > 0);
        return id;
    }

    void purge() throws IOException, InterruptedException {
        sharedTraces.addAll(Files.isDirectory(settings.directory().resolve("state")) ? shimSockets() : List.of());
        ContainerdPurge.purge(settings);
    }

    /** What a reboot does, as far as containerd can tell: only files stay. */
    void loseProcessesAndMounts() throws IOException, InterruptedException {
        Set<Long> pids =
                new LinkedHashSet<>(processesNaming(settings.directory().toString()));
        Path memory = Path.of("/sys/fs/cgroup/memory" + settings.cgroupRoot());
        Path cgroup = Files.isDirectory(memory) ? memory : Path.of("/sys/fs/cgroup" + settings.cgroupRoot());
        try (Stream<Path> tree = Files.walk(cgroup)) {
            for (Path file : tree.filter(each -> each.endsWith("cgroup.procs")).toList()) {
                Files.readAllLines(file).stream().map(Long::valueOf).forEach(pids::add);
            }
        }
        shimSockets().forEach(socket -> socket.toFile().delete());
        for (long pid : pids) {
            Optional<ProcessHandle> process = ProcessHandle.of(pid);
            process.ifPresent(ProcessHandle::destroyForcibly);
        }
        for (long pid : pids) {
            Optional<ProcessHandle> process = ProcessHandle.of(pid);
            if (process.isPresent()) {
                process.get().onExit().join();
            }
        }
        List<String> mounts = Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
                .map(line -> line.split(" ", -1)[4])
                .filter(point -> point.startsWith(settings.directory().toString()))
                .toList();
        for (String mount : mounts.reversed()) {
            NetworkNamespace.run("umount", "-l", mount);
        }
    }

    /** As they are noted while tasks run; {@code /run} is empty after a reboot. */
    private List<Path> shimSockets() throws IOException {
        try (Stream<Path> tree = Files.walk(settings.directory().resolve("state/io.containerd.runtime.v2.task"), 3)) {
            List<Path> sockets = new ArrayList<>();
            for (Path file : tree.filter(each -> each.endsWith("address")).toList()) {
                sockets.add(Path.of(Files.readString(file).strip().substring("unix://".length())));
            }
            return sockets;
        }
    }

    private static List<Long> processesNaming(String text) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(text))
                .map(ProcessHandle::pid)
                .toList();
    }

    /** Files of host-local, one for each address. */
    long addressesInUse() throws IOException {
        Path network =
                settings.directory().resolve("ipam").resolve(settings.network().name());
        try (Stream<Path> files = Files.list(network)) {
            return files.filter(file -> file.getFileName().toString().startsWith("10."))
                    .count();
        }
    }

    void assertNothingLeft() throws IOException {
        assertFalse(Files.exists(settings.directory()), "files");
        String mounts = Files.readString(Path.of("/proc/self/mountinfo"));
        assertFalse(mounts.contains(settings.directory().toString()), "mounts:\n" + mounts);
        assertEquals(List.of(), processesNaming(settings.directory().toString()));
        try (Stream<Path> hierarchies = Files.list(Path.of("/sys/fs/cgroup"))) {
            assertEquals(
                    List.of(),
                    hierarchies
                            .map(each -> each.resolve(settings.cgroupRoot().substring(1)))
                            .filter(Files::exists)
                            .toList());
        }
        Await.until("no pod's link is left", () -> podLinks().isEmpty());
        assertEquals(List.of(), sharedTraces.stream().filter(Files::exists).toList());
    }

    /** The node's ends of the pods' links, as the CNI plugin names them. */
    List<String> podLinks() {
        try {
            return namespace.call(() -> NetworkInterface.networkInterfaces()
                    .map(NetworkInterface::getName)
                    .filter(name -> name.startsWith("veth"))
                    .toList());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            if (containerd != null) {
                containerd.close();
            }
            purge();
        } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
        } finally {
            registry.close();
            namespace.close();
            NetworkNamespace.run("rm", "-r", directory.toString());
        }
    }
}
