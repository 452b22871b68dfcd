package dev.leme.scheduler.filter;

import dev.leme.scheduler.snapshot.NodeSnapshot;
import dev.leme.scheduler.snapshot.PodDemand;

/** A filter that counts pods over many nodes, for one pod; it can be told what would be if others came or left. */
public interface Counting extends Filter {

    /** As if {@code other} came to {@code node}. */
    void add(PodDemand other, NodeSnapshot node);

    /** As if {@code other} left {@code node}. */
    void remove(PodDemand other, NodeSnapshot node);
}
