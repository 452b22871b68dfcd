package dev.leme.scheduler.snapshot;

import dev.leme.api.core.v1.Node;
import dev.leme.api.core.v1.Pod;
import java.util.ArrayList;
import java.util.Collections;
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
    private final Map<String, Tally> tallies = new HashMap<>();
    private final Map<String, String> nodeOfPod = new HashMap<>();
    private final Set<String> assumed = new HashSet<>();
    private final Nominations nominations = new Nominations();
    private final TreeMap<String, NodeSnapshot> ready = new TreeMap<>();
    private final Set<String> changed = new HashSet<>();
    private final Map<String, Integer> position = new HashMap<>();
    private List<NodeSnapshot> latest = List.of();

    /** The node is there, or changed. */
    public synchronized void put(Node node) {
        NodeFacts facts = NodeFacts.of(node);
        nodes.put(facts.name(), facts);
        changed.add(facts.name());
    }

    /** The node is gone. */
    public synchronized void removeNode(String name) {
        nodes.remove(name);
        if (tally(name).pods().isEmpty()) {
            tallies.remove(name);
        }
        changed.add(name);
    }

    /** The pod has its place on {@code node}, as the server says; returns it as it was in its place before, or null. */
    public synchronized @Nullable PodDemand place(Pod pod, String node) {
        String uid = pod.metadata().uid();
        String had = nodeOfPod.get(uid);
        PodDemand before = had == null ? null : tally(had).pods().get(uid);
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
        tally(node).add(pod);
        changed.add(node);
    }

    /** The pod takes no place any more, nor does it wait for one; returns the node where it had its place, or null. */
    public synchronized @Nullable String remove(String podUid) {
        assumed.remove(podUid);
        denominate(podUid);
        String node = nodeOfPod.remove(podUid);
        if (node != null) {
            tally(node).remove(podUid);
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
        if (changed.isEmpty()) {
            return latest;
        }
        boolean same = true;
        List<NodeSnapshot> next = new ArrayList<>(latest);
        for (String name : changed) {
            NodeFacts facts = nodes.get(name);
            NodeSnapshot before = facts == null ? ready.remove(name) : ready.put(name, make(facts));
            Integer place = position.get(name);
            if (facts != null && before != null && place != null) {
                next.set(place, ready.get(name));
            } else {
                same &= facts == null && before == null;
            }
        }
        changed.clear();
        latest = Collections.unmodifiableList(same ? next : inOrder());
        return latest;
    }

    /** From the start again, for a node has come or gone. */
    private List<NodeSnapshot> inOrder() {
        List<NodeSnapshot> all = new ArrayList<>(ready.values());
        position.clear();
        for (int i = 0; i < all.size(); i++) {
            position.put(all.get(i).name(), i);
        }
        return all;
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
        return tally(facts.name()).snapshot(facts, nominations.on(facts.name()));
    }

    /** Pods may be on a node that isn't known yet, or no more. */
    private Tally tally(String node) {
        return tallies.computeIfAbsent(node, none -> new Tally());
    }

    /** Fails when a pod is on two nodes, or its place isn't where it is said to be. */
    public synchronized void checkInvariants() {
        Set<String> seen = new HashSet<>();
        tallies.forEach((node, tally) -> {
            tally.checkInvariants();
            tally.pods().keySet().forEach(uid -> {
                if (!seen.add(uid) || !node.equals(nodeOfPod.get(uid))) {
                    throw new AssertionError("pod " + uid + " isn't where it should be");
                }
            });
        });
        if (seen.size() != nodeOfPod.size()) {
            throw new AssertionError("a pod has a node but no place");
        }
    }
}
