package dev.leme.scheduler.preemption;

import dev.leme.scheduler.filter.PodFilters;
import dev.leme.scheduler.filter.Rejection;
import dev.leme.scheduler.snapshot.NodeSnapshot;
import dev.leme.scheduler.snapshot.PodDemand;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A node as it would be without some of its pods. */
final class Trial {

    private final PodFilters filters;
    private final NodeSnapshot node;
    private final Map<String, PodDemand> gone = new HashMap<>();

    Trial(PodFilters filters, NodeSnapshot node) {
        this.filters = filters;
        this.node = node;
    }

    void remove(PodDemand other) {
        gone.put(other.uid(), other);
        filters.remove(other, node);
    }

    private void restore(PodDemand other) {
        gone.remove(other.uid());
        filters.add(other, node);
    }

    @Nullable Rejection check() {
        return filters.check(node.changed(gone.keySet(), List.of()));
    }

    /** Lets {@code other} stay, if the pod still fits then. */
    boolean takesBack(PodDemand other) {
        restore(other);
        if (check() == null) {
            return true;
        }
        remove(other);
        return false;
    }

    void undo() {
        List.copyOf(gone.values()).forEach(this::restore);
    }
}
