package dev.leme.node.runtime;

/** A directory or file of the node within a container. */
public record Mount(String hostPath, String containerPath, boolean readOnly, Propagation propagation) {
    /** Whether later mounts on one side show on the other. */
    public enum Propagation {
        PRIVATE,
        HOST_TO_CONTAINER,
        BIDIRECTIONAL
    }

    public static Mount of(String hostPath, String containerPath, boolean readOnly) {
        return new Mount(hostPath, containerPath, readOnly, Propagation.PRIVATE);
    }
}
