package dev.leme.node.runtime;

/** A device of the node within a container; permissions of {@code rwm}. */
public record Device(String hostPath, String containerPath, String permissions) {}
