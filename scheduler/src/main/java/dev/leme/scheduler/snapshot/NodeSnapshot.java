package dev.leme.scheduler.snapshot;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A node and what is taken on it.
 *
 * @param facts the node
 * @param pods the pods on it by uid
 * @param requested what they ask for together
 * @param scored the same by which nodes are compared; see {@link PodDemand}
 * @param attracted those of the pods that want to be near some others or away from them
 * @param nominated pods that wait for others to leave this node, and are to come here then
 */
public record NodeSnapshot(
        NodeFacts facts,
        Map<String, PodDemand> pods,
        Amounts requested,
        Amounts scored,
        List<PodDemand> attracted,
        List<PodDemand> nominated) {

    static NodeSnapshot of(NodeFacts facts, Map<String, PodDemand> pods, List<PodDemand> nominated) {
        Amounts requested = sum(pods.values(), PodDemand::requests);
        Amounts scored = sum(pods.values(), PodDemand::scored);
        List<PodDemand> attracted = pods.values().stream()
                .filter(pod -> !pod.attractions().isEmpty())
                .toList();
        return new NodeSnapshot(facts, pods, requested, scored, attracted, nominated);
    }

    private static Amounts sum(Collection<PodDemand> pods, Function<PodDemand, Amounts> amounts) {
        Map<String, Long> sum = new HashMap<>();
        for (PodDemand pod : pods) {
            amounts.apply(pod).values().forEach((name, value) -> sum.merge(name, value, Long::sum));
        }
        return new Amounts(sum);
    }

    /** The same node if these pods had left and those had come. */
    public NodeSnapshot changed(Set<String> gone, Collection<PodDemand> come) {
        Map<String, PodDemand> left = new HashMap<>(pods);
        left.keySet().removeAll(gone);
        come.forEach(pod -> left.put(pod.uid(), pod));
        return of(facts, left, nominated);
    }

    /** The node's name. */
    public String name() {
        return facts.name();
    }

    /** The node's labels. */
    public Map<String, String> labels() {
        return facts.labels();
    }

    /** The value of one of the node's labels, or null. */
    public @Nullable String label(String key) {
        return facts.labels().get(key);
    }

    /** What it has for pods. */
    public Amounts allocatable() {
        return facts.allocatable();
    }

    /** The node's ports that are taken. */
    public List<HostPort> ports() {
        List<HostPort> ports = new ArrayList<>();
        pods.values().forEach(pod -> ports.addAll(pod.ports()));
        return ports;
    }
}
