package dev.leme.scheduler.snapshot;

import dev.leme.api.core.v1.Node;
import dev.leme.api.core.v1.Pod;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All nodes with the pods on them, kept current by the watch and by the scheduler's own decisions, which count from the
 * moment they are made. What a node's snapshot says is worked out when it is first asked for after a change.
 */
public final class ClusterImage {

    private final Map<String, Node> nodes = new HashMap<>();
    private final Map<String, Map<String, PodDemand>> podsByNode = new HashMap<>();
    private final Map<String, String> nodeOfPod = new HashMap<>();
    private final Set<String> assumed = new HashSet<>();
    private final Map<String, NodeSnapshot> ready = new HashMap<>();

    /** The node is there, or changed. */
    public synchronized void put(Node node) {
        nodes.put(node.metadata().name(), node);
        ready.remove(node.metadata().name());
    }

    /** The node is gone. */
    public synchronized void removeNode(String name) {
        nodes.remove(name);
        ready.remove(name);
    }

    /** The pod has its place on {@code node}, as the server says. */
    public synchronized void place(Pod pod, String node) {
        put(pod, node);
        assumed.remove(pod.metadata().uid());
    }

    /** The pod is about to get its place on {@code node}. */
    public synchronized void assume(Pod pod, String node) {
        put(pod, node);
        assumed.add(pod.metadata().uid());
    }

    /** The pod didn't get its place after all; false, and without effect, when the server has said that it did. */
    public synchronized boolean giveUp(String podUid) {
        boolean isAssumed = assumed.contains(podUid);
        if (isAssumed) {
            remove(podUid);
        }
        return isAssumed;
    }

    private void put(Pod pod, String node) {
        String uid = pod.metadata().uid();
        remove(uid);
        nodeOfPod.put(uid, node);
        podsByNode.computeIfAbsent(node, none -> new HashMap<>()).put(uid, PodDemand.of(pod));
        ready.remove(node);
    }

    /** The pod takes no place any more. */
    public synchronized void remove(String podUid) {
        assumed.remove(podUid);
        String node = nodeOfPod.remove(podUid);
        if (node != null) {
            podsByNode.getOrDefault(node, new HashMap<>()).remove(podUid);
            ready.remove(node);
        }
    }

    /** Whether the pod has a place. */
    public synchronized boolean isPlaced(String podUid) {
        return nodeOfPod.containsKey(podUid);
    }

    /** All nodes by name. */
    public synchronized List<NodeSnapshot> snapshot() {
        List<NodeSnapshot> all = new ArrayList<>(nodes.size());
        nodes.forEach((name, node) -> all.add(ready.computeIfAbsent(name, missing -> make(node))));
        all.sort(Comparator.comparing(NodeSnapshot::name));
        return List.copyOf(all);
    }

    private NodeSnapshot make(Node node) {
        return NodeSnapshot.of(
                node, Map.copyOf(podsByNode.getOrDefault(node.metadata().name(), Map.of())));
    }

    /** Fails when a pod is on two nodes, or its place isn't where it is said to be. */
    public synchronized void checkInvariants() {
        Set<String> seen = new HashSet<>();
        podsByNode.forEach((node, pods) -> pods.keySet().forEach(uid -> {
            if (!seen.add(uid) || !node.equals(nodeOfPod.get(uid))) {
                throw new AssertionError("pod " + uid + " isn't where it should be");
            }
        }));
        if (seen.size() != nodeOfPod.size()) {
            throw new AssertionError("a pod has a node but no place");
        }
    }
}
