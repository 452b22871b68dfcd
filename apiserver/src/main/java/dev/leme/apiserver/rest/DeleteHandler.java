package dev.leme.apiserver.rest;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonException;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.apiserver.catalog.ResourceDefinition;
import dev.leme.apiserver.catalog.ServedResource;
import dev.leme.apiserver.http.Query;
import dev.leme.apiserver.pipeline.RequestContext;
import dev.leme.apiserver.storage.DeleteRequest;
import dev.leme.apiserver.storage.ResourceStore;
import dev.leme.apiserver.storage.WriteContext;
import dev.leme.apiserver.watch.CachedObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Delete one object or what a selector finds. */
final class DeleteHandler {

    private final Answers answers;
    private final Encoders encoders;

    DeleteHandler(Answers answers, Encoders encoders) {
        this.answers = answers;
        this.encoders = encoders;
    }

    /** Deletes one object. */
    void delete(RequestContext request, ServedResource resource) throws IOException {
        JsonObject options = options(request);
        WriteContext context = context(request, options);
        ResourceStore.Deleted deleted;
        try {
            deleted = resource.store()
                    .delete(context, request.info().namespace(), request.info().name(), DeleteRequest.of(options));
        } catch (ApiException failure) {
            Hints.forMissing(request, resource, failure);
            throw failure;
        }
        ResourceDefinition definition = resource.definition();
        if (!deleted.gone() || definition.returnsDeleted()) {
            answers.object(request.exchange(), 200, definition, deleted.object());
        } else {
            answers.tree(request.exchange(), 200, success(definition.resource(), deleted.object()));
        }
    }

    /** Deletes every selected object; answers with the list of them. */
    void deleteCollection(RequestContext request, ServedResource resource) throws IOException {
        JsonObject options = options(request);
        WriteContext context = context(request, options);
        DeleteRequest how = DeleteRequest.of(options);
        ListQuery query = ListQuery.of(
                resource.definition(),
                request.info().namespace(),
                "",
                request.exchange().query());
        List<JsonValue> items = new ArrayList<>();
        for (CachedObject object : resource.store().cache().state().objects()) {
            if (query.selection().matches(object)) {
                deleteOne(context, resource, object, how).ifPresent(item -> items.add(item.json()));
            }
        }
        Resource kind = resource.definition().resource();
        answers.tree(
                request.exchange(),
                200,
                JsonObject.builder()
                        .put("kind", kind.kind() + "List")
                        .put("apiVersion", kind.apiVersion())
                        .put("metadata", JsonObject.EMPTY)
                        .put("items", new JsonArray(items))
                        .build());
    }

    private static java.util.Optional<ApiObject> deleteOne(
            WriteContext context, ServedResource resource, CachedObject object, DeleteRequest how) {
        try {
            return java.util.Optional.of(resource.store()
                    .delete(
                            context,
                            object.extract().namespace(),
                            object.extract().name(),
                            how)
                    .object());
        } catch (ApiException failure) {
            if (failure.is(Reason.NOT_FOUND)) {
                return java.util.Optional.empty();
            }
            throw failure;
        }
    }

    /** Success without the object, with what it was. */
    private static JsonObject success(Resource resource, ApiObject object) {
        JsonObject.Builder details = JsonObject.builder().put("name", object.name());
        if (!resource.group().isEmpty()) {
            details.put("group", resource.group());
        }
        details.put("kind", resource.plural()).put("uid", object.uid());
        return JsonObject.builder()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put("metadata", JsonObject.EMPTY)
                .put("status", "Success")
                .put("details", details.build())
                .build();
    }

    /** The body's options, with the query's put over them. */
    private JsonObject options(RequestContext request) throws IOException {
        byte[] body = Bodies.read(request.exchange());
        JsonObject options = JsonObject.EMPTY;
        if (body.length > 0) {
            options = decode(request, body);
        }
        Query query = request.exchange().query();
        if (query.has("gracePeriodSeconds")) {
            options = options.with("gracePeriodSeconds", ListQuery.revision(query.get("gracePeriodSeconds")));
        }
        if (query.has("propagationPolicy")) {
            options = options.with("propagationPolicy", query.get("propagationPolicy"));
        }
        if (query.has("orphanDependents")) {
            options = options.with("orphanDependents", query.flag("orphanDependents"));
        }
        return options;
    }

    private JsonObject decode(RequestContext request, byte[] body) {
        try {
            if (encoders.decode(request.exchange().header("Content-Type"), body, path -> {})
                    instanceof JsonObject options) {
                return options;
            }
        } catch (JsonException broken) {
            throw ApiException.badRequest("error decoding DeleteOptions: " + broken.getMessage());
        }
        throw ApiException.badRequest("error decoding DeleteOptions: not an object");
    }

    private static WriteContext context(RequestContext request, JsonObject options) {
        WriteContext context = WriteHandler.context(request);
        boolean dryRun = context.dryRun() || options.array("dryRun").strings().contains("All");
        return new WriteContext(context.user(), context.manager(), dryRun, context.kubectl(), context.warnings());
    }
}
