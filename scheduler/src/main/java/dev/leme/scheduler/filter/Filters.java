package dev.leme.scheduler.filter;

import dev.leme.api.core.v1.Node;
import dev.leme.api.core.v1.PodSpec;
import dev.leme.api.core.v1.Taint;
import dev.leme.api.core.v1.Toleration;
import dev.leme.api.selector.NodeSelector;
import dev.leme.scheduler.snapshot.Amounts;
import dev.leme.scheduler.snapshot.HostPort;
import dev.leme.scheduler.snapshot.NodeSnapshot;
import dev.leme.scheduler.snapshot.PodDemand;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    private static final String UNSCHEDULABLE_TAINT = "node.kubernetes.io/unschedulable";

    private Filters() {}

    static @Nullable Rejection takesPods(PodDemand pod, NodeSnapshot node) {
        Taint taint =
                Taint.builder().key(UNSCHEDULABLE_TAINT).effect("NoSchedule").build();
        return node.node().spec().unschedulable() && !isTolerated(pod.pod().spec(), taint)
                ? Rejection.of(Obstacle.NODE, "node(s) were unschedulable")
                : null;
    }

    static @Nullable Rejection hasTheName(PodDemand pod, NodeSnapshot node) {
        String wanted = pod.pod().spec().nodeName();
        return wanted.isEmpty() || wanted.equals(node.name())
                ? null
                : Rejection.of(Obstacle.NODE, "node(s) didn't match the requested node name");
    }

    static @Nullable Rejection isTolerated(PodDemand pod, NodeSnapshot node) {
        for (Taint taint : node.node().spec().taints()) {
            boolean repels =
                    taint.effect().equals("NoSchedule") || taint.effect().equals("NoExecute");
            if (repels && !isTolerated(pod.pod().spec(), taint)) {
                return Rejection.of(Obstacle.NODE, "node(s) had untolerated taint(s)");
            }
        }
        return null;
    }

    /** Whether any of the pod's tolerations covers the taint. */
    public static boolean isTolerated(PodSpec spec, Taint taint) {
        return spec.tolerations().stream().anyMatch(toleration -> tolerates(toleration, taint));
    }

    private static boolean tolerates(Toleration toleration, Taint taint) {
        boolean effect = toleration.effect().isEmpty() || toleration.effect().equals(taint.effect());
        boolean key = toleration.key().isEmpty() || toleration.key().equals(taint.key());
        boolean exists = toleration.operator().equals("Exists");
        boolean value =
                exists || !toleration.key().isEmpty() && toleration.value().equals(taint.value());
        return effect && key && value;
    }

    static @Nullable Rejection hasTheLabels(PodDemand pod, NodeSnapshot node) {
        PodSpec spec = pod.pod().spec();
        Map<String, String> labels = node.labels();
        boolean selected = spec.nodeSelector().entrySet().stream()
                .allMatch(wanted -> wanted.getValue().equals(labels.get(wanted.getKey())));
        return selected && isRequired(spec, node.node())
                ? null
                : Rejection.of(Obstacle.NODE, "node(s) didn't match Pod's node affinity/selector");
    }

    private static boolean isRequired(PodSpec spec, Node node) {
        var affinity = spec.affinity().nodeAffinity();
        if (!affinity.hasRequiredDuringSchedulingIgnoredDuringExecution()) {
            return true;
        }
        return NodeSelector.of(affinity.requiredDuringSchedulingIgnoredDuringExecution()
                        .json())
                .matches(node.metadata().labels(), node.metadata().name());
    }

    static @Nullable Rejection hasFreePorts(PodDemand pod, NodeSnapshot node) {
        if (pod.ports().isEmpty()) {
            return null;
        }
        List<HostPort> taken = node.ports();
        boolean free = pod.ports().stream().noneMatch(port -> port.conflictsWithAny(taken));
        return free
                ? null
                : new Rejection(
                        Obstacle.ROOM, List.of("node(s) didn't have free ports for the requested pod ports"), true);
    }

    /** A pod that asks for more than the whole node isn't helped by the removal of others. */
    static @Nullable Rejection hasRoom(PodDemand pod, NodeSnapshot node) {
        List<String> reasons = new ArrayList<>();
        boolean preemptible = true;
        if (node.pods().size() + 1 > node.allocatable().get(Amounts.PODS)) {
            reasons.add("Too many pods");
        }
        for (String name : new TreeSet<>(pod.requests().values().keySet())) {
            long wanted = pod.requests().get(name);
            long all = node.allocatable().get(name);
            if (wanted > 0 && wanted > all - node.requested().get(name)) {
                reasons.add("Insufficient " + name);
                preemptible &= wanted <= all;
            }
        }
        return reasons.isEmpty() ? null : new Rejection(Obstacle.ROOM, List.copyOf(reasons), preemptible);
    }
}
