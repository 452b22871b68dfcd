package dev.leme.apiserver.pods;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.apiserver.catalog.ServedResource;
import dev.leme.apiserver.pipeline.RequestContext;
import dev.leme.apiserver.rest.Subresources.Body;
import dev.leme.apiserver.rest.Subresources.Handler;
import dev.leme.apiserver.storage.Part;
import dev.leme.apiserver.storage.WriteContext;
import dev.leme.base.time.Clock;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Gives a pod its node, once: the scheduler's one way to write. */
public final class Binding implements Handler {

    private final Clock clock;

    /** Binds. */
    public Binding(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void handle(RequestContext request, ServedResource pods, Body body) throws IOException {
        ApiObject binding = body.read(Resources.BINDINGS);
        JsonObject target = binding.json().object("target");
        String node = target.string("name");
        if (node.isEmpty()) {
            throw ApiException.invalid(
                    "",
                    "Binding",
                    binding.name(),
                    List.of(dev.leme.api.field.FieldError.required(
                            dev.leme.api.field.FieldPath.of("target", "name"), "")));
        }
        WriteContext context = new WriteContext(request.user(), request.client(), false, false, text -> {});
        String name = request.info().name();
        pods.store().change(context, request.info().namespace(), name, Part.BINDING, pod -> bound(pod, binding, node));
        body.answer(201, ApiObject.of(success()));
    }

    private ApiObject bound(ApiObject pod, ApiObject binding, String node) {
        String wanted = binding.uid();
        if (!wanted.isEmpty() && !wanted.equals(pod.uid())) {
            throw ApiException.conflict(
                    Resources.PODS,
                    pod.name(),
                    "Precondition failed: UID in precondition: " + wanted + ", UID in object meta: " + pod.uid());
        }
        if (pod.isDeleting()) {
            throw ApiException.conflict(
                    Resources.PODS,
                    pod.name(),
                    "pod " + pod.name() + " is being deleted, cannot be assigned to a host");
        }
        String present = pod.spec().string("nodeName");
        if (!present.isEmpty()) {
            throw ApiException.conflict(
                    Resources.PODS,
                    pod.name(),
                    "pod " + pod.name() + " is already assigned to node \"" + present + "\"");
        }
        ApiObject bound = pod.with("spec", pod.spec().with("nodeName", node))
                .withStatus(
                        pod.status().with("conditions", conditions(pod.status().array("conditions"))));
        JsonObject annotations = binding.metadata().object("annotations");
        return annotations.isEmpty() ? bound : bound.withMetadata(metadata -> annotated(metadata, annotations));
    }

    private static JsonObject annotated(JsonObject metadata, JsonObject more) {
        JsonObject.Builder all = metadata.object("annotations").toBuilder();
        more.forEach(entry -> all.put(entry.getKey(), entry.getValue()));
        return metadata.with("annotations", all.build());
    }

    private JsonArray conditions(JsonArray present) {
        List<JsonValue> conditions = new ArrayList<>();
        for (JsonObject condition : present.objects()) {
            if (!condition.string("type").equals("PodScheduled")) {
                conditions.add(condition);
            }
        }
        conditions.add(JsonObject.builder()
                .put("type", "PodScheduled")
                .put("status", "True")
                .put("lastProbeTime", dev.leme.api.json.JsonNull.NULL)
                .put(
                        "lastTransitionTime",
                        clock.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .build());
        return new JsonArray(conditions);
    }

    /** The {@code Status} of a success that has no object to show. */
    static JsonObject success() {
        return JsonObject.builder()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put("metadata", JsonObject.EMPTY)
                .put("status", "Success")
                .put("code", 201)
                .build();
    }
}
