package dev.leme.controllers.workload;

import dev.leme.api.core.v1.ContainerStatus;
import dev.leme.api.core.v1.Pod;
import dev.leme.api.core.v1.PodCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Orders pods by how little they are missed, as upstream does: without a node, not yet running, not ready, of lower deletion
 * cost, doubled on a node, ready for a shorter time, restarted more often, younger.
 */
public final class DeletionRank {

    private static final String COST = "controller.kubernetes.io/pod-deletion-cost";

    private final Map<String, Integer> onNode = new HashMap<>();
    private final Instant now;

    private DeletionRank(List<Pod> pods, List<Pod> related, Instant now) {
        this.now = now;
        pods.forEach(pod -> onNode.merge(pod.spec().nodeName(), 1, Integer::sum));
        related.forEach(pod -> onNode.merge(pod.spec().nodeName(), 1, Integer::sum));
    }

    /** The {@code count} pods that are missed least. */
    public static List<Pod> least(List<Pod> pods, int count, Instant now) {
        return least(pods, List.of(), count, now);
    }

    /** The same, where pods of others with the same purpose make their nodes count as fuller. */
    public static List<Pod> least(List<Pod> pods, List<Pod> related, int count, Instant now) {
        List<Pod> ranked = new ArrayList<>(pods);
        ranked.sort(new DeletionRank(pods, related, now).order());
        return List.copyOf(ranked.subList(0, Math.min(count, ranked.size())));
    }

    private Comparator<Pod> order() {
        return Comparator.<Pod>comparingInt(pod -> pod.spec().nodeName().isEmpty() ? 0 : 1)
                .thenComparingInt(DeletionRank::phase)
                .thenComparingInt(pod -> Pods.isReady(pod) ? 1 : 0)
                .thenComparingInt(DeletionRank::cost)
                .thenComparingInt(pod -> -onNode.getOrDefault(pod.spec().nodeName(), 0))
                .thenComparingInt(this::magnitudeOfReadiness)
                .thenComparingInt(pod -> -restarts(pod))
                .thenComparing(DeletionRank::creation, Comparator.reverseOrder())
                .thenComparing(pod -> pod.metadata().uid());
    }

    private static int phase(Pod pod) {
        return switch (pod.status().phase()) {
            case "Pending" -> 0;
            case "Running" -> 2;
            default -> 1;
        };
    }

    private static int cost(Pod pod) {
        String text = pod.metadata().annotations().getOrDefault(COST, "0");
        return text.matches("0|-?[1-9]\\d{0,8}") ? Integer.parseInt(text) : 0;
    }

    /** Readiness counts by orders of magnitude, so that the choice among pods of about one age is by chance. */
    private int magnitudeOfReadiness(Pod pod) {
        PodCondition ready = Pods.condition(pod, "Ready");
        Instant since = ready == null ? null : ready.lastTransitionTime();
        long seconds =
                since == null ? 0 : Math.max(0, Duration.between(since, now).toSeconds());
        return 64 - Long.numberOfLeadingZeros(seconds);
    }

    private static int restarts(Pod pod) {
        return pod.status().containerStatuses().stream()
                .mapToInt(ContainerStatus::restartCount)
                .max()
                .orElse(0);
    }

    private static Instant creation(Pod pod) {
        Instant created = pod.metadata().creationTimestamp();
        return created == null ? Instant.MAX : created;
    }
}
