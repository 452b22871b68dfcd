package dev.leme.node.runtime;

import java.util.List;

/** What goes into the pod's {@code resolv.conf}; all empty: the runtime copies the node's. */
public record SandboxDns(List<String> servers, List<String> searches, List<String> options) {
    public static final SandboxDns NODE = new SandboxDns(List.of(), List.of(), List.of());
}
