package dev.leme.node.pods;

import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.client.DeleteOptions;
import dev.leme.node.blueprint.DnsBlueprint;
import dev.leme.node.blueprint.HostsFile;
import dev.leme.node.blueprint.PodNames;
import dev.leme.node.blueprint.SandboxBlueprint;
import dev.leme.node.environment.PodFacts;
import dev.leme.node.images.ImageOutcome;
import dev.leme.node.images.ImagePuller;
import dev.leme.node.manifest.ContainerManifest;
import dev.leme.node.manifest.PodManifest;
import dev.leme.node.runtime.Container;
import dev.leme.node.runtime.ContainerStatus;
import dev.leme.node.runtime.RuntimeFailure;
import dev.leme.node.runtime.Sandbox;
import dev.leme.node.runtime.SandboxDns;
import dev.leme.node.runtime.SandboxSpec;
import dev.leme.node.runtime.SandboxStatus;
import dev.leme.node.volumes.FileTree;
import dev.leme.node.volumes.VolumeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Does what a plan says, each step on a thread of its own, and reports into the {@link PodState}. */
final class StepRunner {
    private static final Path RESOLVER = Path.of("/etc/resolv.conf");
    private static final Path HOSTS = Path.of("/etc/hosts");

    private final NodeServices node;
    private final PodState state;
    private final ContainerIndex index;
    private final ContainerStarter starter;
    private final ContainerStopper stopper;

    StepRunner(NodeServices node, PodState state, ContainerIndex index) {
        this.node = node;
        this.state = state;
        this.index = index;
        this.starter = new ContainerStarter(node, state, index);
        this.stopper = new ContainerStopper(node, state);
    }

    /** Runs one step to its end. What it throws is tried again later. */
    void run(Step step) throws InterruptedException, IOException {
        switch (step) {
            case Step.SetUpVolumes setUp -> setUpVolumes();
            case Step.RunSandbox sandbox -> runSandbox(sandbox);
            case Step.EnsureImage image -> ensureImage(image.container());
            case Step.ReportPullBackoff backoff -> report(backoff);
            case Step.ReportCrashBackoff backoff -> report(backoff);
            case Step.StartContainer start -> starter.start(start);
            case Step.KillContainer kill -> stopper.kill(kill);
            case Step.ResizeContainers resize -> new ContainerResizer(node, state).resize();
            case Step.RemoveContainer remove -> remove(remove);
            case Step.StopSandbox stop -> stopSandbox(stop.id());
            case Step.TearDownVolumes tearDown -> tearDown();
            case Step.DeleteObject delete -> deleteObject();
            case Step.CleanUp cleanUp -> cleanUp();
        }
    }

    private void setUpVolumes() throws IOException {
        PodManifest pod = state.pod();
        PodFacts facts = new PodFacts(
                pod,
                node.facts().nodeName(),
                List.of(),
                node.facts().addresses(),
                node.facts().allocatable());
        state.settingUpVolumes();
        FileTree.directory(node.directories().pod(pod.uid()), 0750);
        try {
            state.volumes(node.volumes().setUp(facts));
        } catch (VolumeException failure) {
            node.events().warning(pod, "FailedMount", failure.text());
            state.volumesFailed(failure.text());
        }
    }

    private void runSandbox(Step.RunSandbox step) throws IOException {
        PodManifest pod = state.pod();
        if (step.replaced().isPresent()) {
            node.events().normal(pod, "SandboxChanged", "Pod sandbox changed, it will be killed and re-created.");
            node.runtime().stopSandbox(step.replaced().get());
        }
        node.cgroups().create(pod);
        Path logs = node.directories().podLogs(pod.namespace(), pod.name(), pod.uid());
        FileTree.directory(logs, 0755);
        SandboxDns dns = DnsBlueprint.of(pod, node.facts(), read(RESOLVER));
        try {
            SandboxSpec spec = SandboxBlueprint.of(
                    pod, step.attempt(), node.facts(), dns, logs, node.cgroups().path(pod));
            SandboxStatus status = node.runtime().runSandbox(spec.withRuntimeHandler(handler(pod)));
            writeHosts(pod, status);
            index.addSandbox(status.id());
            state.sandbox(status);
        } catch (RuntimeFailure failure) {
            node.events().warning(pod, "FailedCreatePodSandBox", "Failed to create pod sandbox: " + failure.text());
            state.sandboxFailed(failure.text());
        }
    }

