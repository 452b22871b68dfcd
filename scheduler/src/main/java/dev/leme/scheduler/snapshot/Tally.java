package dev.leme.scheduler.snapshot;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The pods of one node with their sums, kept current pod by pod: a snapshot of a full node costs a copy, not a count. */
final class Tally {

    private final Map<String, PodDemand> pods = new HashMap<>();
    private final Map<String, PodDemand> attracted = new HashMap<>();
    private final Map<String, Long> requested = new HashMap<>();
    private final Map<String, Long> scored = new HashMap<>();

    Map<String, PodDemand> pods() {
        return pods;
    }

    /** The pod wasn't there before. */
    void add(PodDemand pod) {
        pods.put(pod.uid(), pod);
        if (!pod.attractions().isEmpty()) {
            attracted.put(pod.uid(), pod);
        }
        count(pod, 1);
    }

    void remove(String podUid) {
        PodDemand pod = pods.remove(podUid);
        attracted.remove(podUid);
        if (pod != null) {
            count(pod, -1);
        }
    }

    private void count(PodDemand pod, int sign) {
        pod.requests().values().forEach((name, value) -> requested.merge(name, sign * value, Long::sum));
        pod.scored().values().forEach((name, value) -> scored.merge(name, sign * value, Long::sum));
    }

    NodeSnapshot snapshot(NodeFacts facts, List<PodDemand> nominated) {
        return new NodeSnapshot(
                facts,
                Map.copyOf(pods),
                new Amounts(Map.copyOf(requested)),
                new Amounts(Map.copyOf(scored)),
                List.copyOf(attracted.values()),
                nominated);
    }

    /** Fails when the sums aren't those of the pods. */
    void checkInvariants() {
        Tally anew = new Tally();
        pods.values().forEach(anew::add);
        requested.values().removeIf(sum -> sum == 0);
        scored.values().removeIf(sum -> sum == 0);
        anew.requested.values().removeIf(sum -> sum == 0);
        anew.scored.values().removeIf(sum -> sum == 0);
        if (!anew.requested.equals(requested) || !anew.scored.equals(scored) || !anew.attracted.equals(attracted)) {
            throw new AssertionError("a node's sums are " + requested + ", its pods' are " + anew.requested);
        }
    }
}
