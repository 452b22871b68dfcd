package dev.leme.scheduler.snapshot;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which pods wait for which node to be cleared for them. */
final class Nominations {

    private record Nomination(PodDemand pod, String node) {}

    private final Map<String, Nomination> byPod = new HashMap<>();

    void put(PodDemand pod, String node) {
        byPod.put(pod.uid(), new Nomination(pod, node));
    }

    /** Returns the node that the pod waited for, or null. */
    @Nullable String remove(String podUid) {
        Nomination removed = byPod.remove(podUid);
        return removed == null ? null : removed.node;
    }

    /** The node that the pod waits for, or empty. */
    String of(String podUid) {
        Nomination nomination = byPod.get(podUid);
        return nomination == null ? "" : nomination.node;
    }

    List<PodDemand> on(String node) {
        return byPod.values().stream()
                .filter(nomination -> nomination.node.equals(node))
                .map(Nomination::pod)
                .toList();
    }
}
