package dev.leme.testkit.api;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.resource.Resource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Aggregated discovery of some resources. */
final class FakeDiscovery {

    private static final List<String> VERBS =
            List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

    private FakeDiscovery() {}

    static JsonObject of(boolean core, List<Resource> served) {
        Map<String, List<Resource>> groups = new LinkedHashMap<>();
        for (Resource resource : served) {
            if (resource.group().isEmpty() == core) {
                groups.computeIfAbsent(resource.group(), none -> new ArrayList<>())
                        .add(resource);
            }
        }
        List<JsonValue> items = new ArrayList<>();
        groups.forEach((name, resources) -> items.add(group(name, resources)));
        return JsonObject.EMPTY.with("kind", "APIGroupDiscoveryList").with("items", new JsonArray(items));
    }

    private static JsonObject group(String name, List<Resource> resources) {
        List<JsonValue> entries = new ArrayList<>();
        resources.forEach(resource -> entries.add(entry(resource)));
        JsonObject version = JsonObject.EMPTY
                .with("version", resources.getFirst().version())
                .with("resources", new JsonArray(entries));
        return JsonObject.EMPTY
                .with("metadata", JsonObject.EMPTY.with("name", name))
                .with("versions", JsonArray.of(version));
    }

    private static JsonObject entry(Resource resource) {
        return JsonObject.EMPTY
                .with("resource", resource.plural())
                .with("responseKind", JsonObject.EMPTY.with("kind", resource.kind()))
                .with("scope", resource.namespaced() ? "Namespaced" : "Cluster")
                .with("verbs", JsonArray.ofStrings(VERBS));
    }
}
