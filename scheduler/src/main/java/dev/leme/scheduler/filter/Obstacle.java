package dev.leme.scheduler.filter;

/** What kept a pod from being scheduled, and so what kind of change may help it. */
public enum Obstacle {
    /** The node itself: its labels, taints, name, or that it takes no pods. */
    NODE,
    /** What other pods take on the node. */
    ROOM,
    /** Which other pods are where: affinity and spreading. */
    PODS,
    /** Claims and volumes. */
    VOLUMES
}
