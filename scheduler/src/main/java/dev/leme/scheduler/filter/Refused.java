package dev.leme.scheduler.filter;

import dev.leme.scheduler.snapshot.NodeSnapshot;

/** A node that can't take a pod, and why. */
public record Refused(NodeSnapshot node, Rejection rejection) {}
