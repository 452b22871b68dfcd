package dev.leme.node.runtime;

import java.time.Instant;
import java.util.Map;

/** What a container has used. */
public record ContainerStats(
        String id,
        String name,
        Map<String, String> labels,
        Instant at,
        long cpuNanos,
        long memoryWorkingSetBytes,
        long memoryUsageBytes,
        long memoryRssBytes,
        long writableLayerBytes,
        long writableLayerInodes) {}
