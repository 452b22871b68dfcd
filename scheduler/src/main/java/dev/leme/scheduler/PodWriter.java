package dev.leme.scheduler;

import dev.leme.api.core.v1.Pod;
import dev.leme.api.core.v1.PodCondition;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonNull;
import dev.leme.api.json.JsonObject;
import dev.leme.api.meta.v1.ObjectMeta;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.base.time.Clock;
import dev.leme.client.ApiClient;
import dev.leme.client.PatchType;
import dev.leme.client.event.EventRecorder;
import dev.leme.scheduler.filter.Verdict;
import java.time.temporal.ChronoUnit;

/** All that the scheduler writes about a pod: its binding, its condition, and events. */
final class PodWriter {

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

    void refuse(Pod pod, Verdict verdict) {
        events.warning(pod.object(), "FailedScheduling", verdict.message());
        if (!isTold(pod, verdict.message())) {
            JsonObject condition = JsonObject.builder()
                    .put("type", "PodScheduled")
                    .put("status", "False")
                    .put("reason", "Unschedulable")
                    .put("message", verdict.message())
                    .put("lastProbeTime", JsonNull.NULL)
                    .put(
                            "lastTransitionTime",
                            clock.now().truncatedTo(ChronoUnit.SECONDS).toString())
                    .build();
            JsonObject status = JsonObject.of("conditions", JsonArray.of(condition));
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

    private static boolean isTold(Pod pod, String message) {
        for (PodCondition condition : pod.status().conditions()) {
            if (condition.type().equals("PodScheduled")) {
                return condition.status().equals("False") && condition.message().equals(message);
            }
        }
        return false;
    }
}
