package dev.leme.api.openapi;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.openapi.Operation.At;
import dev.leme.api.openapi.Operation.Parameter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Version 3: a document for each group and version, and small ones for the paths around them. */
public final class OpenApiV3 {

    private final List<ApiResource> resources;
    private final Definitions definitions;

    private OpenApiV3(String name, List<ApiResource> resources, Map<String, JsonObject> custom) {
        this.resources = resources;
        this.definitions = new Definitions(true, custom, groups(name, resources));
    }

    /** The core group, and the one that the document is about. */
    private static Collection<Operation.Kind> groups(String name, List<ApiResource> resources) {
        Set<Operation.Kind> groups = new LinkedHashSet<>();
        groups.add(new Operation.Kind("", "v1", ""));
        resources.stream()
                .filter(resource -> resource.root().equals("/" + name))
                .forEach(resource -> groups.add(new Operation.Kind(resource.group(), resource.version(), "")));
        return groups;
    }

    /** What documents there are: {@code api}, {@code api/v1}, {@code apis}, {@code apis/apps}, {@code apis/apps/v1}, … */
    public static List<String> names(List<ApiResource> resources) {
        return Discovery.names(resources);
    }

    /**
     * The document of this name.
     *
     * @param resources all resources of the server
     * @param custom further definitions by name, for custom resources, referring to others as {@code
     *     #/components/schemas/NAME}
     */
    public static JsonObject document(String name, List<ApiResource> resources, Map<String, JsonObject> custom) {
        OpenApiV3 writer = new OpenApiV3(name, resources, custom);
        List<At> paths = new ArrayList<>(Discovery.paths(name, resources));
        for (ApiResource resource : resources) {
            if (resource.root().equals("/" + name)) {
                paths.addAll(Operations.of(resource));
            }
        }
        return writer.document(paths, writer.kinds(name));
    }

    /** A group's kinds are all in its document, also such as no path mentions. */
    private Collection<String> kinds(String name) {
        Set<String> kinds = new LinkedHashSet<>();
        resources.stream()
                .filter(resource -> resource.root().equals("/" + name) && !resource.isCustom())
                .forEach(resource -> kinds.add(resource.definition()));
        return kinds;
    }

    private JsonObject document(List<At> paths, Collection<String> kinds) {
        Set<String> used = new LinkedHashSet<>(kinds);
        JsonObject.Builder written = JsonObject.builder();
        paths.stream().sorted(Comparator.comparing(At::path)).forEach(at -> {
            at.operations().forEach(operation -> {
                used.add(operation.body().definition());
                used.addAll(operation.responses().values());
            });
            written.put(at.path(), path(at));
        });
        return JsonObject.builder()
                .put("openapi", "3.0.0")
                .put("info", Discovery.INFO)
                .put("paths", written.build())
                .put(
                        "components",
                        JsonObject.of("schemas", definitions.closure(used), "securitySchemes", Discovery.SECURITY))
                .build();
    }

    private JsonObject path(At at) {
        List<Parameter> shared = Discovery.shared(at);
        JsonObject.Builder written = JsonObject.builder();
        for (Operation operation : at.operations()) {
            written.put(operation.method(), operation(operation, shared));
        }
        if (!shared.isEmpty()) {
            written.put("parameters", parameters(shared));
        }
        return written.build();
    }

    private JsonObject operation(Operation operation, List<Parameter> shared) {
        JsonObject.Builder written =
                JsonObject.builder().put("description", operation.description()).put("operationId", operation.id());
        List<Parameter> own = Discovery.without(operation.parameters(), shared);
        if (!own.isEmpty()) {
            written.put("parameters", parameters(own));
        }
        if (!operation.body().definition().isEmpty()) {
            written.put("requestBody", body(operation));
        }
        written.put("responses", responses(operation)).put("tags", JsonArray.of(JsonValue.of(operation.tag())));
        Discovery.action(written, operation);
        return written.build();
    }

    private JsonObject body(Operation operation) {
        JsonObject reference = definitions.reference(operation.body().definition());
        JsonObject body = JsonObject.of("content", content(operation.consumes(), reference));
        return operation.body().required() ? body.with("required", true) : body;
    }

    private static JsonObject content(List<String> mediaTypes, JsonObject schema) {
        JsonObject.Builder content = JsonObject.builder();
        mediaTypes.forEach(type -> content.put(type, JsonObject.of("schema", schema)));
        return content.build();
    }

    private JsonObject responses(Operation operation) {
        JsonObject.Builder responses = JsonObject.builder();
        operation.responses().forEach((status, definition) -> {
            JsonObject schema =
                    definition.isEmpty() ? JsonObject.EMPTY.with("type", "string") : definitions.reference(definition);
            responses.put(
                    status,
                    JsonObject.of("content", content(operation.produces(), schema))
                            .with("description", Discovery.reason(status)));
        });
        return responses.put("401", Discovery.UNAUTHORIZED).build();
    }

    private static JsonArray parameters(List<Parameter> parameters) {
        return new JsonArray(parameters.stream()
                .<JsonValue>map(parameter -> {
                    JsonObject.Builder written = JsonObject.builder();
                    if (!parameter.description().isEmpty()) {
                        written.put("description", parameter.description());
                    }
                    written.put("in", parameter.in()).put("name", parameter.name());
                    if (parameter.required()) {
                        written.put("required", true);
                    }
                    JsonObject schema =
                            JsonObject.EMPTY.with("type", parameter.type()).with("uniqueItems", true);
                    return written.put("schema", schema).build();
                })
                .toList());
    }
}
