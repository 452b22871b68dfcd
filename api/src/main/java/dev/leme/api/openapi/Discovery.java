package dev.leme.api.openapi;

import dev.leme.api.json.JsonObject;
import dev.leme.api.openapi.Operation.At;
import dev.leme.api.openapi.Operation.Body;
import dev.leme.api.openapi.Operation.Kind;
import dev.leme.api.openapi.Operation.Parameter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;

/** What both versions have in common: the paths around the resources, and the parts of a document that never change. */
final class Discovery {

    private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";

    static final JsonObject INFO = JsonObject.EMPTY.with("title", "Kubernetes").with("version", "unversioned");
    static final JsonObject SECURITY = JsonObject.of(
            "BearerToken",
            JsonObject.EMPTY
                    .with("description", "Bearer Token authentication")
                    .with("in", "header")
                    .with("name", "authorization")
                    .with("type", "apiKey"));
    static final JsonObject UNAUTHORIZED = JsonObject.EMPTY.with("description", "Unauthorized");

    private Discovery() {}

    static String reason(String status) {
        return switch (status) {
            case "201" -> "Created";
            case "202" -> "Accepted";
            default -> "OK";
        };
    }

    static void action(JsonObject.Builder written, Operation operation) {
        if (!operation.action().isEmpty()) {
            Kind kind = operation.kind();
            written.put("x-kubernetes-action", operation.action());
            written.put("x-kubernetes-group-version-kind", Definitions.kind(kind.group(), kind.version(), kind.kind()));
        }
    }

    /** The parameters that all operations of a path have, by name. */
    static List<Parameter> shared(At at) {
        List<Parameter> shared = new ArrayList<>(at.operations().getFirst().parameters());
        at.operations().forEach(operation -> shared.retainAll(operation.parameters()));
        shared.sort(Comparator.comparing(Parameter::name));
        return shared;
    }

    static List<Parameter> without(List<Parameter> all, List<Parameter> shared) {
        return all.stream()
                .filter(parameter -> !shared.contains(parameter))
                .sorted(Comparator.comparing(Parameter::name))
                .toList();
    }

    static Collection<Kind> groupVersions(List<ApiResource> resources) {
        Set<Kind> groups = new TreeSet<>(Comparator.comparing(Kind::group).thenComparing(Kind::version));
        resources.forEach(resource -> groups.add(new Kind(resource.group(), resource.version(), "")));
        return groups;
    }

    static List<String> names(List<ApiResource> resources) {
        Set<String> names = new LinkedHashSet<>(List.of("api", "apis", "version"));
        for (ApiResource resource : resources) {
            if (!resource.group().isEmpty()) {
                names.add("apis/" + resource.group());
            }
            names.add(resource.root().substring(1));
        }
        return List.copyOf(names);
    }

    /** What a document has beside resources: one path that tells what there is. */
    static List<At> paths(String name, List<ApiResource> resources) {
        return switch (name) {
            case "api" ->
                List.of(at("/api/", "get available API versions", "getCoreAPIVersions", "core", "APIVersions"));
            case "apis" ->
                List.of(at("/apis/", "get available API versions", "getAPIVersions", "apis", "APIGroupList"));
            case "version" -> List.of(version());
            default -> groupPaths(name, resources);
        };
    }

    private static At version() {
        return at(
                "/version/",
                "get the version information for this server",
                "getCodeVersion",
                "version",
                List.of("application/json"),
                "io.k8s.apimachinery.pkg.version.Info");
    }

    private static List<At> groupPaths(String name, List<ApiResource> resources) {
        for (ApiResource resource : resources) {
            String group = GroupNames.capital(resource.group());
            if (resource.root().equals("/" + name)) {
                String version = Character.toUpperCase(resource.version().charAt(0))
                        + resource.version().substring(1);
                String id = "get" + group + version + "APIResources";
                String tag = GroupNames.lower(resource.group()) + "_" + resource.version();
                return List.of(at("/" + name + "/", "get available resources", id, tag, "APIResourceList"));
            }
            if (name.equals("apis/" + resource.group())) {
                String id = "get" + group + "APIGroup";
                String tag = GroupNames.lower(resource.group());
                return List.of(at("/" + name + "/", "get information of a group", id, tag, "APIGroup"));
            }
        }
        return List.of();
    }

    private static At at(String path, String description, String id, String tag, String kind) {
        return at(path, description, id, tag, MediaTypes.DISCOVERY, META + kind);
    }

    private static At at(
            String path, String description, String id, String tag, List<String> mediaTypes, String definition) {
        SequencedMap<String, String> responses = new LinkedHashMap<>();
        responses.put("200", definition);
        Operation get = new Operation(
                "get", "", description, id, tag, Kind.NONE, mediaTypes, mediaTypes, List.of(), Body.NONE, responses);
        return new At(path, List.of(get));
    }
}
