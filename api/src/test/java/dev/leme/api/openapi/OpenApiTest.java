package dev.leme.api.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;
import dev.leme.api.json.JsonValue;
import dev.leme.api.protobuf.ProtoReader;
import dev.leme.api.schema.Reference;
import dev.leme.api.schema.Schemas;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Compares documents made of the published discovery with the published documents. */
class OpenApiTest {

    private final List<String> differences = new ArrayList<>();
    private final Map<String, Integer> tally = new TreeMap<>();

    /** The resources of v1.36 in generally available versions. */
    static List<ApiResource> resources() {
        List<ApiResource> resources = new ArrayList<>();
        for (JsonObject group :
                Reference.json("discovery/aggregated_v2.json").array("items").objects()) {
            String name = group.object("metadata").string("name");
            for (JsonObject version : group.array("versions").objects()) {
                if (version.string("version").matches("v\\d+")) {
                    version.array("resources")
                            .objects()
                            .forEach(resource -> resources.add(resource(name, version.string("version"), resource)));
                }
            }
        }
        if (resources.stream().noneMatch(resource -> resource.group().isEmpty())) {
            resources.addAll(CoreResources.list());
        }
        return resources;
    }

    private static ApiResource resource(String group, String version, JsonObject json) {
        Set<String> verbs = new TreeSet<>(json.array("verbs").strings());
        List<String> subresources = json.array("subresources").objects().stream()
                .map(sub -> sub.string("subresource"))
                .toList();
        return ApiResource.builtIn(
                group,
                version,
                json.string("resource"),
                json.object("responseKind").string("kind"),
                json.string("scope").equals("Namespaced"),
                verbs,
                subresources);
    }

    @Test
    void v2_paths_equalThePublishedOnes() {
        JsonObject published = Reference.json("openapi/swagger.json");
        JsonObject own = OpenApiV2.document(resources(), Map.of());
        JsonObject paths = own.object("paths");
        for (Map.Entry<String, JsonValue> path : published.object("paths")) {
            if (path.getKey()
                    .matches(
                            ".*/v\\d+(alpha|beta)\\d+/.*|/logs.*|/\\.well-known.*|/openid.*|.*(internal.apiserver|storagemigration).*")) {
                continue;
            }
            if (!paths.has(path.getKey())) {
                differences.add("missing " + path.getKey());
                continue;
            }
            comparePath(path.getKey(), published, (JsonObject) path.getValue(), own, paths.object(path.getKey()));
        }
        for (String path : paths.names()) {
            if (!published.object("paths").has(path)) {
                differences.add("too much " + path);
            }
        }
        System.out.println("v2: " + tally + ", " + differences.size() + " differences");
        differences.stream().limit(40).forEach(System.out::println);
        assertEquals("", String.join("\n", differences));
        assertTrue(tally.getOrDefault("operations", 0) > 600);
    }

    private void comparePath(
            String path, JsonObject publishedRoot, JsonObject published, JsonObject ownRoot, JsonObject own) {
        equal(path + " methods", new TreeSet<>(published.names()), new TreeSet<>(own.names()));
        for (String method : own.names()) {
            if (method.equals("parameters")) {
                equal(
                        path + " shared",
                        parameters(publishedRoot, published.array(method)),
                        parameters(ownRoot, own.array(method)));
                continue;
            }
            count("operations");
            String where = path + " " + method;
            JsonObject theirs = published.object(method);
            JsonObject ours = own.object(method);
            equal(
                    where + " parameters",
                    parameters(publishedRoot, theirs.array("parameters")),
                    parameters(ownRoot, ours.array("parameters")));
            for (String member : List.of(
                    "operationId",
                    "description",
                    "x-kubernetes-action",
                    "x-kubernetes-group-version-kind",
                    "responses",
                    "tags")) {
                equal(
                        where + " " + member,
                        String.valueOf(sorted(theirs.get(member))),
                        String.valueOf(sorted(ours.get(member))));
            }
        }
    }

    private static JsonValue sorted(@org.jspecify.annotations.Nullable JsonValue value) {
        if (value instanceof JsonObject object) {
            Map<String, JsonValue> members = new TreeMap<>();
            object.forEach(member -> members.put(member.getKey(), sorted(member.getValue())));
            return JsonObject.of(members);
        }
        return value == null ? new JsonString("") : value;
    }

