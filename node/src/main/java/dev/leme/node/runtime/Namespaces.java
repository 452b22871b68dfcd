package dev.leme.node.runtime;

/** Which namespaces a sandbox or a container shares. */
public record Namespaces(boolean hostNetwork, boolean hostIpc, Pid pid, String pidTarget) {
    public static final Namespaces DEFAULT = new Namespaces(false, false, Pid.CONTAINER, "");

    /** Whose processes are seen. */
    public enum Pid {
        CONTAINER,
        POD,
        NODE,
        /** The container named by {@code pidTarget}: debugging containers. */
        TARGET
    }
}
