package dev.leme.node.runtime.simulated;

import dev.leme.base.stream.Duplex;
import dev.leme.base.stream.ProcessExit;
import dev.leme.base.stream.ProcessStreams;
import dev.leme.base.time.Clock;
import dev.leme.node.runtime.Container;
import dev.leme.node.runtime.ContainerRuntime;
import dev.leme.node.runtime.ContainerSpec;
import dev.leme.node.runtime.ContainerState;
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
import dev.leme.node.runtime.simulated.SimulatedProgram.Step;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Pods without processes. Sandboxes get addresses out of a range, nothing answers there; containers run at once and do
 * what {@link SimulatedProgram} reads from their command, by the given clock; every image exists unless told otherwise.
 * Tests make things go wrong with {@link #crash}, {@link #failPulls}, {@link #failStarts} and {@link #setAvailable}.
 */
public final class SimulatedRuntime implements ContainerRuntime {
    private static final DateTimeFormatter LOG_TIME =
            new DateTimeFormatterBuilder().appendInstant(9).toFormatter();
    private static final int KILLED = 137;

    private final Clock clock;
    private final AddressPool addresses;
    private final EventFan events = new EventFan();
    private final Map<String, SandboxStatus> sandboxes = new LinkedHashMap<>();
    private final Map<String, SandboxSpec> sandboxSpecs = new HashMap<>();
    private final Map<String, SimulatedContainer> containers = new LinkedHashMap<>();
    private final Map<String, ImageInfo> images = new LinkedHashMap<>();
    private final Map<String, String> pullFailures = new HashMap<>();
    private final Map<String, String> startFailures = new HashMap<>();
    private final Set<String> ignoringStop = new HashSet<>();
    private final Map<String, CountDownLatch> ends = new HashMap<>();
    private boolean available = true;
    private long lastId;

    /** @param podCidr where sandboxes' addresses come from, such as {@code 10.42.0.0/24} */
    public SimulatedRuntime(Clock clock, String podCidr) {
        this.clock = clock;
        this.addresses = new AddressPool(podCidr);
    }

    // What tests steer.

    /** Ends a running container as if its process had, with reason {@code Completed} or {@code Error}. */
    public synchronized void crash(String containerId, int exitCode) {
        end(existing(containerId), exitCode, exitCode == 0 ? "Completed" : "Error");
    }

    /** Ends a running container for its memory. */
    public synchronized void killForMemory(String containerId) {
        events.tell(new RuntimeEvent(RuntimeEvent.Kind.OUT_OF_MEMORY, containerId));
        end(existing(containerId), KILLED, "OOMKilled");
    }

    /** Ends a sandbox and all in it, as if its own process had been killed. */
    public synchronized void crashSandbox(String sandboxId) {
        stopNow(sandboxId);
    }

    /** From now on pulling the image fails with this text; null: it works again. */
    public synchronized void failPulls(String reference, @Nullable String message) {
        put(pullFailures, reference, message);
    }

    /** From now on starting containers of this name fails with this text; null: it works again. */
    public synchronized void failStarts(String containerName, @Nullable String message) {
        put(startFailures, containerName, message);
    }

    private static void put(Map<String, String> failures, String key, @Nullable String message) {
        if (message == null) {
            failures.remove(key);
        } else {
            failures.put(key, message);
        }
    }

    /** From now on containers of this name do not end on a stop signal, only when the grace has passed. */
    public synchronized void ignoreStopSignals(String containerName) {
        ignoringStop.add(containerName);
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
        for (SimulatedContainer container : containers.values()) {
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

    private SimulatedContainer existing(String containerId) {
        SimulatedContainer container = containers.get(containerId);
        if (container == null) {
            throw notFound("container", containerId);
        }
        return container;
    }

    private static RuntimeFailure notFound(String kind, String id) {
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
        String failure = pullFailures.get(reference);
        if (failure != null) {
            throw new RuntimeFailure(RuntimeFailure.Kind.NOT_FOUND, failure);
        }
        String id = "sha256:" + String.format(Locale.ROOT, "%064x", reference.hashCode() & 0xffffffffL);
        images.put(
                reference,
                new ImageInfo(
                        id, List.of(reference), List.of(withoutTag(reference) + "@" + id), 1_000_000, OptionalLong.empty(),
                        "", false));
        return id;
    }

    private static String withoutTag(String reference) {
        int colon = reference.lastIndexOf(':');
        return colon > reference.lastIndexOf('/') ? reference.substring(0, colon) : reference;
    }

    @Override
    public synchronized List<ImageInfo> images() {
        requireAvailable();
        return List.copyOf(images.values());
    }

    @Override
    public synchronized Optional<ImageInfo> image(String reference) {
        requireAvailable();
        return images.values().stream()
                .filter(image -> image.tags().contains(reference)
                        || image.digests().contains(reference)
                        || image.id().equals(reference))
                .findFirst();
    }

    @Override
    public synchronized void removeImage(String reference) {
        image(reference).ifPresent(images.values()::remove);
    }

    @Override
    public synchronized List<ImageFilesystem> imageFilesystems() {
        requireAvailable();
        return List.of(new ImageFilesystem("/", clock.now(), images.size() * 1_000_000L, images.size()));
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
        containers.values().stream()
                .filter(each -> each.sandboxId.equals(sandboxId) && each.isRunning())
                .forEach(each -> end(each, KILLED, "Error"));
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
        List<String> within = containers.values().stream()
                .filter(each -> each.sandboxId.equals(sandboxId))
                .map(each -> each.id)
                .toList();
        within.forEach(this::removeContainer);
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
                newId(), sandboxId, sandbox.hostname(), spec, imageRef(spec.image()), logFile, clock.now());
        containers.put(container.id, container);
        ends.put(container.id, new CountDownLatch(1));
        events.tell(new RuntimeEvent(RuntimeEvent.Kind.CREATED, container.id));
        return container.id;
    }

    private String imageRef(String image) {
        return image(image).flatMap(each -> each.digests().stream().findFirst()).orElse(image);
    }

    @Override
    public synchronized void startContainer(String containerId) {
        requireAvailable();
        SimulatedContainer container = existing(containerId);
        String failure = startFailures.get(container.spec.name());
        if (failure != null) {
            container.ended(clock.now(), 128, "StartError", failure);
            endOf(containerId).countDown();
            throw new RuntimeFailure(RuntimeFailure.Kind.FAILED, failure);
        }
        container.state = ContainerState.RUNNING;
        container.startedAt = clock.now();
        openLog(container);
        events.tell(new RuntimeEvent(RuntimeEvent.Kind.STARTED, containerId));
        advance(container, SimulatedProgram.of(container.spec.command(), container.spec.args()).steps(), 0);
    }

    private void advance(SimulatedContainer container, List<Step> steps, int from) {
        for (int at = from; at < steps.size(); at++) {
            switch (steps.get(at)) {
                case Step.Echo echo -> write(container, echo.text());
                case Step.Run _ -> {
                    return;
                }
                case Step.Exit exit -> {
                    end(container, exit.code(), exit.code() == 0 ? "Completed" : "Error");
                    return;
                }
                case Step.Sleep sleep -> {
                    int next = at + 1;
                    container.nextStep = clock.schedule(sleep.time(), () -> resume(container, steps, next));
                    return;
                }
            }
        }
        end(container, 0, "Completed");
    }

    private synchronized void resume(SimulatedContainer container, List<Step> steps, int from) {
        if (container.isRunning()) {
            advance(container, steps, from);
        }
    }

    private void end(SimulatedContainer container, int code, String reason) {
        if (container.isRunning()) {
            container.ended(clock.now(), code, reason, "");
            events.tell(new RuntimeEvent(RuntimeEvent.Kind.EXITED, container.id));
            endOf(container.id).countDown();
        }
    }

    private CountDownLatch endOf(String containerId) {
        CountDownLatch end = ends.get(containerId);
        if (end == null) {
            throw notFound("container", containerId);
        }
        return end;
    }

    private void openLog(SimulatedContainer container) {
        if (!container.logFile.isEmpty()) {
            append(container.logFile, "");
        }
    }

    /** In CRI's format: time, stream, "full line", text. */
    private void write(SimulatedContainer container, String line) {
        container.lines.add(line);
        if (!container.logFile.isEmpty()) {
            append(container.logFile, LOG_TIME.format(clock.now()) + " stdout F " + line + "\n");
        }
    }

    private static void append(String file, String text) {
        try {
            Path path = Path.of(file);
            Path directory = path.getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            Files.writeString(path, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException failure) {
            throw new RuntimeFailure(RuntimeFailure.Kind.FAILED, "log file: " + failure.getMessage(), failure);
        }
    }

    @Override
    public void stopContainer(String containerId, Duration grace) {
        CountDownLatch end;
        synchronized (this) {
            requireAvailable();
            SimulatedContainer container = containers.get(containerId);
            if (container == null || !container.isRunning()) {
                return;
            }
            end = endOf(containerId);
            if (!ignoringStop.contains(container.spec.name())) {
                end(container, 0, "Completed");
            } else {
                clock.schedule(grace, () -> kill(container));
            }
        }
        await(end);
    }

    private synchronized void kill(SimulatedContainer container) {
        end(container, KILLED, "Error");
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
        SimulatedContainer container = containers.get(containerId);
        if (container != null) {
            end(container, KILLED, "Error");
            containers.remove(containerId);
            ends.remove(containerId);
            events.tell(new RuntimeEvent(RuntimeEvent.Kind.DELETED, containerId));
        }
    }

    @Override
    public synchronized List<Container> containers() {
        requireAvailable();
        return containers.values().stream().map(SimulatedContainer::listed).toList();
    }

    @Override
    public synchronized Optional<ContainerStatus> container(String containerId) {
        requireAvailable();
        return Optional.ofNullable(containers.get(containerId)).map(SimulatedContainer::status);
    }

    /** The specification that a container was made with. */
    public synchronized Optional<ContainerSpec> spec(String containerId) {
        return Optional.ofNullable(containers.get(containerId)).map(each -> each.spec);
    }

    /** The specification that a sandbox was made with. */
    public synchronized Optional<SandboxSpec> sandboxSpec(String sandboxId) {
        return Optional.ofNullable(sandboxSpecs.get(sandboxId));
    }

    @Override
    public synchronized void updateResources(String containerId, LinuxResources resources) {
        requireAvailable();
        existing(containerId);
    }

    @Override
    public synchronized void reopenLog(String containerId) {
        requireAvailable();
        openLog(existing(containerId));
    }

    @Override
    public synchronized List<ContainerStats> stats() {
        requireAvailable();
        return containers.values().stream()
                .filter(SimulatedContainer::isRunning)
                .map(this::statsOf)
                .toList();
    }

    @Override
    public synchronized Optional<ContainerStats> stats(String containerId) {
        requireAvailable();
        return Optional.ofNullable(containers.get(containerId)).map(this::statsOf);
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
            container = existing(containerId);
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
        boolean reads = stdin != null && !command.isEmpty() && command.getFirst().endsWith("cat");
        try {
            ExecResult result =
                    run(containerId, command, reads && stdin != null ? stdin.readAllBytes() : new byte[0]);
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
            SimulatedContainer container = existing(containerId);
            end = endOf(containerId);
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
