package dev.leme.node.runtime.cri;

import static dev.leme.node.runtime.cri.CriErrors.call;
import static dev.leme.node.runtime.cri.CriErrors.callUnlessGone;

import dev.leme.base.life.TaskGroup;
import dev.leme.base.stream.Duplex;
import dev.leme.base.stream.ProcessExit;
import dev.leme.base.stream.ProcessStreams;
import dev.leme.cri.v1.AttachRequest;
import dev.leme.cri.v1.ContainerStatsRequest;
import dev.leme.cri.v1.ContainerStatusRequest;
import dev.leme.cri.v1.CreateContainerRequest;
import dev.leme.cri.v1.ExecSyncRequest;
import dev.leme.cri.v1.ExecSyncResponse;
import dev.leme.cri.v1.ImageFsInfoRequest;
import dev.leme.cri.v1.ImageServiceGrpc;
import dev.leme.cri.v1.ImageStatusRequest;
import dev.leme.cri.v1.ImageStatusResponse;
import dev.leme.cri.v1.ListContainerStatsRequest;
import dev.leme.cri.v1.ListContainersRequest;
import dev.leme.cri.v1.ListImagesRequest;
import dev.leme.cri.v1.ListPodSandboxRequest;
import dev.leme.cri.v1.PodSandboxStatusRequest;
import dev.leme.cri.v1.PortForwardRequest;
import dev.leme.cri.v1.PullImageRequest;
import dev.leme.cri.v1.RemoveContainerRequest;
import dev.leme.cri.v1.RemoveImageRequest;
import dev.leme.cri.v1.RemovePodSandboxRequest;
import dev.leme.cri.v1.ReopenContainerLogRequest;
import dev.leme.cri.v1.RunPodSandboxRequest;
import dev.leme.cri.v1.RuntimeServiceGrpc;
import dev.leme.cri.v1.StartContainerRequest;
import dev.leme.cri.v1.StatusRequest;
import dev.leme.cri.v1.StopContainerRequest;
import dev.leme.cri.v1.StopPodSandboxRequest;
import dev.leme.cri.v1.UpdateContainerResourcesRequest;
import dev.leme.cri.v1.VersionRequest;
import dev.leme.cri.v1.VersionResponse;
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
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A CRI v1 runtime, such as containerd, behind its socket. Every call has a deadline but a pull, which ends with its
 * thread's interruption; events and commands with streams go by containerd's own services.
 */
public final class CriRuntime implements ContainerRuntime {
    /** What a runtime may take for one call, beside what the call itself waits for. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final String cgroupRoot;
    private final CriChannel channel;
    private final RuntimeServiceGrpc.RuntimeServiceBlockingStub runtime;
    private final ImageServiceGrpc.ImageServiceBlockingStub imageService;
    private final StreamSessions sessions;
    private final TaskGroup tasks = new TaskGroup("cri");
    private final TaskExec exec;

    public CriRuntime(Path socket) {
        this(socket, "", StreamDialer.DIRECT);
    }

    /**
     * @param socket FIFOs of commands' streams are made in the directory {@code exec} beside it
     * @param cgroupRoot put before every sandbox's cgroup parent, so that all are below it; empty: none
     * @param dialer connects to the runtime's streaming server, which listens in the runtime's own network namespace
     */
    public CriRuntime(Path socket, String cgroupRoot, StreamDialer dialer) {
        this.cgroupRoot = cgroupRoot;
        channel = new CriChannel(socket);
        runtime = RuntimeServiceGrpc.newBlockingStub(channel.grpc());
        imageService = ImageServiceGrpc.newBlockingStub(channel.grpc());
        sessions = new StreamSessions(dialer);
        exec = new TaskExec(channel.grpc(), socket.resolveSibling("exec"), tasks);
    }

    private RuntimeServiceGrpc.RuntimeServiceBlockingStub runtime() {
        return runtimeWithin(Duration.ZERO);
    }

    private RuntimeServiceGrpc.RuntimeServiceBlockingStub runtimeWithin(Duration work) {
        return runtime.withDeadlineAfter(PATIENCE.plus(work).toMillis(), TimeUnit.MILLISECONDS);
    }

