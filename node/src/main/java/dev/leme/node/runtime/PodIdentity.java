package dev.leme.node.runtime;

/** Which pod a sandbox is for; {@code attempt} counts sandboxes of the same pod from 0. */
public record PodIdentity(String namespace, String name, String uid, int attempt) {}
