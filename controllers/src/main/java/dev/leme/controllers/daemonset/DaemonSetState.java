package dev.leme.controllers.daemonset;

import dev.leme.api.apps.v1.ControllerRevision;
import dev.leme.api.apps.v1.DaemonSet;
import dev.leme.api.core.v1.Node;
import dev.leme.api.core.v1.Pod;
import dev.leme.controllers.workload.Pods;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What is known when a DaemonSet is planned.
 *
 * @param set the set, with its defaults
 * @param nodes all nodes
 * @param pods all pods that belong to it
 * @param revisions the templates that it has had
 * @param backedOff the nodes where a failed pod waits before it is replaced
 * @param now the time
 */
record DaemonSetState(
        DaemonSet set,
        List<Node> nodes,
        List<Pod> pods,
        List<ControllerRevision> revisions,
        Set<String> backedOff,
        Instant now) {

    boolean isAvailable(Pod pod) {
        return Pods.isAvailable(pod, minReady(), now);
    }

    Duration minReady() {
        return Duration.ofSeconds(set.spec().minReadySeconds());
    }

    boolean rolls() {
        return set.spec().updateStrategy().type().equals("RollingUpdate");
    }

    /** How many nodes may have a second pod while the set rolls. */
    int surge(int desired) {
        return !rolls() || !set.spec().updateStrategy().rollingUpdate().hasMaxSurge()
                ? 0
                : set.spec().updateStrategy().rollingUpdate().maxSurge().scaled(desired, true);
    }

    /** How many nodes may be without an available pod while the set rolls; at least one where none may have two. */
    int unavailable(int desired) {
        int given = set.spec().updateStrategy().rollingUpdate().hasMaxUnavailable()
                ? set.spec().updateStrategy().rollingUpdate().maxUnavailable().scaled(desired, true)
                : 1;
        return given == 0 && surge(desired) == 0 ? 1 : given;
    }
}
