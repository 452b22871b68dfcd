package dev.leme.node.runtime;

import java.time.Instant;

/** How much of a file system images take. */
public record ImageFilesystem(String mountpoint, Instant at, long usedBytes, long inodesUsed) {}
