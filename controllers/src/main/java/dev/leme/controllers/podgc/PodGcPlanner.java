package dev.leme.controllers.podgc;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.controllers.workload.Disruption;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Decides which pods go. Pure. */
final class PodGcPlanner {

    private static final String OUT_OF_SERVICE = "node.kubernetes.io/out-of-service";
    private static final Comparator<ApiObject> EVICTED_THEN_OLDEST = Comparator.comparing(PodGcPlanner::isNotEvicted)
            .thenComparing(pod -> Objects.requireNonNullElse(pod.creationTimestamp(), Instant.EPOCH))
            .thenComparing(ApiObject::key);

    private PodGcPlanner() {}

    /** Whether the pod has ended for good. */
    static boolean hasEnded(ApiObject pod) {
        String phase = pod.status().string("phase");
        return phase.equals("Succeeded") || phase.equals("Failed");
    }

    /** Whether the pod was deleted before it had a node, so that no node agent will let go of it. */
    static boolean isUnscheduledAndDeleted(ApiObject pod) {
        return pod.isDeleting() && pod.spec().string("nodeName").isEmpty();
    }

    /** Of the pods that have ended, those above {@code most}: the evicted first, then the oldest. */
    static List<ApiObject> excess(List<ApiObject> ended, int most) {
        return ended.stream()
                .sorted(EVICTED_THEN_OLDEST)
                .limit(Math.max(0, ended.size() - most))
                .toList();
    }

    private static boolean isNotEvicted(ApiObject pod) {
        return !pod.status().string("reason").equals("Evicted");
    }

    /** Whether somebody has declared the node dead, so that its pods that are being deleted needn't wait for it. */
    static boolean isOutOfService(@Nullable ApiObject node) {
        return node != null
                && node.spec().array("taints").objects().stream()
                        .anyMatch(taint -> taint.string("key").equals(OUT_OF_SERVICE))
                && node.status().array("conditions").objects().stream()
                        .noneMatch(condition -> condition.string("type").equals("Ready")
                                && condition.string("status").equals("True"));
    }

    /** The status of a pod that can't go on. */
    static JsonObject failed(ApiObject pod) {
        return pod.status().with("phase", "Failed");
    }

    /** The status of a pod whose node is gone: failed, and it says that this was not its own fault. */
    static JsonObject disrupted(ApiObject pod, Instant now) {
        return Disruption.status(pod, "DeletionByPodGC", "PodGC: node no longer exists", now)
                .with("phase", "Failed");
    }
}
