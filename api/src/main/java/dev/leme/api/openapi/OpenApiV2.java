package dev.leme.api.openapi;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;
import dev.leme.api.json.JsonValue;
import dev.leme.api.openapi.Operation.At;
import dev.leme.api.openapi.Operation.Parameter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Version 2: one document for everything. */
public final class OpenApiV2 {

    /** Clients look for these by name in an operation itself; the others are written once. */
    private static final Set<String> IN_PLACE = Set.of("dryRun", "fieldValidation", "name");

    private final Definitions definitions;
    private final Map<String, Parameter> parameters = new TreeMap<>();

    private OpenApiV2(List<ApiResource> resources, Map<String, JsonObject> custom) {
        definitions = new Definitions(false, custom, Discovery.groupVersions(resources));
    }

    /**
     * The document.
     *
     * @param resources all resources of the server
     * @param custom further definitions by name, for custom resources, referring to others as {@code #/definitions/NAME}
     */
    public static JsonObject document(List<ApiResource> resources, Map<String, JsonObject> custom) {
        List<At> paths = new ArrayList<>();
        Discovery.names(resources).forEach(name -> paths.addAll(Discovery.paths(name, resources)));
        resources.forEach(resource -> paths.addAll(Operations.of(resource)));
        paths.sort(Comparator.comparing(At::path));
        Set<String> used = new LinkedHashSet<>(custom.keySet());
        resources.forEach(resource -> used.add(resource.definition()));
        return new OpenApiV2(resources, custom).document(paths, used);
    }

    private JsonObject document(List<At> paths, Set<String> used) {
        JsonObject.Builder written = JsonObject.builder();
        for (At at : paths) {
            at.operations().forEach(operation -> {
                used.add(operation.body().definition());
                used.addAll(operation.responses().values());
            });
            written.put(at.path(), path(at));
        }
        JsonObject.Builder shared = JsonObject.builder();
        parameters.forEach((name, parameter) -> shared.put(name, whole(parameter)));
        return JsonObject.builder()
                .put("swagger", "2.0")
                .put("info", Discovery.INFO)
                .put("paths", written.build())
                .put("definitions", definitions.closure(used))
                .put("parameters", shared.build())
                .put("securityDefinitions", Discovery.SECURITY)
                .put("security", JsonArray.of(JsonObject.of("BearerToken", JsonArray.EMPTY)))
                .build();
    }

    private JsonObject path(At at) {
        List<Parameter> shared = Discovery.shared(at);
        JsonObject.Builder written = JsonObject.builder();
        for (Operation operation : at.operations()) {
            written.put(operation.method(), operation(operation, shared));
        }
        if (!shared.isEmpty()) {
            written.put("parameters", new JsonArray(parameters(shared)));
        }
        return written.build();
    }

    private JsonObject operation(Operation operation, List<Parameter> shared) {
        List<JsonValue> own = new ArrayList<>();
        if (!operation.body().definition().isEmpty()) {
            own.add(body(operation.body()));
        }
        own.addAll(parameters(Discovery.without(operation.parameters(), shared)));
        JsonObject.Builder written = JsonObject.builder()
                .put("consumes", JsonArray.ofStrings(operation.consumes()))
                .put("description", operation.description())
                .put("operationId", operation.id());
        if (!own.isEmpty()) {
            written.put("parameters", new JsonArray(own));
        }
        written.put("produces", JsonArray.ofStrings(operation.produces()))
                .put("responses", responses(operation))
                .put("schemes", JsonArray.of(new JsonString("https")))
                .put("tags", JsonArray.of(new JsonString(operation.tag())));
        Discovery.action(written, operation);
        return written.build();
    }

    private JsonObject body(Operation.Body body) {
        JsonObject written = JsonObject.EMPTY.with("in", "body").with("name", "body");
        JsonObject complete = body.required() ? written.with("required", true) : written;
        return complete.with("schema", definitions.reference(body.definition()));
    }

    private JsonObject responses(Operation operation) {
        JsonObject.Builder responses = JsonObject.builder();
        operation.responses().forEach((status, definition) -> {
            JsonObject schema =
                    definition.isEmpty() ? JsonObject.EMPTY.with("type", "string") : definitions.reference(definition);
            responses.put(
                    status,
                    JsonObject.EMPTY
                            .with("description", Discovery.reason(status))
                            .with("schema", schema));
        });
        return responses.put("401", Discovery.UNAUTHORIZED).build();
    }

    private List<JsonValue> parameters(List<Parameter> all) {
        return all.stream()
                .<JsonValue>map(one -> IN_PLACE.contains(one.name()) ? whole(one) : reference(one))
                .toList();
    }

    /** Parameters of one name may differ in their text; the second gets another name. */
    private JsonObject reference(Parameter parameter) {
        String name = parameter.name();
        for (int i = 2; !parameters.getOrDefault(name, parameter).equals(parameter); i++) {
            name = parameter.name() + "-" + i;
        }
        parameters.put(name, parameter);
        return JsonObject.of("$ref", new JsonString("#/parameters/" + name));
    }

    private static JsonObject whole(Parameter parameter) {
        JsonObject.Builder written = JsonObject.builder();
        if (!parameter.description().isEmpty()) {
            written.put("description", parameter.description());
        }
        written.put("in", parameter.in()).put("name", parameter.name());
        if (parameter.required()) {
            written.put("required", true);
        }
        return written.put("type", parameter.type()).put("uniqueItems", true).build();
    }
}
