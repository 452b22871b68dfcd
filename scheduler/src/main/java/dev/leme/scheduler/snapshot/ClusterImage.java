package dev.leme.scheduler.snapshot;

import dev.leme.api.core.v1.Node;
import dev.leme.api.core.v1.Pod;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All nodes with the pods on them, kept current by the watch and by the scheduler's own decisions, which count from the
 * moment they are made. What a node's snapshot says is worked out when it is first asked for after a change.
 */
public final class ClusterImage {

    private final Map<String, NodeFacts> nodes = new HashMap<>();
    private final Map<String, Map<String, PodDemand>> podsByNode = new HashMap<>();
    private final Map<String, String> nodeOfPod = new HashMap<>();
    private final Set<String> assumed = new HashSet<>();
    private final Nominations nominations = new Nominations();
    private final TreeMap<String, NodeSnapshot> ready = new TreeMap<>();
    private final Set<String> changed = new HashSet<>();

    /** The node is there, or changed. */
    public synchronized void put(Node node) {
        NodeFacts facts = NodeFacts.of(node);
        nodes.put(facts.name(), facts);
        changed.add(facts.name());
    }

    /** The node is gone. */
    public synchronized void removeNode(String name) {
        nodes.remove(name);
        changed.add(name);
    }

    /** The pod has its place on {@code node}, as the server says; returns it as it was in its place before, or null. */
    public synchronized @Nullable PodDemand place(Pod pod, String node) {
        String uid = pod.metadata().uid();
        String had = nodeOfPod.get(uid);
        PodDemand before =
                had == null ? null : podsByNode.getOrDefault(had, Map.of()).get(uid);
        put(PodDemand.of(pod), node);
        assumed.remove(uid);
        return before;
    }

    /** The pod is about to get its place on {@code node}. */
    public synchronized void assume(PodDemand pod, String node) {
        put(pod, node);
        assumed.add(pod.uid());
    }

    /** The pod didn't get its place after all; false, and without effect, when the server has said that it did. */
    public synchronized boolean giveUp(String podUid) {
        boolean isAssumed = assumed.contains(podUid);
        if (isAssumed) {
            remove(podUid);
        }
        return isAssumed;
    }

    private void put(PodDemand pod, String node) {
        remove(pod.uid());
        nodeOfPod.put(pod.uid(), node);
        podsByNode.computeIfAbsent(node, none -> new HashMap<>()).put(pod.uid(), pod);
        changed.add(node);
    }

    /** The pod takes no place any more, nor does it wait for one; returns the node where it had its place, or null. */
    public synchronized @Nullable String remove(String podUid) {
        assumed.remove(podUid);
        denominate(podUid);
        String node = nodeOfPod.remove(podUid);
        if (node != null) {
            podsByNode.getOrDefault(node, new HashMap<>()).remove(podUid);
            changed.add(node);
        }
        return node;
    }

    /** The pod has made others leave {@code node}, and is to come there. */
    public synchronized void nominate(PodDemand pod, String node) {
        denominate(pod.uid());
        nominations.put(pod, node);
        changed.add(node);
    }

    /** The pod waits for no node in particular. */
    public synchronized void denominate(String podUid) {
        String node = nominations.remove(podUid);
        if (node != null) {
            changed.add(node);
        }
    }

    /** The node that the pod waits for, or empty. */
    public synchronized String nominationOf(String podUid) {
        return nominations.of(podUid);
    }

    /** Whether the pod has a place. */
    public synchronized boolean isPlaced(String podUid) {
        return nodeOfPod.containsKey(podUid);
    }

    /** All nodes by name. */
    public synchronized List<NodeSnapshot> snapshot() {
        for (String name : changed) {
            NodeFacts facts = nodes.get(name);
            if (facts == null) {
                ready.remove(name);
            } else {
                ready.put(name, make(facts));
            }
        }
        changed.clear();
        return new ArrayList<>(ready.values());
    }

    /** One node as it is now, or null. */
    public synchronized @Nullable NodeSnapshot node(String name) {
        NodeFacts facts = nodes.get(name);
        if (facts == null) {
            return null;
        }
        return changed.contains(name) ? make(facts) : ready.get(name);
    }

    private NodeSnapshot make(NodeFacts facts) {
        Map<String, PodDemand> pods = Map.copyOf(podsByNode.getOrDefault(facts.name(), Map.of()));
        return NodeSnapshot.of(facts, pods, nominations.on(facts.name()));
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
