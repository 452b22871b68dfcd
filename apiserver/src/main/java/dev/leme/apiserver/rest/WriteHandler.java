package dev.leme.apiserver.rest;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonException;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import dev.leme.api.patch.JsonPatch;
import dev.leme.api.patch.MergeKeys;
import dev.leme.api.patch.MergePatch;
import dev.leme.api.patch.StrategicMergePatch;
import dev.leme.api.resource.Resource;
import dev.leme.api.schema.Schema;
import dev.leme.api.schema.SchemaMergeKeys;
import dev.leme.api.schema.Schemas;
import dev.leme.api.status.ApiException;
import dev.leme.apiserver.catalog.ResourceDefinition;
import dev.leme.apiserver.catalog.ServedResource;
import dev.leme.apiserver.http.Query;
import dev.leme.apiserver.pipeline.RequestContext;
import dev.leme.apiserver.rest.MediaTypes.MediaType;
import dev.leme.apiserver.storage.Part;
import dev.leme.apiserver.storage.ResourceStore;
import dev.leme.apiserver.storage.WriteContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Create, update and patch. */
final class WriteHandler {

    private static final String PATCHES = "application/json-patch+json, application/merge-patch+json, "
            + "application/strategic-merge-patch+json, application/apply-patch+yaml";

    private final Answers answers;
    private final ObjectDecoder decoder;
    private final CreationCheck creation;

    WriteHandler(Answers answers, ObjectDecoder decoder, CreationCheck creation) {
        this.answers = answers;
        this.decoder = decoder;
        this.creation = creation;
    }

    /** How the request writes; throws for a dry run of a sort that doesn't exist. */
    static WriteContext context(RequestContext request) {
        Query query = request.exchange().query();
        List<String> dryRun = query.all("dryRun");
        if (!dryRun.isEmpty() && !dryRun.equals(List.of("All"))) {
            throw ApiException.of(
                    dev.leme.api.status.Reason.INVALID,
                    "CreateOptions.meta.k8s.io \"\" is invalid: dryRun: Unsupported value: "
                            + Json.write(JsonArray.ofStrings(dryRun)) + ": supported values: \"All\"");
        }
        String manager = query.get("fieldManager");
        return new WriteContext(
                request.user(),
                manager.isEmpty() ? request.client() : manager,
                !dryRun.isEmpty(),
                request.isKubectl(),
                request::warn);
    }

    /** Makes an object: 201 with it. */
    void create(RequestContext request, ServedResource resource) throws IOException {
        WriteContext context = context(request);
        ApiObject object = decoder.object(request, resource.definition());
        String namespace = request.info().namespace();
        checkNamespace(object, resource.definition().resource(), namespace);
        ApiObject made = resource.store().create(context, namespace, object);
        answers.object(request.exchange(), 201, resource.definition(), made);
    }

    private static void checkNamespace(ApiObject object, Resource resource, String namespace) {
        String own = object.namespace();
        if (!own.isEmpty() && !own.equals(namespace) && resource.namespaced()) {
            throw ApiException.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request");
        }
    }

    /** Replaces an object, or the part of it that the subresource names. */
    void update(RequestContext request, ServedResource resource, Part part) throws IOException {
        WriteContext context = context(request);
        ApiObject object = decoder.object(request, resource.definition());
        checkNamespace(object, resource.definition().resource(), request.info().namespace());
        write(request, resource, part, context, object);
    }

    private void write(
            RequestContext request, ServedResource resource, Part part, WriteContext context, ApiObject object)
            throws IOException {
        String name = request.info().name();
        ApiObject named = object.name().isEmpty() ? object.withName(name) : object;
        ApiObject changed = resource.store().update(context, request.info().namespace(), name, part, old -> named);
        answers.object(request.exchange(), 200, resource.definition(), changed);
    }

    /** Changes an object by a patch. */
    void patch(RequestContext request, ServedResource resource, Part part) throws IOException {
        if (ApplyRequest.is(request)) {
            apply(request, resource, part);
            return;
        }
        ApplyRequest.forbidForce(request);
        WriteContext context = context(request);
        Patch patch = read(request, resource.definition().resource());
        ApiObject changed = resource.store()
                .update(
                        context,
                        request.info().namespace(),
                        request.info().name(),
                        part,
                        old -> patched(request, resource.definition(), patch, old));
        answers.object(request.exchange(), 200, resource.definition(), changed);
    }

    private void apply(RequestContext request, ServedResource resource, Part part) throws IOException {
        WriteContext context = context(request);
        ResourceDefinition definition = resource.definition();
        ApplyRequest asked = ApplyRequest.read(request, definition.resource(), decoder);
        ResourceStore.Applied applied = resource.store()
                .apply(
                        context,
                        request.info().namespace(),
                        request.info().name(),
                        part,
                        definition.toStored().apply(asked.configuration()),
                        asked.force(),
                        () -> creation.check(request));
        answers.object(request.exchange(), applied.created() ? 201 : 200, definition, applied.object());
    }

