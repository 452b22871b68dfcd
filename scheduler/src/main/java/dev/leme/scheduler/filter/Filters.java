package dev.leme.scheduler.filter;

import dev.leme.api.core.v1.Taint;
import dev.leme.scheduler.snapshot.Amounts;
import dev.leme.scheduler.snapshot.HostPort;
import dev.leme.scheduler.snapshot.NodeSnapshot;
import dev.leme.scheduler.snapshot.PodDemand;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The filters that look at nothing but the pod and the node, in upstream's order; the first that says no ends the list. */
public final class Filters {

    /** The list. */
    public static final List<Filter> ALL = List.of(
            Filters::takesPods,
            Filters::hasTheName,
            Filters::isTolerated,
            Filters::hasTheLabels,
            Filters::hasFreePorts,
            Filters::hasRoom);

    private static final Taint UNSCHEDULABLE = Taint.builder()
            .key("node.kubernetes.io/unschedulable")
            .effect("NoSchedule")
            .build();

    private Filters() {}

    static @Nullable Rejection takesPods(PodDemand pod, NodeSnapshot node) {
        return node.facts().unschedulable() && !pod.placement().tolerates(UNSCHEDULABLE)
                ? Rejection.lasting(FilterName.NODE_UNSCHEDULABLE, "node(s) were unschedulable")
                : null;
    }

    static @Nullable Rejection hasTheName(PodDemand pod, NodeSnapshot node) {
        String wanted = pod.placement().node();
        return wanted.isEmpty() || wanted.equals(node.name())
                ? null
                : Rejection.lasting(FilterName.NODE_NAME, "node(s) didn't match the requested node name");
    }

    static @Nullable Rejection isTolerated(PodDemand pod, NodeSnapshot node) {
        for (Taint taint : node.facts().taints()) {
            boolean repels =
                    taint.effect().equals("NoSchedule") || taint.effect().equals("NoExecute");
            if (repels && !pod.placement().tolerates(taint)) {
                return Rejection.lasting(FilterName.TAINT_TOLERATION, "node(s) had untolerated taint(s)");
            }
        }
        return null;
    }

    static @Nullable Rejection hasTheLabels(PodDemand pod, NodeSnapshot node) {
        return pod.placement().selects(node.labels(), node.name())
                ? null
                : Rejection.lasting(FilterName.NODE_AFFINITY, "node(s) didn't match Pod's node affinity/selector");
    }

    static @Nullable Rejection hasFreePorts(PodDemand pod, NodeSnapshot node) {
        if (pod.ports().isEmpty()) {
            return null;
        }
        List<HostPort> taken = node.ports();
        boolean free = pod.ports().stream().noneMatch(port -> port.conflictsWithAny(taken));
        return free
                ? null
                : Rejection.preemptible(
                        FilterName.NODE_PORTS, "node(s) didn't have free ports for the requested pod ports");
    }

    /** A pod that asks for more than the whole node isn't helped by the removal of others. */
    static @Nullable Rejection hasRoom(PodDemand pod, NodeSnapshot node) {
        List<String> reasons = new ArrayList<>();
        boolean preemptible = true;
        if (node.pods().size() + 1 > node.allocatable().get(Amounts.PODS)) {
            reasons.add("Too many pods");
        }
        for (String name : lacking(pod, node)) {
            reasons.add("Insufficient " + name);
            preemptible &= pod.requests().get(name) <= node.allocatable().get(name);
        }
        return reasons.isEmpty()
                ? null
                : new Rejection(FilterName.NODE_RESOURCES_FIT, List.copyOf(reasons), preemptible);
    }

    private static Iterable<String> lacking(PodDemand pod, NodeSnapshot node) {
        List<String> lacking = List.of();
        for (var request : pod.requests().values().entrySet()) {
            String name = request.getKey();
            long free = node.allocatable().get(name) - node.requested().get(name);
            if (request.getValue() > 0 && request.getValue() > free) {
                lacking = lacking.isEmpty() ? new ArrayList<>() : lacking;
                lacking.add(name);
            }
        }
        return lacking.size() > 1 ? new TreeSet<>(lacking) : lacking;
    }
}
