package dev.leme.node.runtime;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A container in full.
 *
 * @param startedAt null until it has started
 * @param finishedAt null until it has ended
 * @param exitCode valid once it has ended; 128 + signal where a signal ended it
 * @param reason {@code Completed}, {@code Error}, {@code OOMKilled}, {@code StartError}, …; empty while it runs
 * @param image the name that the pod asked for
 * @param imageRef the name with digest, or the image's id where it has no digest: the pod status's {@code imageID}
 * @param logPath absolute; empty: none
 */
public record ContainerStatus(
        String id,
        String name,
        int attempt,
        ContainerState state,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        int exitCode,
        String reason,
        String message,
        String image,
        String imageRef,
        String logPath,
        Map<String, String> labels,
        Map<String, String> annotations) {}
