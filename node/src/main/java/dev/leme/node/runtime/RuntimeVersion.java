package dev.leme.node.runtime;

/** Who the runtime is: {@code containerd}, {@code 1.6.20}, {@code v1}. */
public record RuntimeVersion(String name, String version, String apiVersion) {}
