package dev.leme.node.observed;

import java.time.Instant;

/**
 * Something that failed and will be tried again.
 *
 * @param failures how many times in a row
 */
public record Retry(String message, int failures, Instant at) {}
