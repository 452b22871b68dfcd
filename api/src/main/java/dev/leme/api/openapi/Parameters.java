package dev.leme.api.openapi;

import dev.leme.api.openapi.Operation.Parameter;
import dev.leme.api.schema.Descriptions;
import dev.leme.api.schema.Schema;
import dev.leme.api.schema.Schemas;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The parameters of requests; their texts are those of the options' kinds. */
final class Parameters {

    private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
    private static final String CORE = "io.k8s.api.core.v1.";
    private static final Map<String, Parameter> KNOWN = new ConcurrentHashMap<>();

    static final Parameter NAMESPACE = new Parameter(
            "namespace", "path", "string", true, "object name and auth scope, such as for teams and projects");
    static final Parameter PRETTY = new Parameter(
            "pretty",
            "query",
            "string",
            false,
            "If 'true', then the output is pretty printed. Defaults to 'false' unless the user-agent indicates a browser or"
                    + " command-line HTTP tool (curl and wget).");
    static final Parameter PATH = new Parameter("path", "path", "string", true, "path to the resource");

    private Parameters() {}

    static Parameter name(String kind) {
        return new Parameter("name", "path", "string", true, "name of the " + kind);
    }

    static List<Parameter> list() {
        return of(
                META + "ListOptions",
                List.of(
                        "allowWatchBookmarks",
                        "continue",
                        "fieldSelector",
                        "labelSelector",
                        "limit",
                        "resourceVersion",
                        "resourceVersionMatch",
                        "sendInitialEvents",
                        "shardSelector",
                        "timeoutSeconds",
                        "watch"));
    }

    static List<Parameter> write() {
        return of(META + "CreateOptions", List.of("dryRun", "fieldManager", "fieldValidation"));
    }

    static List<Parameter> patch() {
        return of(META + "PatchOptions", List.of("dryRun", "fieldManager", "fieldValidation", "force"));
    }

    static List<Parameter> delete() {
        return of(
                META + "DeleteOptions",
                List.of(
                        "dryRun",
                        "gracePeriodSeconds",
                        "ignoreStoreReadErrorWithClusterBreakingPotential",
                        "orphanDependents",
                        "propagationPolicy"));
    }

    static List<Parameter> deleteCollection() {
        List<Parameter> parameters = new ArrayList<>(delete());
        list().stream()
                .filter(one ->
                        !one.name().equals("allowWatchBookmarks") && !one.name().equals("watch"))
                .forEach(parameters::add);
        return parameters;
    }

    /** All options of a kind of the core group, such as {@code PodExecOptions}. */
    static List<Parameter> options(String kind) {
        Schema schema = Schemas.definition(CORE + kind);
        if (schema == null) {
            return List.of();
        }
        List<String> names = schema.properties().keySet().stream()
                .filter(name -> !name.equals("apiVersion") && !name.equals("kind") && !name.equals("sinceTime"))
                .toList();
        return of(CORE + kind, names);
    }

    private static List<Parameter> of(String definition, List<String> names) {
        return names.stream()
                .map(name -> KNOWN.computeIfAbsent(definition + "/" + name, key -> parameter(definition, name)))
                .toList();
    }

    private static Parameter parameter(String definition, String name) {
        Schema options = Schemas.definition(definition);
        Schema schema = options == null ? null : options.properties().get(name);
        Schema one = schema != null && schema.items() != null ? schema.items() : schema;
        String type = one == null ? "string" : one.type().name().toLowerCase(Locale.ROOT);
        return new Parameter(name, "query", type, false, Descriptions.of(definition, name));
    }
}
