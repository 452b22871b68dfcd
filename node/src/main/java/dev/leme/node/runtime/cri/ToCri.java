package dev.leme.node.runtime.cri;

import dev.leme.cri.v1.AuthConfig;
import dev.leme.cri.v1.Capability;
import dev.leme.cri.v1.ContainerConfig;
import dev.leme.cri.v1.ContainerMetadata;
import dev.leme.cri.v1.DNSConfig;
import dev.leme.cri.v1.HugepageLimit;
import dev.leme.cri.v1.ImageSpec;
import dev.leme.cri.v1.Int64Value;
import dev.leme.cri.v1.KeyValue;
import dev.leme.cri.v1.LinuxContainerConfig;
import dev.leme.cri.v1.LinuxContainerResources;
import dev.leme.cri.v1.LinuxContainerSecurityContext;
import dev.leme.cri.v1.LinuxPodSandboxConfig;
import dev.leme.cri.v1.LinuxSandboxSecurityContext;
import dev.leme.cri.v1.MountPropagation;
import dev.leme.cri.v1.NamespaceMode;
import dev.leme.cri.v1.NamespaceOption;
import dev.leme.cri.v1.PodSandboxConfig;
import dev.leme.cri.v1.PodSandboxMetadata;
import dev.leme.node.runtime.ContainerSecurity;
import dev.leme.node.runtime.ContainerSpec;
import dev.leme.node.runtime.Device;
import dev.leme.node.runtime.LinuxResources;
import dev.leme.node.runtime.Mount;
import dev.leme.node.runtime.Namespaces;
import dev.leme.node.runtime.PodIdentity;
import dev.leme.node.runtime.RegistryAuth;
import dev.leme.node.runtime.SandboxDns;
import dev.leme.node.runtime.SandboxSpec;
import dev.leme.node.runtime.SecurityProfile;
import java.util.OptionalLong;

/** Our values as CRI's messages. */
final class ToCri {
    private ToCri() {}

    static ImageSpec image(String reference) {
        return ImageSpec.newBuilder().setImage(reference).build();
    }

    static AuthConfig auth(RegistryAuth auth) {
        return AuthConfig.newBuilder()
                .setUsername(auth.username())
                .setPassword(auth.password())
                .setIdentityToken(auth.identityToken())
                .setRegistryToken(auth.registryToken())
                .setServerAddress(auth.serverAddress())
                .build();
    }

    static PodSandboxConfig sandbox(SandboxSpec spec, String cgroupRoot) {
        PodSandboxConfig.Builder config = PodSandboxConfig.newBuilder()
                .setMetadata(metadata(spec.pod()))
                .setHostname(spec.hostname())
                .setLogDirectory(spec.logDirectory())
                .putAllLabels(spec.labels())
                .putAllAnnotations(spec.annotations())
                .setLinux(LinuxPodSandboxConfig.newBuilder()
                        .setCgroupParent(cgroupRoot + spec.cgroupParent())
                        .putAllSysctls(spec.sysctls())
                        .setSecurityContext(sandboxSecurity(spec)));
        if (!spec.dns().equals(SandboxDns.NODE)) {
            config.setDnsConfig(DNSConfig.newBuilder()
                    .addAllServers(spec.dns().servers())
                    .addAllSearches(spec.dns().searches())
                    .addAllOptions(spec.dns().options()));
        }
        return config.build();
    }

    private static PodSandboxMetadata metadata(PodIdentity pod) {
        return PodSandboxMetadata.newBuilder()
                .setNamespace(pod.namespace())
                .setName(pod.name())
                .setUid(pod.uid())
                .setAttempt(pod.attempt())
                .build();
    }

    private static LinuxSandboxSecurityContext sandboxSecurity(SandboxSpec spec) {
        SandboxSpec.Security security = spec.security();
        LinuxSandboxSecurityContext.Builder context = LinuxSandboxSecurityContext.newBuilder()
                .setNamespaceOptions(namespaces(spec.namespaces()))
                .addAllSupplementalGroups(security.supplementalGroups())
                .setPrivileged(security.privileged())
                .setSeccomp(profile(security.seccomp()));
        security.runAsUser().ifPresent(user -> context.setRunAsUser(number(user)));
        // CRI refuses a group without a user.
        if (security.runAsUser().isPresent()) {
            security.runAsGroup().ifPresent(group -> context.setRunAsGroup(number(group)));
        }
        return context.build();
    }

    private static NamespaceOption namespaces(Namespaces namespaces) {
        return NamespaceOption.newBuilder()
                .setNetwork(namespaces.hostNetwork() ? NamespaceMode.NODE : NamespaceMode.POD)
                .setIpc(namespaces.hostIpc() ? NamespaceMode.NODE : NamespaceMode.POD)
                .setPid(
                        switch (namespaces.pid()) {
                            case CONTAINER -> NamespaceMode.CONTAINER;
                            case POD -> NamespaceMode.POD;
                            case NODE -> NamespaceMode.NODE;
                            case TARGET -> NamespaceMode.TARGET;
                        })
                .setTargetId(namespaces.pidTarget())
                .build();
    }

