package dev.leme.node.runtime.cri;

import dev.leme.cri.v1.Image;
import dev.leme.cri.v1.NamespaceMode;
import dev.leme.cri.v1.PodIP;
import dev.leme.cri.v1.PodSandbox;
import dev.leme.cri.v1.PodSandboxMetadata;
import dev.leme.cri.v1.PodSandboxNetworkStatus;
import dev.leme.cri.v1.PodSandboxState;
import dev.leme.node.runtime.Container;
import dev.leme.node.runtime.ContainerState;
import dev.leme.node.runtime.ContainerStats;
import dev.leme.node.runtime.ContainerStatus;
import dev.leme.node.runtime.ImageFilesystem;
import dev.leme.node.runtime.ImageInfo;
import dev.leme.node.runtime.PodIdentity;
import dev.leme.node.runtime.Sandbox;
import dev.leme.node.runtime.SandboxStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** CRI's messages as our values. */
final class FromCri {
    /** Our own annotation on a container: the image's name as the pod said it, which CRI does not keep. */
    static final String REQUESTED_IMAGE = "leme.dev/requested-image";

    private FromCri() {}

    static ImageInfo image(Image image) {
        return new ImageInfo(
                image.getId(),
                List.copyOf(image.getRepoTagsList()),
                List.copyOf(image.getRepoDigestsList()),
                image.getSize(),
                image.hasUid() ? OptionalLong.of(image.getUid().getValue()) : OptionalLong.empty(),
                image.getUsername(),
                image.getPinned());
    }

    static ImageFilesystem filesystem(dev.leme.cri.v1.FilesystemUsage usage) {
        return new ImageFilesystem(
                usage.getFsId().getMountpoint(),
                time(usage.getTimestamp()),
                usage.getUsedBytes().getValue(),
                usage.getInodesUsed().getValue());
    }

    static Sandbox sandbox(PodSandbox sandbox) {
        return new Sandbox(
                sandbox.getId(),
                pod(sandbox.getMetadata()),
                sandbox.getState() == PodSandboxState.SANDBOX_READY,
                time(sandbox.getCreatedAt()),
                Map.copyOf(sandbox.getLabelsMap()),
                Map.copyOf(sandbox.getAnnotationsMap()));
    }

    static SandboxStatus sandbox(dev.leme.cri.v1.PodSandboxStatus status) {
        Sandbox sandbox = new Sandbox(
                status.getId(),
                pod(status.getMetadata()),
                status.getState() == PodSandboxState.SANDBOX_READY,
                time(status.getCreatedAt()),
                Map.copyOf(status.getLabelsMap()),
                Map.copyOf(status.getAnnotationsMap()));
        boolean hostNetwork = status.getLinux().getNamespaces().getOptions().getNetwork() == NamespaceMode.NODE;
        return new SandboxStatus(sandbox, ips(status.getNetwork()), hostNetwork);
    }

    private static List<String> ips(PodSandboxNetworkStatus network) {
        List<String> ips = new ArrayList<>();
        if (!network.getIp().isEmpty()) {
            ips.add(network.getIp());
        }
        network.getAdditionalIpsList().stream().map(PodIP::getIp).forEach(ips::add);
        return List.copyOf(ips);
    }

    private static PodIdentity pod(PodSandboxMetadata metadata) {
        return new PodIdentity(metadata.getNamespace(), metadata.getName(), metadata.getUid(), metadata.getAttempt());
    }

    static Container container(dev.leme.cri.v1.Container container) {
        Map<String, String> annotations = container.getAnnotationsMap();
        return new Container(
                container.getId(),
                container.getPodSandboxId(),
                container.getMetadata().getName(),
                container.getMetadata().getAttempt(),
                requested(annotations, container.getImage().getImage()),
                container.getImageRef(),
                state(container.getState()),
                time(container.getCreatedAt()),
                Map.copyOf(container.getLabelsMap()),
                Map.copyOf(annotations));
    }

    static ContainerStatus status(dev.leme.cri.v1.ContainerStatus status) {
        ContainerState state = state(status.getState());
        return new ContainerStatus(
                status.getId(),
                status.getMetadata().getName(),
                status.getMetadata().getAttempt(),
                state,
                time(status.getCreatedAt()),
                timeOrNull(status.getStartedAt()),
                timeOrNull(status.getFinishedAt()),
                status.getExitCode(),
                status.getReason(),
                status.getMessage(),
                requested(status.getAnnotationsMap(), status.getImage().getImage()),
                status.getImageRef(),
                status.getLogPath(),
                Map.copyOf(status.getLabelsMap()),
                Map.copyOf(status.getAnnotationsMap()));
    }

    private static String requested(Map<String, String> annotations, String otherwise) {
        return annotations.getOrDefault(REQUESTED_IMAGE, otherwise);
    }

    private static ContainerState state(dev.leme.cri.v1.ContainerState state) {
        return switch (state) {
            case CONTAINER_CREATED -> ContainerState.CREATED;
            case CONTAINER_RUNNING -> ContainerState.RUNNING;
            case CONTAINER_EXITED -> ContainerState.EXITED;
            case CONTAINER_UNKNOWN, UNRECOGNIZED -> ContainerState.UNKNOWN;
        };
    }

    static ContainerStats stats(dev.leme.cri.v1.ContainerStats stats) {
        return new ContainerStats(
                stats.getAttributes().getId(),
                stats.getAttributes().getMetadata().getName(),
                Map.copyOf(stats.getAttributes().getLabelsMap()),
                time(stats.getCpu().getTimestamp()),
                stats.getCpu().getUsageCoreNanoSeconds().getValue(),
                stats.getMemory().getWorkingSetBytes().getValue(),
                stats.getMemory().getUsageBytes().getValue(),
                stats.getMemory().getRssBytes().getValue(),
                stats.getWritableLayer().getUsedBytes().getValue(),
                stats.getWritableLayer().getInodesUsed().getValue());
    }

    private static Instant time(long nanos) {
        return Instant.ofEpochSecond(0, nanos);
    }

    private static @Nullable Instant timeOrNull(long nanos) {
        return nanos <= 0 ? null : time(nanos);
    }
}
