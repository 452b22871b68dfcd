package dev.leme.apiserver.rest;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import dev.leme.api.selector.LabelSelector;
import dev.leme.api.status.ApiException;
import dev.leme.apiserver.catalog.ServedResource;
import dev.leme.apiserver.pipeline.RequestContext;
import dev.leme.apiserver.storage.Part;
import java.io.IOException;
import java.util.List;

/** The number of replicas of whatever has one, as {@code autoscaling/v1 Scale}. */
public final class Scale implements Subresources.Handler {

    private static final Resource SCALE = new Resource("autoscaling", "v1", "scales", "Scale", true);

    @Override
    public void handle(RequestContext request, ServedResource resource, Subresources.Body body) throws IOException {
        String namespace = request.info().namespace();
        String name = request.info().name();
        ApiObject present = resource.store().get(namespace, name).object();
        switch (request.info().verb()) {
            case "get" -> body.answer(200, scale(present));
            case "update" -> body.answer(200, write(request, resource, body.read(SCALE)));
            case "patch" -> body.answer(200, write(request, resource, body.patched(SCALE, scale(present))));
            default -> throw RestHandler.notAllowed();
        }
    }

    private static ApiObject write(RequestContext request, ServedResource resource, ApiObject scale) {
        long replicas = scale.spec().number("replicas", 0);
        if (replicas < 0) {
            throw ApiException.invalid(
                    SCALE,
                    scale.name(),
                    List.of(dev.leme.api.field.FieldError.invalid(
                            dev.leme.api.field.FieldPath.of("spec", "replicas"),
                            replicas,
                            "must be greater than or equal to 0")));
        }
        String version = scale.resourceVersion();
        ApiObject changed = resource.store()
                .update(
                        WriteHandler.context(request),
                        request.info().namespace(),
                        request.info().name(),
                        Part.SCALE,
                        old -> scaled(old, replicas, version));
        return scale(changed);
    }

    private static ApiObject scaled(ApiObject object, long replicas, String version) {
        ApiObject scaled = object.with("spec", object.spec().with("replicas", replicas));
        return scaled.withMetadata(metadata ->
                version.isEmpty() ? metadata.without("resourceVersion") : metadata.with("resourceVersion", version));
    }

    private static ApiObject scale(ApiObject object) {
        JsonObject metadata = JsonObject.builder()
                .put("name", object.name())
                .put("namespace", object.namespace())
                .put("uid", object.uid())
                .put("resourceVersion", object.resourceVersion())
                .put("creationTimestamp", object.metadata().string("creationTimestamp"))
                .build();
        JsonObject status = JsonObject.EMPTY
                .with("replicas", object.status().number("replicas", 0))
                .with("selector", selector(object).toString());
        return ApiObject.of(JsonObject.builder()
                .put("kind", "Scale")
                .put("apiVersion", "autoscaling/v1")
                .put("metadata", metadata)
                .put("spec", JsonObject.EMPTY.with("replicas", object.spec().number("replicas", 0)))
                .put("status", status)
                .build());
    }

    /** A ReplicationController's selector is a plain map of labels. */
    private static LabelSelector selector(ApiObject object) {
        JsonObject selector = object.spec().object("selector");
        return object.kind().equals(Resources.REPLICATION_CONTROLLERS.kind())
                ? LabelSelector.of(selector.strings())
                : LabelSelector.of(selector);
    }
}