    private static dev.leme.cri.v1.SecurityProfile profile(SecurityProfile profile) {
        return dev.leme.cri.v1.SecurityProfile.newBuilder()
                .setProfileType(
                        switch (profile.kind()) {
                            case RUNTIME_DEFAULT -> dev.leme.cri.v1.SecurityProfile.ProfileType.RuntimeDefault;
                            case UNCONFINED -> dev.leme.cri.v1.SecurityProfile.ProfileType.Unconfined;
                            case LOCALHOST -> dev.leme.cri.v1.SecurityProfile.ProfileType.Localhost;
                        })
                .setLocalhostRef(profile.localhostRef())
                .build();
    }

    static ContainerConfig container(ContainerSpec spec) {
        ContainerConfig.Builder config = ContainerConfig.newBuilder()
                .setMetadata(ContainerMetadata.newBuilder().setName(spec.name()).setAttempt(spec.attempt()))
                .setImage(image(spec.image()))
                .addAllCommand(spec.command())
                .addAllArgs(spec.args())
                .setWorkingDir(spec.workingDirectory())
                .putAllLabels(spec.labels())
                .putAllAnnotations(spec.annotations())
                .setLogPath(spec.logPath())
                .setStdin(spec.stdin())
                .setStdinOnce(spec.stdinOnce())
                .setTty(spec.tty())
                .setLinux(LinuxContainerConfig.newBuilder()
                        .setResources(resources(spec.resources()))
                        .setSecurityContext(security(spec.security())));
        if (!spec.requestedImage().isEmpty()) {
            config.putAnnotations(FromCri.REQUESTED_IMAGE, spec.requestedImage());
        }
        spec.environment()
                .forEach(each ->
                        config.addEnvs(KeyValue.newBuilder().setKey(each.name()).setValue(each.value())));
        spec.mounts().forEach(each -> config.addMounts(mount(each)));
        spec.devices().forEach(each -> config.addDevices(device(each)));
        return config.build();
    }

    private static dev.leme.cri.v1.Mount mount(Mount mount) {
        return dev.leme.cri.v1.Mount.newBuilder()
                .setHostPath(mount.hostPath())
                .setContainerPath(mount.containerPath())
                .setReadonly(mount.readOnly())
                .setPropagation(
                        switch (mount.propagation()) {
                            case PRIVATE -> MountPropagation.PROPAGATION_PRIVATE;
                            case HOST_TO_CONTAINER -> MountPropagation.PROPAGATION_HOST_TO_CONTAINER;
                            case BIDIRECTIONAL -> MountPropagation.PROPAGATION_BIDIRECTIONAL;
                        })
                .build();
    }

    private static dev.leme.cri.v1.Device device(Device device) {
        return dev.leme.cri.v1.Device.newBuilder()
                .setHostPath(device.hostPath())
                .setContainerPath(device.containerPath())
                .setPermissions(device.permissions())
                .build();
    }

    static LinuxContainerResources resources(LinuxResources resources) {
        LinuxContainerResources.Builder built = LinuxContainerResources.newBuilder()
                .setCpuPeriod(resources.cpuPeriodMicros())
                .setCpuQuota(resources.cpuQuotaMicros())
                .setCpuShares(resources.cpuShares())
                .setMemoryLimitInBytes(resources.memoryLimitBytes())
                .setMemorySwapLimitInBytes(resources.memorySwapLimitBytes())
                .setOomScoreAdj(resources.oomScoreAdj())
                .setCpusetCpus(resources.cpusetCpus())
                .setCpusetMems(resources.cpusetMems())
                .putAllUnified(resources.unified());
        resources
                .hugepageLimits()
                .forEach((size, limit) -> built.addHugepageLimits(
                        HugepageLimit.newBuilder().setPageSize(size).setLimit(limit)));
        return built.build();
    }

    private static LinuxContainerSecurityContext security(ContainerSecurity security) {
        LinuxContainerSecurityContext.Builder context = LinuxContainerSecurityContext.newBuilder()
                .setCapabilities(Capability.newBuilder()
                        .addAllAddCapabilities(security.addCapabilities())
                        .addAllDropCapabilities(security.dropCapabilities()))
                .setPrivileged(security.privileged())
                .setNamespaceOptions(namespaces(security.namespaces()))
                .setReadonlyRootfs(security.readOnlyRootFilesystem())
                .addAllSupplementalGroups(security.supplementalGroups())
                .setNoNewPrivs(security.noNewPrivileges())
                .addAllMaskedPaths(security.maskedPaths())
                .addAllReadonlyPaths(security.readOnlyPaths())
                .setSeccomp(profile(security.seccomp()))
                .setApparmor(profile(security.apparmor()));
        setUser(context, security.runAsUser(), security.runAsUsername());
        if (security.runAsUser().isPresent() || !security.runAsUsername().isEmpty()) {
            security.runAsGroup().ifPresent(group -> context.setRunAsGroup(number(group)));
        }
        return context.build();
    }

    private static void setUser(LinuxContainerSecurityContext.Builder context, OptionalLong id, String name) {
        if (id.isPresent()) {
            context.setRunAsUser(number(id.getAsLong()));
        } else {
            context.setRunAsUsername(name);
        }
    }

    private static Int64Value number(long value) {
        return Int64Value.newBuilder().setValue(value).build();
    }
}
