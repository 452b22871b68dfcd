package dev.leme.node.observed;

import java.time.Instant;

/**
 * Why a container's last start failed.
 *
 * @param reason {@code CreateContainerConfigError}, {@code CreateContainerError}, {@code RunContainerError}, …
 * @param retryAt when to try again
 */
public record StartFailure(String reason, String message, Instant retryAt) {}
