package dev.leme.node.runtime.simulated;

import dev.leme.base.stream.Duplex;
import dev.leme.base.stream.ProcessExit;
import dev.leme.base.stream.ProcessStreams;
import dev.leme.base.time.Clock;
import dev.leme.node.runtime.Container;
import dev.leme.node.runtime.ContainerRuntime;
import dev.leme.node.runtime.ContainerSpec;
import dev.leme.node.runtime.ContainerStats;
import dev.leme.node.runtime.ContainerStatus;
import dev.leme.node.runtime.ExecResult;
import dev.leme.node.runtime.ImageFilesystem;
import dev.leme.node.runtime.ImageInfo;
import dev.leme.node.runtime.LinuxResources;
import dev.leme.node.runtime.RegistryAuth;
import dev.leme.node.runtime.RuntimeCondition;
import dev.leme.node.runtime.RuntimeEvent;
import dev.leme.node.runtime.RuntimeFailure;
import dev.leme.node.runtime.RuntimeVersion;
import dev.leme.node.runtime.Sandbox;
import dev.leme.node.runtime.SandboxSpec;
import dev.leme.node.runtime.SandboxStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Pods without processes. Sandboxes get addresses out of a range, nothing answers there; containers run at once and do
 * what {@link SimulatedProgram} reads from their command, by the given clock; every image exists unless told otherwise.
 * Tests make things go wrong with {@link #crash}, {@link #failPulls}, {@link #failStarts} and {@link #setAvailable}.
 */
public final class SimulatedRuntime implements ContainerRuntime {
    private final Clock clock;
    private final AddressPool addresses;
    private final EventFan events = new EventFan();
    private final Map<String, SandboxStatus> sandboxes = new LinkedHashMap<>();
    private final Map<String, SandboxSpec> sandboxSpecs = new HashMap<>();
    private final SimulatedContainers containers;
    private final SimulatedImages images = new SimulatedImages();
    private boolean available = true;
    private long lastId;

    /** @param podCidr where sandboxes' addresses come from, such as {@code 10.42.0.0/24} */
    public SimulatedRuntime(Clock clock, String podCidr) {
        this.clock = clock;
        this.addresses = new AddressPool(podCidr);
        this.containers = new SimulatedContainers(clock, events, this);
    }

    // What tests steer.

    /** Ends a running container as if its process had, with reason {@code Completed} or {@code Error}. */
    public synchronized void crash(String containerId, int exitCode) {
        containers.end(containers.existing(containerId), exitCode, exitCode == 0 ? "Completed" : "Error");
    }

    /** Ends a running container for its memory. */
    public synchronized void killForMemory(String containerId) {
        events.tell(new RuntimeEvent(RuntimeEvent.Kind.OUT_OF_MEMORY, containerId));
        containers.end(containers.existing(containerId), SimulatedContainers.KILLED, "OOMKilled");
    }

    /** Ends a sandbox and all in it, as if its own process had been killed. */
    public synchronized void crashSandbox(String sandboxId) {
        stopNow(sandboxId);
    }

    /** From now on pulling the image fails with this text; null: it works again. */
    public synchronized void failPulls(String reference, @Nullable String message) {
        images.fail(reference, message);
    }

    /** From now on starting containers of this name fails with this text; null: it works again. */
    public synchronized void failStarts(String containerName, @Nullable String message) {
        containers.failStarts(containerName, message);
    }

    /** From now on containers of this name do not end on a stop signal, only when the grace has passed. */
    public synchronized void ignoreStopSignals(String containerName) {
        containers.ignoreStopSignals(containerName);
    }

    /** While it is false every call fails as if the runtime did not answer; when it is true again, a resync is told. */
    public synchronized void setAvailable(boolean value) {
        boolean back = value && !available;
        available = value;
        if (back) {
            events.tell(RuntimeEvent.RESYNC);
        }
    }

    /** Fails when the parts do not fit together. */
    public synchronized void checkInvariants() {
        long addressed = sandboxes.values().stream()
                .filter(each -> !each.ips().isEmpty())
                .count();
        if (addressed != addresses.inUse()) {
            throw new IllegalStateException(addresses.inUse() + " addresses for " + addressed + " sandboxes");
        }
        for (SimulatedContainer container : containers.all()) {
            SandboxStatus sandbox = sandboxes.get(container.sandboxId);
            if (sandbox == null || container.isRunning() && !sandbox.sandbox().ready()) {
                throw new IllegalStateException("container " + container.id + " has no running sandbox");
            }
        }
    }

    // The runtime.

    private void requireAvailable() {
        if (!available) {
            throw new RuntimeFailure(RuntimeFailure.Kind.UNAVAILABLE, "rpc error: code = Unavailable desc = simulated");
        }
    }

    static RuntimeFailure notFound(String kind, String id) {
        return new RuntimeFailure(
                RuntimeFailure.Kind.NOT_FOUND,
                "rpc error: code = NotFound desc = an error occurred when try to find " + kind + " \"" + id
                        + "\": not found");
    }

    private String newId() {
        return String.format(Locale.ROOT, "%064x", ++lastId);
    }

    @Override
    public synchronized RuntimeVersion version() {
        requireAvailable();
        return new RuntimeVersion("simulated", "1.0.0", "v1");
    }

    @Override
    public synchronized List<RuntimeCondition> conditions() {
        requireAvailable();
        return List.of(
                new RuntimeCondition(RuntimeCondition.RUNTIME_READY, true, "", ""),
                new RuntimeCondition(RuntimeCondition.NETWORK_READY, true, "", ""));
    }

    @Override
    public synchronized String pullImage(String reference, @Nullable RegistryAuth auth) {
        requireAvailable();
        return images.pull(reference);
    }

    @Override
    public synchronized List<ImageInfo> images() {
        requireAvailable();
        return images.all();
    }

    @Override
    public synchronized Optional<ImageInfo> image(String reference) {
        requireAvailable();
        return images.find(reference);
    }

    @Override
    public synchronized void removeImage(String reference) {
        requireAvailable();
        images.remove(reference);
    }

    @Override
    public synchronized List<ImageFilesystem> imageFilesystems() {
        requireAvailable();
        long count = images.all().size();
        return List.of(new ImageFilesystem("/", clock.now(), count * SimulatedImages.SIZE, count));
    }

    @Override
    public synchronized SandboxStatus runSandbox(SandboxSpec spec) {
        requireAvailable();
        Sandbox sandbox = new Sandbox(
                newId(), spec.pod(), true, clock.now(), Map.copyOf(spec.labels()), Map.copyOf(spec.annotations()));
        boolean hostNetwork = spec.namespaces().hostNetwork();
        List<String> ips = hostNetwork ? List.of() : List.of(addresses.take());
        SandboxStatus status = new SandboxStatus(sandbox, ips, hostNetwork);
        sandboxes.put(sandbox.id(), status);
        sandboxSpecs.put(sandbox.id(), spec);
        events.tell(new RuntimeEvent(RuntimeEvent.Kind.CREATED, sandbox.id()));
        events.tell(new RuntimeEvent(RuntimeEvent.Kind.STARTED, sandbox.id()));
        return status;
    }

    @Override
    public synchronized void stopSandbox(String sandboxId) {
        requireAvailable();
        stopNow(sandboxId);
    }

    private void stopNow(String sandboxId) {
        SandboxStatus status = sandboxes.get(sandboxId);
        if (status == null || !status.sandbox().ready()) {
            return;
        }
        containers.in(sandboxId).forEach(each -> containers.end(each, SimulatedContainers.KILLED, "Error"));
        Sandbox was = status.sandbox();
        Sandbox now = new Sandbox(was.id(), was.pod(), false, was.createdAt(), was.labels(), was.annotations());
        status.ips().forEach(addresses::release);
        sandboxes.put(sandboxId, new SandboxStatus(now, List.of(), status.hostNetwork()));
        events.tell(new RuntimeEvent(RuntimeEvent.Kind.EXITED, sandboxId));
    }

    @Override
    public synchronized void removeSandbox(String sandboxId) {
        requireAvailable();
        stopNow(sandboxId);
        containers.in(sandboxId).forEach(containers::remove);
        if (sandboxes.remove(sandboxId) != null) {
            sandboxSpecs.remove(sandboxId);
            events.tell(new RuntimeEvent(RuntimeEvent.Kind.DELETED, sandboxId));
        }
    }

    @Override
    public synchronized List<Sandbox> sandboxes() {
        requireAvailable();
        return sandboxes.values().stream().map(SandboxStatus::sandbox).toList();
    }

    @Override
    public synchronized Optional<SandboxStatus> sandbox(String sandboxId) {
        requireAvailable();
        return Optional.ofNullable(sandboxes.get(sandboxId));
    }

    @Override
    public synchronized String createContainer(String sandboxId, ContainerSpec spec, SandboxSpec sandbox) {
        requireAvailable();
        SandboxStatus status = sandboxes.get(sandboxId);
        if (status == null || !status.sandbox().ready()) {
            throw notFound("sandbox", sandboxId);
        }
        String logFile = sandbox.logDirectory().isEmpty() || spec.logPath().isEmpty()
                ? ""
                : Path.of(sandbox.logDirectory(), spec.logPath()).toString();
        SimulatedContainer container = new SimulatedContainer(
                newId(), sandboxId, sandbox.hostname(), spec, images.digestOf(spec.image()), logFile, clock.now());
        containers.add(container);
        return container.id;
    }

    @Override
    public synchronized void startContainer(String containerId) {
        requireAvailable();
        containers.start(containers.existing(containerId));
    }

    @Override
    public void stopContainer(String containerId, Duration grace) {
        CountDownLatch end;
        synchronized (this) {
            requireAvailable();
            Optional<SimulatedContainer> container = containers.find(containerId);
            if (container.isEmpty() || !container.get().isRunning()) {
                return;
            }
            end = containers.stop(container.get(), grace);
        }
        await(end);
    }

    private static void await(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new RuntimeFailure(RuntimeFailure.Kind.FAILED, "interrupted", interrupted);
        }
    }

    @Override
    public synchronized void removeContainer(String containerId) {
        requireAvailable();
        containers.find(containerId).ifPresent(containers::remove);
    }

    @Override
    public synchronized List<Container> containers() {
        requireAvailable();
        return containers.all().stream().map(SimulatedContainer::listed).toList();
    }

    @Override
    public synchronized Optional<ContainerStatus> container(String containerId) {
        requireAvailable();
        return containers.find(containerId).map(SimulatedContainer::status);
    }

    /** The specification that a container was made with. */
    public synchronized Optional<ContainerSpec> spec(String containerId) {
        return containers.find(containerId).map(each -> each.spec);
    }

    /** The specification that a sandbox was made with. */
    public synchronized Optional<SandboxSpec> sandboxSpec(String sandboxId) {
        return Optional.ofNullable(sandboxSpecs.get(sandboxId));
    }

    @Override
    public synchronized void updateResources(String containerId, LinuxResources resources) {
        requireAvailable();
        containers.existing(containerId);
    }

    @Override
    public synchronized void reopenLog(String containerId) {
        requireAvailable();
        containers.openLog(containers.existing(containerId));
    }

    @Override
    public synchronized List<ContainerStats> stats() {
        requireAvailable();
        return containers.all().stream()
                .filter(SimulatedContainer::isRunning)
                .map(this::statsOf)
                .toList();
    }

    @Override
    public synchronized Optional<ContainerStats> stats(String containerId) {
        requireAvailable();
        return containers.find(containerId).map(this::statsOf);
    }

    private ContainerStats statsOf(SimulatedContainer container) {
        return new ContainerStats(
                container.id,
                container.spec.name(),
                Map.copyOf(container.spec.labels()),
                clock.now(),
                1_000_000,
                1 << 20,
                1 << 20,
                1 << 20,
                4096,
                1);
    }

    @Override
    public ExecResult execSync(String containerId, List<String> command, Duration timeout) {
        return run(containerId, command, new byte[0]);
    }

    private ExecResult run(String containerId, List<String> command, byte[] stdin) {
        SimulatedContainer container;
        synchronized (this) {
            requireAvailable();
            container = containers.existing(containerId);
            if (!container.isRunning()) {
                throw new RuntimeFailure(
                        RuntimeFailure.Kind.FAILED,
                        "rpc error: code = Unknown desc = container is in " + container.state + " state");
            }
        }
        return SimulatedCommands.run(container.spec, container.hostname, command, stdin)
                .orElseThrow(() -> new RuntimeFailure(
                        RuntimeFailure.Kind.FAILED,
                        "OCI runtime exec failed: exec failed: unable to start container process: exec: \""
                                + (command.isEmpty() ? "" : command.getFirst())
                                + "\": executable file not found in $PATH: unknown"));
    }

    @Override
    public ProcessExit exec(String containerId, List<String> command, ProcessStreams streams) throws IOException {
        InputStream stdin = streams.stdin();
        boolean reads =
                stdin != null && !command.isEmpty() && command.getFirst().endsWith("cat");
        try {
            ExecResult result = run(containerId, command, reads && stdin != null ? stdin.readAllBytes() : new byte[0]);
            write(streams.stdout(), result.stdoutBytes());
            write(
                    streams.stderr() == null ? streams.stdout() : streams.stderr(),
                    result.stderr().getBytes(StandardCharsets.UTF_8));
            return ProcessExit.ofCode(result.exitCode());
        } catch (RuntimeFailure failure) {
            if (failure.kind() != RuntimeFailure.Kind.FAILED) {
                throw failure;
            }
            return new ProcessExit(-1, failure.text(), "");
        }
    }

    private static void write(@Nullable OutputStream to, byte[] bytes) throws IOException {
        if (to != null && bytes.length > 0) {
            to.write(bytes);
            to.flush();
        }
    }

    @Override
    public ProcessExit attach(String containerId, ProcessStreams streams) throws IOException, InterruptedException {
        CountDownLatch end;
        synchronized (this) {
            requireAvailable();
            SimulatedContainer container = containers.existing(containerId);
            end = container.ended;
            String text = String.join("\n", container.lines);
            write(streams.stdout(), (text.isEmpty() ? "" : text + "\n").getBytes(StandardCharsets.UTF_8));
        }
        end.await();
        return ProcessExit.success();
    }

    @Override
    public void portForward(String sandboxId, int port, Duplex connection) {
        throw new RuntimeFailure(
                RuntimeFailure.Kind.FAILED,
                "failed to connect to localhost:" + port + " inside a simulated pod: connection refused");
    }

    @Override
    public Subscription events(Consumer<RuntimeEvent> listener) {
        return events.add(listener);
    }

    @Override
    public void close() {
        events.close();
    }
}
