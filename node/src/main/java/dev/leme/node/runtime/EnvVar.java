package dev.leme.node.runtime;

/** One variable of a container's environment. */
public record EnvVar(String name, String value) {}