    private ImageServiceGrpc.ImageServiceBlockingStub imageService() {
        return imageService.withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public RuntimeVersion version() {
        VersionResponse response = call(() ->
                runtime().version(VersionRequest.newBuilder().setVersion("v1").build()));
        return new RuntimeVersion(
                response.getRuntimeName(), response.getRuntimeVersion(), response.getRuntimeApiVersion());
    }

    @Override
    public List<RuntimeCondition> conditions() {
        return call(() -> runtime().status(StatusRequest.getDefaultInstance())).getStatus().getConditionsList().stream()
                .map(each ->
                        new RuntimeCondition(each.getType(), each.getStatus(), each.getReason(), each.getMessage()))
                .toList();
    }

    @Override
    public String pullImage(String reference, @Nullable RegistryAuth auth) {
        PullImageRequest.Builder request = PullImageRequest.newBuilder().setImage(ToCri.image(reference));
        if (auth != null) {
            request.setAuth(ToCri.auth(auth));
        }
        return call(() -> imageService.pullImage(request.build())).getImageRef();
    }

    @Override
    public List<ImageInfo> images() {
        return call(() -> imageService().listImages(ListImagesRequest.getDefaultInstance())).getImagesList().stream()
                .map(FromCri::image)
                .toList();
    }

    @Override
    public Optional<ImageInfo> image(String reference) {
        ImageStatusResponse response = call(() -> imageService()
                .imageStatus(ImageStatusRequest.newBuilder()
                        .setImage(ToCri.image(reference))
                        .build()));
        return response.hasImage() ? Optional.of(FromCri.image(response.getImage())) : Optional.empty();
    }

    @Override
    public void removeImage(String reference) {
        callUnlessGone(() -> imageService()
                .removeImage(RemoveImageRequest.newBuilder()
                        .setImage(ToCri.image(reference))
                        .build()));
    }

    @Override
    public List<ImageFilesystem> imageFilesystems() {
        return call(() -> imageService().imageFsInfo(ImageFsInfoRequest.getDefaultInstance()))
                .getImageFilesystemsList()
                .stream()
                .map(FromCri::filesystem)
                .toList();
    }

    @Override
    public SandboxStatus runSandbox(SandboxSpec spec) {
        String id = call(() -> runtimeWithin(PATIENCE)
                        .runPodSandbox(RunPodSandboxRequest.newBuilder()
                                .setConfig(ToCri.sandbox(spec, cgroupRoot))
                                .setRuntimeHandler(spec.runtimeHandler())
                                .build()))
                .getPodSandboxId();
        return sandbox(id)
                .orElseThrow(() -> new RuntimeFailure(
                        RuntimeFailure.Kind.NOT_FOUND, "sandbox " + id + " has gone right after its start"));
    }

    @Override
    public void stopSandbox(String sandboxId) {
        callUnlessGone(() -> runtime()
                .stopPodSandbox(StopPodSandboxRequest.newBuilder()
                        .setPodSandboxId(sandboxId)
                        .build()));
    }

    @Override
    public void removeSandbox(String sandboxId) {
        callUnlessGone(() -> runtime()
                .removePodSandbox(RemovePodSandboxRequest.newBuilder()
                        .setPodSandboxId(sandboxId)
                        .build()));
    }

    @Override
    public List<Sandbox> sandboxes() {
        return call(() -> runtime().listPodSandbox(ListPodSandboxRequest.getDefaultInstance())).getItemsList().stream()
                .map(FromCri::sandbox)
                .toList();
    }

    @Override
    public Optional<SandboxStatus> sandbox(String sandboxId) {
        try {
            return Optional.of(FromCri.sandbox(runtime()
                    .podSandboxStatus(PodSandboxStatusRequest.newBuilder()
                            .setPodSandboxId(sandboxId)
                            .build())
                    .getStatus()));
        } catch (StatusRuntimeException failure) {
            return emptyIfNotFound(failure);
        }
    }

    private static <T> Optional<T> emptyIfNotFound(StatusRuntimeException failure) {
        if (CriErrors.isNotFound(failure)) {
            return Optional.empty();
        }
        throw CriErrors.failure(failure);
    }

    @Override
    public String createContainer(String sandboxId, ContainerSpec spec, SandboxSpec sandbox) {
        return call(() -> runtime()
                        .createContainer(CreateContainerRequest.newBuilder()
                                .setPodSandboxId(sandboxId)
                                .setConfig(ToCri.container(spec))
                                .setSandboxConfig(ToCri.sandbox(sandbox, cgroupRoot))
                                .build()))
                .getContainerId();
    }

    @Override
    public void startContainer(String containerId) {
        call(() -> runtime()
                .startContainer(StartContainerRequest.newBuilder()
                        .setContainerId(containerId)
                        .build()));
    }

    @Override
    public void stopContainer(String containerId, Duration grace) {
        callUnlessGone(() -> runtimeWithin(grace)
                .stopContainer(StopContainerRequest.newBuilder()
                        .setContainerId(containerId)
                        .setTimeout(grace.toSeconds())
                        .build()));
    }

    @Override
    public void removeContainer(String containerId) {
        callUnlessGone(() -> runtime()
                .removeContainer(RemoveContainerRequest.newBuilder()
                        .setContainerId(containerId)
                        .build()));
    }

    @Override
    public List<Container> containers() {
        return call(() -> runtime().listContainers(ListContainersRequest.getDefaultInstance()))
                .getContainersList()
                .stream()
                .map(FromCri::container)
                .toList();
    }

    @Override
    public Optional<ContainerStatus> container(String containerId) {
        try {
            return Optional.of(FromCri.status(runtime()
                    .containerStatus(ContainerStatusRequest.newBuilder()
                            .setContainerId(containerId)
                            .build())
                    .getStatus()));
        } catch (StatusRuntimeException failure) {
            return emptyIfNotFound(failure);
        }
    }

    @Override
    public void updateResources(String containerId, LinuxResources resources) {
        call(() -> runtime()
                .updateContainerResources(UpdateContainerResourcesRequest.newBuilder()
                        .setContainerId(containerId)
                        .setLinux(ToCri.resources(resources))
                        .build()));
    }

    @Override
    public void reopenLog(String containerId) {
        call(() -> runtime()
                .reopenContainerLog(ReopenContainerLogRequest.newBuilder()
                        .setContainerId(containerId)
                        .build()));
    }

    @Override
    public List<ContainerStats> stats() {
        return call(() -> runtime().listContainerStats(ListContainerStatsRequest.getDefaultInstance()))
                .getStatsList()
                .stream()
                .map(FromCri::stats)
                .toList();
    }

    @Override
    public Optional<ContainerStats> stats(String containerId) {
        try {
            return Optional.of(FromCri.stats(runtime()
                    .containerStats(ContainerStatsRequest.newBuilder()
                            .setContainerId(containerId)
                            .build())
                    .getStats()));
        } catch (StatusRuntimeException failure) {
            return emptyIfNotFound(failure);
        }
    }

    @Override
    public ExecResult execSync(String containerId, List<String> command, Duration timeout) {
        ExecSyncResponse response = call(() -> runtimeWithin(timeout)
                .execSync(ExecSyncRequest.newBuilder()
                        .setContainerId(containerId)
                        .addAllCmd(command)
                        .setTimeout(timeout.toSeconds())
                        .build()));
        return new ExecResult(
                response.getStdout().toByteArray(), response.getStderr().toByteArray(), response.getExitCode());
    }

    @Override
    public ProcessExit exec(String containerId, List<String> command, ProcessStreams streams)
            throws IOException, InterruptedException {
        return exec.run(containerId, command, streams);
    }

    @Override
    public ProcessExit attach(String containerId, ProcessStreams streams) throws IOException, InterruptedException {
        return sessions.attach(wanted -> attachUrl(containerId, wanted), streams);
    }

    private String attachUrl(String containerId, ProcessStreams streams) {
        return call(() -> runtime()
                        .attach(AttachRequest.newBuilder()
                                .setContainerId(containerId)
                                .setTty(streams.tty())
                                .setStdin(streams.stdin() != null)
                                .setStdout(streams.stdout() != null)
                                .setStderr(streams.stderr() != null && !streams.tty())
                                .build()))
                .getUrl();
    }

    @Override
    public void portForward(String sandboxId, int port, Duplex connection) throws IOException, InterruptedException {
        String url = call(() -> runtime()
                        .portForward(PortForwardRequest.newBuilder()
                                .setPodSandboxId(sandboxId)
                                .addPort(port)
                                .build()))
                .getUrl();
        sessions.forward(url, port, connection);
    }

    @Override
    public Subscription events(Consumer<RuntimeEvent> listener) {
        ContainerdEvents events = new ContainerdEvents(channel.grpc(), this::answers, this::hasEnded, listener, tasks);
        events.start();
        return events::close;
    }

    private boolean answers() {
        try {
            conditions();
            return true;
        } catch (RuntimeFailure notYet) {
            return false;
        }
    }

    /** Whether a container's or a sandbox's status shows its end. */
    private boolean hasEnded(String id) {
        Optional<ContainerStatus> status = container(id);
        if (status.isPresent()) {
            return status.get().finishedAt() != null;
        }
        return sandbox(id).map(each -> !each.sandbox().ready()).orElse(true);
    }

    @Override
    public void close() {
        tasks.close();
        channel.close();
    }
}
