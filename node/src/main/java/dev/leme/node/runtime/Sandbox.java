package dev.leme.node.runtime;

import java.time.Instant;
import java.util.Map;

/** A sandbox as listed. {@code ready} is false once it has stopped, by whatever cause. */
public record Sandbox(
        String id,
        PodIdentity pod,
        boolean ready,
        Instant createdAt,
        Map<String, String> labels,
        Map<String, String> annotations) {}
