package dev.leme.api.openapi;

import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.schema.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The core group's resources, which the published discovery lacks, read back out of the published paths. */
final class CoreResources {

    private static final Pattern PATH =
            Pattern.compile("/api/v1/(namespaces/\\{namespace}/)?(\\w+)(/\\{name})?(?:/(\\w+))?");
    private static final Map<String, String> VERBS = Map.of("post", "create", "put", "update");

    private CoreResources() {}

    private static final class Found {
        boolean namespaced;
        String kind = "";
        final Set<String> verbs = new TreeSet<>();
        final Set<String> subresources = new TreeSet<>();
    }

    static List<ApiResource> list() {
        Map<String, Found> found = new TreeMap<>();
        for (Map.Entry<String, JsonValue> path :
                Reference.json("openapi/swagger.json").object("paths")) {
            Matcher parts = PATH.matcher(path.getKey());
            if (parts.matches() && !parts.group(2).equals("watch")) {
                Found resource = found.computeIfAbsent(parts.group(2), plural -> new Found());
                resource.namespaced |= parts.group(1) != null;
                if (parts.group(4) != null) {
                    resource.subresources.add(parts.group(4));
                } else {
                    read(resource, (JsonObject) path.getValue());
                }
            }
        }
        List<ApiResource> resources = new ArrayList<>();
        found.forEach((plural, one) -> resources.add(
                ApiResource.builtIn("", "v1", plural, one.kind, one.namespaced, one.verbs, one.subresources)));
        return resources;
    }

    private static void read(Found resource, JsonObject path) {
        for (String method : path.without("parameters").names()) {
            JsonObject operation = path.object(method);
            String action = operation.string("x-kubernetes-action");
            resource.kind = operation.object("x-kubernetes-group-version-kind").string("kind");
            resource.verbs.add(VERBS.getOrDefault(action, action));
            if (operation.string("description").startsWith("list or watch")) {
                resource.verbs.add("watch");
            }
        }
    }
}
