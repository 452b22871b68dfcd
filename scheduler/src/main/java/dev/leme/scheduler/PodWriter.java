package dev.leme.scheduler;

import dev.leme.api.core.v1.Pod;
import dev.leme.api.core.v1.PodCondition;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonNull;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.meta.v1.ObjectMeta;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.base.time.Clock;
import dev.leme.client.ApiClient;
import dev.leme.client.DeleteOptions;
import dev.leme.client.PatchType;
import dev.leme.client.event.EventRecorder;
import dev.leme.scheduler.filter.Verdict;
import java.time.temporal.ChronoUnit;

/** All that the scheduler writes: a pod's binding, conditions, events, and the end of pods that make room. */
final class PodWriter {

    private static final String MAKES_ROOM = Scheduler.NAME + ": preempting to accommodate a higher priority pod";

    private final ApiClient client;
    private final EventRecorder events;
    private final Clock clock;

    PodWriter(ApiClient client, EventRecorder events, Clock clock) {
        this.client = client;
        this.events = events;
        this.clock = clock;
    }

    ApiClient client() {
        return client;
    }

    void bind(Pod pod, String node) {
        ObjectMeta metadata = pod.metadata();
        JsonObject binding = JsonObject.builder()
                .put("apiVersion", "v1")
                .put("kind", "Binding")
                .put(
                        "metadata",
                        JsonObject.EMPTY
                                .with("name", metadata.name())
                                .with("namespace", metadata.namespace())
                                .with("uid", metadata.uid()))
                .put("target", JsonObject.EMPTY.with("kind", "Node").with("name", node))
                .build();
        client.createSubresource(
                Resources.PODS, metadata.namespace(), metadata.name(), "binding", ApiObject.of(binding));
        events.normal(
                pod.object(),
                "Scheduled",
                "Successfully assigned " + metadata.namespace() + "/" + metadata.name() + " to " + node);
    }

    /** Tells that the pod was turned down; {@code nominated} is the node that is being cleared for it, or empty. */
    void refuse(Pod pod, Verdict verdict, String nominated) {
        events.warning(pod.object(), "FailedScheduling", verdict.message());
        boolean sameNode = pod.status().nominatedNodeName().equals(nominated);
        if (sameNode && isTold(pod, verdict.message())) {
            return;
        }
        JsonObject status = conditions(condition("PodScheduled", "False", "Unschedulable", verdict.message())
                .with("lastProbeTime", JsonNull.NULL));
        patchStatus(pod, sameNode ? status : status.with("nominatedNodeName", nomination(nominated)));
    }

    private static JsonValue nomination(String node) {
        return node.isEmpty() ? JsonNull.NULL : JsonValue.of(node);
    }

    private static boolean isTold(Pod pod, String message) {
        for (PodCondition condition : pod.status().conditions()) {
            if (condition.type().equals("PodScheduled")) {
                return condition.status().equals("False") && condition.message().equals(message);
            }
        }
        return false;
    }

    /** The pod waits for no node in particular any more. */
    void clearNomination(Pod pod) {
        patchStatus(pod, JsonObject.of("nominatedNodeName", JsonNull.NULL));
    }

    /** The victim is to leave {@code node} for {@code pod}, and is told why. */
    void preempt(Pod victim, Pod pod, String node) {
        if (!victim.metadata().hasDeletionTimestamp()) {
            JsonObject condition = condition("DisruptionTarget", "True", "PreemptionByScheduler", MAKES_ROOM)
                    .with("observedGeneration", victim.metadata().generation());
            patchStatus(victim, conditions(condition));
            client.delete(
                    Resources.PODS,
                    victim.metadata().namespace(),
                    victim.metadata().name(),
                    DeleteOptions.DEFAULT.withUid(victim.metadata().uid()));
        }
        events.normal(
                victim.object(),
                "Preempted",
                "Preempted by pod " + pod.metadata().uid() + " on node " + node);
    }

    private JsonObject condition(String type, String status, String reason, String message) {
        return JsonObject.builder()
                .put("type", type)
                .put("status", status)
                .put("reason", reason)
                .put("message", message)
                .put(
                        "lastTransitionTime",
                        clock.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .build();
    }

    private static JsonObject conditions(JsonObject condition) {
        return JsonObject.of("conditions", JsonArray.of(condition));
    }

    private void patchStatus(Pod pod, JsonObject status) {
        JsonObject patch = JsonObject.of(
                "metadata", JsonObject.EMPTY.with("uid", pod.metadata().uid()), "status", status);
        client.patch(
                Resources.PODS,
                pod.metadata().namespace(),
                pod.metadata().name(),
                "status",
                PatchType.STRATEGIC,
                patch);
    }
}