    /** The handler that the pod's runtime class names; empty for the runtime's default. */
    private String handler(PodManifest pod) {
        String name = pod.spec().string("runtimeClassName");
        if (name.isEmpty()) {
            return "";
        }
        ApiObject runtimeClass = node.client().find(Resources.RUNTIME_CLASSES, "", name);
        if (runtimeClass == null) {
            throw new RuntimeFailure(RuntimeFailure.Kind.FAILED, "RuntimeClass \"" + name + "\" not found");
        }
        return runtimeClass.json().string("handler");
    }

    private void writeHosts(PodManifest pod, SandboxStatus status) throws IOException {
        PodNames names = PodNames.of(pod, node.facts().clusterDomain());
        String text = pod.hostNetwork() ? HostsFile.ofNode(pod, read(HOSTS)) : HostsFile.of(pod, names, status.ips());
        Path file = node.directories().hostsFile(pod.uid());
        FileTree.directory(Objects.requireNonNull(file.getParent()), 0750);
        Files.writeString(file, text);
        FileTree.setMode(file, 0644);
    }

    private static String read(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file) : "";
    }

    private void ensureImage(ContainerManifest container) {
        PodManifest pod = state.pod();
        ImagePuller.Listener events = node.events().of(pod, container);
        ImageOutcome before = state.image(container.name());
        state.image(container.name(), node.images().ensure(pod, container, before, events));
    }

    private void report(Step.ReportPullBackoff step) {
        ImagePuller.Listener events = node.events().of(state.pod(), step.container());
        events.normal("BackOff", "Back-off pulling image \"" + step.container().image() + "\"");
        events.warning("Failed", "Error: ImagePullBackOff");
        state.reported(step.mark());
    }

    private void report(Step.ReportCrashBackoff step) {
        PodManifest pod = state.pod();
        node.events()
                .of(pod, step.container())
                .warning(
                        "BackOff",
                        "Back-off restarting failed container "
                                + step.container().name() + " in pod " + pod.fullName());
        state.reported(step.dead().id());
    }

    private void remove(Step.RemoveContainer step) throws IOException {
        ContainerStatus status = step.instance().status();
        node.runtime().removeContainer(status.id());
        state.instanceGone(status.id());
        if (!status.logPath().isEmpty()) {
            deleteLogs(Path.of(status.logPath()));
        }
    }

    /** The log file and what it was rotated into. */
    private static void deleteLogs(Path log) throws IOException {
        Path directory = log.getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            return;
        }
        String name = log.getFileName().toString();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(path -> path.getFileName().toString().startsWith(name))
                    .toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private void stopSandbox(String id) {
        node.runtime().stopSandbox(id);
        node.runtime().sandbox(id).ifPresentOrElse(state::sandbox, () -> state.sandboxGone(id));
    }

    private void tearDown() {
        node.volumes().tearDown(state.pod().uid());
        node.cgroups().remove(state.pod().uid());
        node.sources().release(state.pod().uid());
        state.volumesGone();
    }

    /** An object of the same name but another identity is not ours: then ours is gone already. */
    private void deleteObject() {
        PodManifest pod = state.pod();
        try {
            ApiObject left = node.client()
                    .delete(
                            Resources.PODS,
                            pod.namespace(),
                            pod.name(),
                            DeleteOptions.DEFAULT.withGracePeriod(0).withUid(pod.uid()));
            state.objectDeleted();
            if (left.finalizers().isEmpty()) {
                state.gone();
            }
        } catch (ApiException refused) {
            if (!refused.is(Reason.NOT_FOUND) && !(refused.is(Reason.CONFLICT) && isReplaced(pod))) {
                throw refused;
            }
            state.gone();
        }
    }

    private boolean isReplaced(PodManifest pod) {
        ApiObject now = node.client().find(Resources.PODS, pod.namespace(), pod.name());
        return now == null || !now.uid().equals(pod.uid());
    }

    /** The sandbox goes last: by it a later process would know that something is left to do. */
    private void cleanUp() throws IOException {
        PodManifest pod = state.pod();
        for (Container container : node.runtime().containers()) {
            if (state.sandboxIds().contains(container.sandboxId())) {
                node.runtime().removeContainer(container.id());
            }
        }
        FileTree.delete(node.directories().podLogs(pod.namespace(), pod.name(), pod.uid()));
        FileTree.delete(node.directories().pod(pod.uid()));
        for (Sandbox sandbox : node.runtime().sandboxes()) {
            if (sandbox.pod().uid().equals(pod.uid())) {
                node.runtime().stopSandbox(sandbox.id());
                node.runtime().removeSandbox(sandbox.id());
            }
        }
        node.cgroups().remove(pod.uid());
        state.cleaned();
    }
}
