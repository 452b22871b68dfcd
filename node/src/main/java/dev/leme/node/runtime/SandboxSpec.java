package dev.leme.node.runtime;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A sandbox to be made.
 *
 * @param hostname the name within; empty with the node's network
 * @param logDirectory where the containers' log files are, absolute; empty: no logs
 * @param cgroupParent the cgroup to make the containers' in, below the node's own root ({@code
 *     /kubepods/burstable/podUID}); empty: in that root
 * @param runtimeHandler the runtime class's handler; empty: the default one
 */
public record SandboxSpec(
        PodIdentity pod,
        String hostname,
        String logDirectory,
        SandboxDns dns,
        Map<String, String> labels,
        Map<String, String> annotations,
        String cgroupParent,
        Map<String, String> sysctls,
        Namespaces namespaces,
        Security security,
        String runtimeHandler) {

    /** Who the sandbox's own process is, and what it may do. */
    public record Security(
            OptionalLong runAsUser,
            OptionalLong runAsGroup,
            List<Long> supplementalGroups,
            boolean privileged,
            SecurityProfile seccomp) {
        public static final Security DEFAULT = new Security(
                OptionalLong.empty(), OptionalLong.empty(), List.of(), false, SecurityProfile.RUNTIME_DEFAULT);
    }

    /** The least that a sandbox needs; {@code with…} methods add to it. */
    public static SandboxSpec of(PodIdentity pod) {
        return new SandboxSpec(
                pod,
                pod.name(),
                "",
                SandboxDns.NODE,
                Map.of(),
                Map.of(),
                "",
                Map.of(),
                Namespaces.DEFAULT,
                Security.DEFAULT,
                "");
    }

    public SandboxSpec withLogDirectory(String directory) {
        return new SandboxSpec(
                pod,
                hostname,
                directory,
                dns,
                labels,
                annotations,
                cgroupParent,
                sysctls,
                namespaces,
                security,
                runtimeHandler);
    }

    public SandboxSpec withDns(SandboxDns other) {
        return new SandboxSpec(
                pod,
                hostname,
                logDirectory,
                other,
                labels,
                annotations,
                cgroupParent,
                sysctls,
                namespaces,
                security,
                runtimeHandler);
    }

    public SandboxSpec withLabels(Map<String, String> other) {
        return new SandboxSpec(
                pod,
                hostname,
                logDirectory,
                dns,
                other,
                annotations,
                cgroupParent,
                sysctls,
                namespaces,
                security,
                runtimeHandler);
    }

    public SandboxSpec withCgroupParent(String parent) {
        return new SandboxSpec(
                pod,
                hostname,
                logDirectory,
                dns,
                labels,
                annotations,
                parent,
                sysctls,
                namespaces,
                security,
                runtimeHandler);
    }

    public SandboxSpec withRuntimeHandler(String handler) {
        return new SandboxSpec(
                pod,
                hostname,
                logDirectory,
                dns,
                labels,
                annotations,
                cgroupParent,
                sysctls,
                namespaces,
                security,
                handler);
    }

    public SandboxSpec withNamespaces(Namespaces other) {
        return new SandboxSpec(
                pod,
                hostname,
                logDirectory,
                dns,
                labels,
                annotations,
                cgroupParent,
                sysctls,
                other,
                security,
                runtimeHandler);
    }
}
