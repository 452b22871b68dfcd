package dev.leme.scheduler.filter;

import dev.leme.scheduler.snapshot.NodeSnapshot;
import dev.leme.scheduler.snapshot.PodDemand;
import org.jspecify.annotations.Nullable;

/** Says whether a node can take a pod. */
@FunctionalInterface
public interface Filter {

    /** Why it can't, or null. */
    @Nullable Rejection check(PodDemand pod, NodeSnapshot node);
}