    private static Map<String, String> parameters(JsonObject root, JsonArray array) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (JsonObject one : array.objects()) {
            String ref = one.string("$ref").replace("#/parameters/", "");
            JsonObject whole = ref.isEmpty() ? one : root.object("parameters").object(ref);
            String text = whole.string("description").replaceAll("\\s+", " ");
            parameters.put(
                    whole.string("in") + " " + whole.string("name"),
                    whole.string("type")
                            + whole.bool("required")
                            + text.substring(0, Math.min(40, text.length()))
                            + whole.object("schema"));
        }
        return new TreeMap<>(parameters);
    }

    @Test
    void v2_definitions_equalThePublishedOnes() {
        compareDefinitions(
                Reference.json("openapi/swagger.json").object("definitions"),
                OpenApiV2.document(resources(), Map.of()).object("definitions"),
                false);
        System.out.println("v2 definitions: " + tally + ", " + differences.size() + " differences");
        // Only a beta version, which isn't served, refers to this one.
        assertEquals(List.of("missing io.k8s.apimachinery.pkg.apis.meta.v1.GroupResource"), differences);
    }

    @Test
    void v3_definitions_differOnlyInSomeDefaults() {
        List<ApiResource> resources = resources();
        for (String name : List.of(
                "api/v1",
                "apis/apps/v1",
                "apis/batch/v1",
                "apis/rbac.authorization.k8s.io/v1",
                "apis/apiextensions.k8s.io/v1",
                "apis/autoscaling/v2",
                "version",
                "apis/apps")) {
            JsonObject published = Reference.json("openapi/v3/" + name.replace("/", "__") + "_openapi.json");
            JsonObject own = OpenApiV3.document(name, resources, Map.of());
            equal(
                    name + " paths",
                    new TreeSet<>(published.object("paths").names()),
                    new TreeSet<>(own.object("paths").names()));
            compareDefinitions(
                    published.object("components").object("schemas"),
                    own.object("components").object("schemas"),
                    true);
        }
        System.out.println("v3 definitions: " + tally + ", " + differences.size() + " differences");
        assertEquals("", String.join("\n", differences));
    }

    @Test
    void v2_protobuf_holdsTheDefinitions() {
        JsonObject document = OpenApiV2.document(resources(), Map.of());
        byte[] bytes = OpenApiV2Protobuf.encode(document);
        Map<String, Integer> definitions = new TreeMap<>();
        ProtoReader reader = new ProtoReader(bytes);
        for (int field = reader.next(); field != 0; field = reader.next()) {
            if (field == 9) {
                ProtoReader all = reader.message();
                while (all.next() == 1) {
                    ProtoReader named = all.message();
                    assertEquals(1, named.next());
                    String name = named.string();
                    assertEquals(2, named.next());
                    definitions.put(name, properties(named.message()));
                }
            } else {
                reader.skip();
            }
        }
        assertEquals(document.object("definitions").size(), definitions.size());
        JsonObject pod = document.object("definitions").object("io.k8s.api.core.v1.PodSpec");
        assertEquals(pod.object("properties").size(), definitions.get("io.k8s.api.core.v1.PodSpec"));
    }

    private static int properties(ProtoReader schema) {
        int count = 0;
        for (int field = schema.next(); field != 0; field = schema.next()) {
            if (field == 25) {
                ProtoReader all = schema.message();
                while (all.next() == 1) {
                    all.skip();
                    count++;
                }
            } else {
                schema.skip();
            }
        }
        return count;
    }

    private void compareDefinitions(JsonObject published, JsonObject own, boolean three) {
        for (Map.Entry<String, JsonValue> definition : own) {
            String name = definition.getKey();
            JsonObject theirs = published.object(name);
            JsonObject ours = (JsonObject) definition.getValue();
            count("definitions");
            if (theirs.isEmpty()) {
                differences.add("too much " + name);
                continue;
            }
            for (Map.Entry<String, JsonValue> property : theirs.object("properties")) {
                JsonObject one = ours.object("properties").object(property.getKey());
                JsonObject their = (JsonObject) property.getValue();
                if (three && !their.has("default") == one.has("default")) {
                    count("defaults too " + (one.has("default") ? "many" : "few"));
                }
                equal(name + "." + property.getKey(), bare(their), bare(one));
            }
            equal(
                    name,
                    bare(theirs.without("properties").without("x-kubernetes-unions")),
                    bare(ours.without("properties")));
        }
        for (String name : published.names()) {
            if (!own.has(name) && Schemas.definition(name) != null) {
                differences.add("missing " + name);
            }
        }
    }

    /** Without what is known to differ, in one order. */
    private static String bare(JsonObject json) {
        JsonObject bare = json.without("description").without("default");
        if (bare.array("allOf").size() == 1) {
            return "{\"$ref\":\"" + bare.array("allOf").objects().getFirst().string("$ref") + "\"}"
                    + sorted(bare.without("allOf"));
        }
        if (bare.has("$ref")) {
            return "{\"$ref\":\"" + bare.string("$ref") + "\"}" + sorted(bare.without("$ref"));
        }
        if (bare.array("x-kubernetes-group-version-kind").size() > 1) {
            bare = bare.without("x-kubernetes-group-version-kind");
        }
        return String.valueOf(sorted(bare.with(
                "required", bare.array("required").strings().stream().sorted().collect(Collectors.joining(",")))));
    }

    private void equal(String what, Object published, Object own) {
        if (!published.equals(own)) {
            differences.add(what + "\n   published " + published + "\n   here      " + own);
        }
    }

    private void count(String what) {
        tally.merge(what, 1, Integer::sum);
    }
}