    private ApiObject patched(RequestContext request, ResourceDefinition definition, Patch patch, ApiObject old) {
        ApiObject shown = definition.fromStored().apply(old);
        if (!(patch.apply(shown.json()) instanceof JsonObject tree)) {
            throw ApiException.badRequest("the patch leaves no object");
        }
        JsonObject checked = decoder.checked(request, definition.resource(), tree, patch.duplicates());
        ApiObject fresh = definition.toStored().apply(ApiObject.of(checked));
        boolean names = patch.namesVersion(old.resourceVersion());
        return names ? fresh : fresh.withMetadata(metadata -> metadata.without("resourceVersion"));
    }

    /** Reading and answering for what isn't a plain write of the object. */
    Subresources.Body body(RequestContext request, ServedResource resource) {
        return new Subresources.Body() {
            @Override
            public ApiObject read(Resource kind) throws IOException {
                return decoder.object(request, kind);
            }

            @Override
            public ApiObject patched(Resource kind, ApiObject object) throws IOException {
                Patch patch = WriteHandler.read(request, kind);
                if (!(patch.apply(object.json()) instanceof JsonObject tree)) {
                    throw ApiException.badRequest("the patch leaves no object");
                }
                return ApiObject.of(decoder.checked(request, kind, tree, patch.duplicates()));
            }

            @Override
            public void answer(int status, ApiObject object) throws IOException {
                answers.tree(request.exchange(), status, object.json());
            }

            @Override
            public void answerStored(int status, ApiObject object) throws IOException {
                answers.object(request.exchange(), status, resource.definition(), object);
            }
        };
    }

    /** A patch, ready to be applied any number of times. */
    interface Patch {
        JsonValue apply(JsonObject object);

        /** Names given twice in it. */
        List<String> duplicates();

        /** Whether it says to which version it is meant. */
        boolean namesVersion(String current);
    }

    private record MergingPatch(JsonObject body, MergeKeys keys, boolean strategic, List<String> duplicates)
            implements Patch {
        @Override
        public JsonValue apply(JsonObject object) {
            return strategic ? StrategicMergePatch.apply(object, body, keys) : MergePatch.apply(object, body);
        }

        @Override
        public boolean namesVersion(String current) {
            return body.object("metadata").has("resourceVersion");
        }
    }

    private record OperationsPatch(JsonArray operations, List<String> duplicates) implements Patch {
        @Override
        public JsonValue apply(JsonObject object) {
            return JsonPatch.apply(object, operations);
        }

        @Override
        public boolean namesVersion(String current) {
            return operations.objects().stream()
                    .anyMatch(operation -> operation.string("path").equals("/metadata/resourceVersion")
                            && !operation.string("op").equals("remove"));
        }
    }

    /** Reads the patch in a body; throws UnsupportedMediaType and BadRequest. */
    static Patch read(RequestContext request, Resource resource) throws IOException {
        String type = MediaType.parse(request.exchange().header("Content-Type")).type();
        List<String> duplicates = new ArrayList<>();
        return switch (type) {
            case "application/json-patch+json" -> operations(request, duplicates);
            case "application/merge-patch+json" ->
                new MergingPatch(object(request, duplicates), MergeKeys.NONE, false, duplicates);
            case "application/strategic-merge-patch+json" -> strategic(request, resource, duplicates);
            default -> throw MediaTypes.unsupported(PATCHES);
        };
    }

    private static Patch strategic(RequestContext request, Resource resource, List<String> duplicates)
            throws IOException {
        Schema schema = Schemas.of(resource.group(), resource.version(), resource.kind());
        if (schema == null) {
            throw MediaTypes.unsupported("application/json-patch+json, application/merge-patch+json");
        }
        return new MergingPatch(object(request, duplicates), SchemaMergeKeys.of(schema), true, duplicates);
    }

    private static Patch operations(RequestContext request, List<String> duplicates) throws IOException {
        JsonValue body = parse(request, duplicates);
        if (body instanceof JsonArray operations) {
            return new OperationsPatch(operations, duplicates);
        }
        throw ApiException.badRequest("error decoding patch: a JSON patch is an array of operations");
    }

    private static JsonObject object(RequestContext request, List<String> duplicates) throws IOException {
        if (parse(request, duplicates) instanceof JsonObject object) {
            return object;
        }
        throw ApiException.badRequest("error decoding patch: a merge patch is an object");
    }

    private static JsonValue parse(RequestContext request, List<String> duplicates) throws IOException {
        try {
            return Json.parse(Bodies.read(request.exchange()), duplicates::add);
        } catch (JsonException broken) {
            throw ApiException.badRequest("error decoding patch: " + broken.getMessage());
        }
    }
}
