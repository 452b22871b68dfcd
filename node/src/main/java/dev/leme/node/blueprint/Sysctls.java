package dev.leme.node.blueprint;

import dev.leme.api.json.JsonObject;
import dev.leme.node.manifest.PodManifest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The kernel settings that a pod asks for in its own namespaces, and those that no other pod would notice. */
public final class Sysctls {

    /** Upstream's safe set (https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/). */
    private static final Set<String> SAFE = Set.of(
            "kernel.shm_rmid_forced",
            "net.ipv4.ip_local_port_range",
            "net.ipv4.ip_local_reserved_ports",
            "net.ipv4.ip_unprivileged_port_start",
            "net.ipv4.ping_group_range",
            "net.ipv4.tcp_fin_timeout",
            "net.ipv4.tcp_keepalive_intvl",
            "net.ipv4.tcp_keepalive_probes",
            "net.ipv4.tcp_keepalive_time",
            "net.ipv4.tcp_rmem",
            "net.ipv4.tcp_syncookies",
            "net.ipv4.tcp_wmem");

    private Sysctls() {}

    /** By name with dots, whichever way the pod wrote it. */
    static Map<String, String> of(PodManifest pod) {
        Map<String, String> sysctls = new LinkedHashMap<>();
        for (JsonObject sysctl : pod.securityContext().array("sysctls").objects()) {
            sysctls.put(sysctl.string("name").replace('/', '.'), sysctl.string("value"));
        }
        return sysctls;
    }

    /** Why this node doesn't run the pod; empty where it does. */
    public static Optional<String> refusal(PodManifest pod) {
        return of(pod).keySet().stream()
                .map(name -> refusal(name, pod.hostNetwork(), pod.spec().bool("hostIPC")))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> refusal(String name, boolean hostNetwork, boolean hostIpc) {
        if (!SAFE.contains(name)) {
            return Optional.of("forbidden sysctl: \"" + name + "\" not allowlisted");
        }
        if (hostNetwork && name.startsWith("net.")) {
            return Optional.of("forbidden sysctl: \"" + name + "\" not allowed with host net enabled");
        }
        boolean ofIpc = name.startsWith("kernel.");
        return hostIpc && ofIpc
                ? Optional.of("forbidden sysctl: \"" + name + "\" not allowed with host ipc enabled")
                : Optional.empty();
    }
}
