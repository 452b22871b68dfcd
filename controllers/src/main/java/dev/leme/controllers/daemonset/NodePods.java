package dev.leme.controllers.daemonset;

import dev.leme.api.core.v1.Pod;
import dev.leme.controllers.workload.Pods;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * The pods of one set on one node.
 *
 * @param node the node's name
 * @param fit whether there should be one
 * @param pods those that are there, the oldest first, those on their way out too
 * @param hash the template that is wanted
 */
record NodePods(String node, NodeFit fit, List<Pod> pods, String hash) {

    static final Comparator<Pod> OLDEST_FIRST = Comparator.<Pod>comparingInt(
                    pod -> pod.spec().nodeName().isEmpty() ? 1 : 0)
            .thenComparing(pod -> Objects.requireNonNullElse(pod.metadata().creationTimestamp(), Instant.MAX))
            .thenComparing(pod -> pod.metadata().name());

    NodePods(String node, NodeFit fit, List<Pod> pods, String hash) {
        this.node = node;
        this.fit = fit;
        this.pods = pods.stream().sorted(OLDEST_FIRST).toList();
        this.hash = hash;
    }

    boolean isUpdated(Pod pod) {
        return hash.equals(pod.metadata().labels().get(DaemonPods.HASH));
    }

    /** Those that nobody has asked to go. */
    List<Pod> staying() {
        return pods.stream().filter(pod -> !Pods.isTerminating(pod)).toList();
    }

    List<Pod> running() {
        return pods.stream().filter(Pods::isActive).toList();
    }

    List<Pod> fresh() {
        return staying().stream().filter(this::isUpdated).toList();
    }

    List<Pod> old() {
        return staying().stream().filter(pod -> !isUpdated(pod)).toList();
    }

    /** Whether there are two of one template, which has to be put right before anything else. */
    boolean isCrowded() {
        return fresh().size() > 1 || old().size() > 1;
    }
}
