package dev.leme.node.runtime;

import java.util.List;

/**
 * A sandbox with its addresses.
 *
 * @param ips the pod's addresses, the first one the primary; empty with the node's network or when it has stopped
 */
public record SandboxStatus(Sandbox sandbox, List<String> ips, boolean hostNetwork) {
    public String id() {
        return sandbox.id();
    }
}
