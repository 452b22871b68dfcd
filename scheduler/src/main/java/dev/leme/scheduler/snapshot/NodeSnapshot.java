package dev.leme.scheduler.snapshot;

import dev.leme.api.core.v1.Node;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A node and what is taken on it.
 *
 * @param node the node
 * @param allocatable what it has for pods
 * @param pods the pods on it by uid
 * @param requested what they ask for together
 * @param scored the same by which nodes are compared; see {@link PodDemand}
 * @param repelling those of the pods that require to be away from some others
 */
public record NodeSnapshot(
        Node node,
        Amounts allocatable,
        Map<String, PodDemand> pods,
        Amounts requested,
        Amounts scored,
        List<PodDemand> repelling) {

    static NodeSnapshot of(Node node, Map<String, PodDemand> pods) {
        Amounts requested = sum(pods.values(), PodDemand::requests);
        Amounts scored = sum(pods.values(), PodDemand::scored);
        Amounts allocatable = Amounts.of(node.status().allocatable());
        List<PodDemand> repelling =
                pods.values().stream().filter(NodeSnapshot::repels).toList();
        return new NodeSnapshot(node, allocatable, pods, requested, scored, repelling);
    }

    private static boolean repels(PodDemand pod) {
        return pod.pod().spec().affinity().podAntiAffinity().hasRequiredDuringSchedulingIgnoredDuringExecution();
    }

    private static Amounts sum(Collection<PodDemand> pods, Function<PodDemand, Amounts> amounts) {
        Map<String, Long> sum = new HashMap<>();
        for (PodDemand pod : pods) {
            amounts.apply(pod).values().forEach((name, value) -> sum.merge(name, value, Long::sum));
        }
        return new Amounts(sum);
    }

    /** The node's name. */
    public String name() {
        return node.metadata().name();
    }

    /** The node's labels. */
    public Map<String, String> labels() {
        return node.metadata().labels();
    }

    /** The node's ports that are taken. */
    public List<HostPort> ports() {
        List<HostPort> ports = new ArrayList<>();
        pods.values().forEach(pod -> ports.addAll(pod.ports()));
        return ports;
    }
}
