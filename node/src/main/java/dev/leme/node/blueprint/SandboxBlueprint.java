package dev.leme.node.blueprint;

import dev.leme.api.json.JsonNumber;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.node.manifest.PodManifest;
import dev.leme.node.runtime.Namespaces;
import dev.leme.node.runtime.PodIdentity;
import dev.leme.node.runtime.SandboxDns;
import dev.leme.node.runtime.SandboxSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** From a pod to the sandbox that the runtime is asked for. */
public final class SandboxBlueprint {
    private SandboxBlueprint() {}

    /**
     * The sandbox.
     *
     * @param attempt counts the pod's sandboxes from 0
     */
    public static SandboxSpec of(
            PodManifest pod, int attempt, NodeFacts node, SandboxDns dns, Path logDirectory, String cgroup) {
        Map<String, String> labels = new LinkedHashMap<>(pod.object().labels());
        labels.putAll(identity(pod));
        Map<String, String> annotations = new LinkedHashMap<>(pod.object().annotations());
        annotations.put(Labels.CONFIG_SOURCE, "api");
        annotations.put(
                Labels.TERMINATION_GRACE, Long.toString(pod.terminationGrace().toSeconds()));
        String hostname =
                pod.hostNetwork() ? "" : PodNames.of(pod, node.clusterDomain()).hostname();
        return new SandboxSpec(
                new PodIdentity(pod.namespace(), pod.name(), pod.uid(), attempt),
                hostname,
                logDirectory.toString(),
                dns,
                labels,
                annotations,
                cgroup,
                Sysctls.of(pod),
                namespaces(pod),
                security(pod),
                "");
    }

    static Map<String, String> identity(PodManifest pod) {
        return Map.of(Labels.POD_NAME, pod.name(), Labels.POD_NAMESPACE, pod.namespace(), Labels.POD_UID, pod.uid());
    }

    static Namespaces namespaces(PodManifest pod) {
        Namespaces.Pid pid = Namespaces.Pid.CONTAINER;
        if (pod.spec().bool("hostPID")) {
            pid = Namespaces.Pid.NODE;
        } else if (pod.sharesProcesses()) {
            pid = Namespaces.Pid.POD;
        }
        return new Namespaces(pod.hostNetwork(), pod.spec().bool("hostIPC"), pid, "");
    }

    private static SandboxSpec.Security security(PodManifest pod) {
        JsonObject security = pod.securityContext();
        boolean privileged = pod.allContainers().stream()
                .anyMatch(container -> container.securityContext().bool("privileged"));
        return new SandboxSpec.Security(
                number(security, "runAsUser"),
                number(security, "runAsGroup"),
                groups(security),
                privileged,
                SandboxSpec.Security.DEFAULT.seccomp());
    }

    /** The groups that every process of the pod is in besides its own. */
    static List<Long> groups(JsonObject podSecurity) {
        List<Long> groups = new ArrayList<>();
        for (JsonValue group : podSecurity.array("supplementalGroups")) {
            if (group instanceof JsonNumber number) {
                groups.add(number.longValue());
            }
        }
        number(podSecurity, "fsGroup").ifPresent(groups::add);
        return groups;
    }

    static OptionalLong number(JsonObject json, String name) {
        return json.has(name) ? OptionalLong.of(json.number(name, 0)) : OptionalLong.empty();
    }
}
