package dev.leme.node.pods;

import dev.leme.node.blueprint.ContainerBlueprint;
import dev.leme.node.blueprint.SandboxBlueprint;
import dev.leme.node.environment.ConfigException;
import dev.leme.node.environment.Environment;
import dev.leme.node.environment.PodFacts;
import dev.leme.node.images.ImageOutcome;
import dev.leme.node.images.ImagePuller;
import dev.leme.node.manifest.ContainerManifest;
import dev.leme.node.manifest.PodManifest;
import dev.leme.node.observed.Instance;
import dev.leme.node.runtime.ContainerSpec;
import dev.leme.node.runtime.EnvVar;
import dev.leme.node.runtime.Mount;
import dev.leme.node.runtime.RuntimeFailure;
import dev.leme.node.runtime.SandboxDns;
import dev.leme.node.runtime.SandboxSpec;
import dev.leme.node.runtime.SandboxStatus;
import dev.leme.node.volumes.ContainerMounts;
import dev.leme.node.volumes.FileTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes and starts one container of a pod, and runs its postStart hook. */
final class ContainerStarter {
    private final NodeServices node;
    private final PodState state;
    private final ContainerIndex index;
    private final Hooks hooks;
    private final ContainerObserver observer;

    ContainerStarter(NodeServices node, PodState state, ContainerIndex index) {
        this.node = node;
        this.state = state;
        this.index = index;
        this.hooks = new Hooks(node.runtime(), node.probes(), node.clock());
        this.observer = new ContainerObserver(node.runtime(), node.logs());
    }

    void start(Step.StartContainer step) throws InterruptedException {
        PodManifest pod = state.pod();
        ContainerManifest container = step.container();
        ImagePuller.Listener events = node.events().of(pod, container);
        Optional<SandboxStatus> sandbox = state.sandbox();
        if (sandbox.isEmpty() || !(state.takeImage(container.name()) instanceof ImageOutcome.Present image)) {
            return;
        }
        ContainerSpec spec;
        try {
            spec = spec(pod, step, image, sandbox.get());
        } catch (ConfigException unusable) {
            fail(container, events, "CreateContainerConfigError", unusable.text());
            return;
        }
        create(pod, container, spec, sandbox.get(), events);
    }

    private void fail(ContainerManifest container, ImagePuller.Listener events, String reason, String message) {
        events.warning("Failed", "Error: " + message);
        state.startFailed(container.name(), reason, message);
    }

    private ContainerSpec spec(
            PodManifest pod, Step.StartContainer step, ImageOutcome.Present image, SandboxStatus sandbox) {
        ContainerManifest container = step.container();
        PodFacts facts = new PodFacts(
                pod,
                node.facts().nodeName(),
                pod.hostNetwork() ? node.facts().addresses() : sandbox.ips(),
                node.facts().addresses(),
                node.facts().allocatable());
        List<EnvVar> environment = new Environment(facts, node.sources()).of(container);
        List<Mount> mounts = new ArrayList<>(new ContainerMounts(pod, state.volumePaths(), environment).of(container));
        Path termination =
                node.directories().container(pod.uid(), container.name()).resolve(Integer.toString(step.attempt()));
        addOwnMounts(pod, container, termination, mounts);
        ContainerBlueprint.Start start = new ContainerBlueprint.Start(
                step.attempt(),
                image.ref(),
                node.runtime().image(image.ref()),
                environment,
                mounts,
                termination,
                target(container));
        return ContainerBlueprint.of(pod, container, start, node.facts());
    }

    private String target(ContainerManifest container) {
        String name = container.json().string("targetContainerName");
        Instance target = name.isEmpty() ? null : state.observe(Map.of()).last(name);
        return target == null ? "" : target.id();
    }

    /** The hosts file and the file for the termination message, unless the container mounts something else there. */
    private void addOwnMounts(PodManifest pod, ContainerManifest container, Path termination, List<Mount> mounts) {
        try {
            FileTree.directory(
                    node.directories()
                            .podLogs(pod.namespace(), pod.name(), pod.uid())
                            .resolve(container.name()),
                    0755);
            Path hosts = node.directories().hostsFile(pod.uid());
            if (Files.exists(hosts) && mounts.stream().noneMatch(mount -> isAt(mount, "/etc/hosts"))) {
                mounts.add(Mount.of(hosts.toString(), "/etc/hosts", false));
            }
            String wanted = container.json().string("terminationMessagePath");
            String path = wanted.isEmpty() ? "/dev/termination-log" : wanted;
            FileTree.directory(node.directories().container(pod.uid(), container.name()), 0755);
            Files.write(termination, new byte[0]);
            FileTree.setMode(termination, 0666);
            if (mounts.stream().noneMatch(mount -> isAt(mount, path))) {
                mounts.add(Mount.of(termination.toString(), path, false));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static boolean isAt(Mount mount, String path) {
        return Path.of(mount.containerPath()).normalize().equals(Path.of(path).normalize());
    }

    private void create(
            PodManifest pod,
            ContainerManifest container,
            ContainerSpec spec,
            SandboxStatus sandbox,
            ImagePuller.Listener events)
            throws InterruptedException {
        String id;
        try {
            id = node.runtime().createContainer(sandbox.id(), spec, sandboxSpec(pod, sandbox));
        } catch (RuntimeFailure failure) {
            fail(container, events, "CreateContainerError", failure.text());
            index.suspect(sandbox.id());
            return;
        }
        state.applied(id, container.resources());
        index.add(id, sandbox.id());
        events.normal("Created", "Container created");
        try {
            node.runtime().startContainer(id);
        } catch (RuntimeFailure failure) {
            observer.observe(id, sandbox.id()).ifPresent(state::started);
            fail(container, events, "RunContainerError", failure.text());
            index.suspect(sandbox.id());
            return;
        }
        events.normal("Started", "Container started");
        observer.observe(id, sandbox.id()).ifPresent(state::started);
        if (!container.postStart().isEmpty()) {
            index.wake();
            runPostStart(pod, container, id, sandbox, events);
        }
    }

    private void runPostStart(
            PodManifest pod, ContainerManifest container, String id, SandboxStatus sandbox, ImagePuller.Listener events)
            throws InterruptedException {
        String address = sandbox.ips().isEmpty() ? "127.0.0.1" : sandbox.ips().getFirst();
        Optional<String> failure = hooks.run(container.postStart(), container, id, address, Duration.ZERO);
        if (failure.isPresent()) {
            events.warning("FailedPostStartHook", "PostStartHook failed");
            events.normal("Killing", "FailedPostStartHook");
            node.runtime().stopContainer(id, pod.terminationGrace());
            observer.observe(id, sandbox.id()).ifPresent(state::instance);
            state.startFailed(container.name(), "PostStartHookError", failure.get());
        }
    }

    /** The sandbox as it was asked for, which the runtime wants to see again. */
    private SandboxSpec sandboxSpec(PodManifest pod, SandboxStatus sandbox) {
        return SandboxBlueprint.of(
                pod,
                sandbox.sandbox().pod().attempt(),
                node.facts(),
                SandboxDns.NODE,
                node.directories().podLogs(pod.namespace(), pod.name(), pod.uid()),
                node.cgroups().path(pod));
    }
}
