package dev.leme.node.runtime;

import java.time.Instant;
import java.util.Map;

/** A container as listed. */
public record Container(
        String id,
        String sandboxId,
        String name,
        int attempt,
        String image,
        String imageRef,
        ContainerState state,
        Instant createdAt,
        Map<String, String> labels,
        Map<String, String> annotations) {}
