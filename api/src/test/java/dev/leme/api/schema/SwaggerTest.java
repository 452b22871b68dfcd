package dev.leme.api.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Compares every generally available definition with the OpenAPI document that a v1.36 server publishes. */
class SwaggerTest {

    private final List<String> differences = new ArrayList<>();
    private final Map<String, Integer> tally = new TreeMap<>();

    @Test
    void schemas_ofAllDefinitions_equalThePublishedOnes() {
        for (Map.Entry<String, JsonValue> definition :
                Reference.json("openapi/swagger.json").object("definitions")) {
            String name = definition.getKey();
            if (!name.matches(".*\\.v\\d+(alpha|beta)\\d+\\..*") && !name.endsWith(".Patch")) {
                compare(name, (JsonObject) definition.getValue());
            }
        }
        System.out.println("compared with swagger.json: " + tally);
        assertEquals("", String.join("\n", differences));
        assertEquals(584, tally.get("definitions"));
        assertEquals(2460, tally.get("properties"));
        assertEquals(527, tally.get("required"));
        assertEquals(303, tally.get("list types"));
        assertEquals(59, tally.get("list map keys"));
        assertEquals(54, tally.get("merge keys"));
    }

    private void compare(String name, JsonObject published) {
        Schema schema = Schemas.definition(name);
        count("definitions");
        if (schema == null) {
            differences.add("missing " + name);
            return;
        }
        JsonObject properties = published.object("properties");
        equal(
                name + " names",
                new HashSet<>(properties.names()),
                schema.properties().keySet());
        equal(name + " required", Set.copyOf(published.array("required").strings()), schema.required());
        equal(
                name + " map type",
                published.string("x-kubernetes-map-type"),
                schema.merge().mapType());
        count("required", schema.required().size());
        for (Map.Entry<String, JsonValue> property : properties) {
            Schema own = schema.properties().get(property.getKey());
            if (own != null) {
                count("properties");
                compare(name + "." + property.getKey(), (JsonObject) property.getValue(), own);
            }
        }
    }

    private void compare(String where, JsonObject published, Schema own) {
        compareType(where, published, own);
        MergeRules rules = own.merge();
        equal(where + " list type", published.string("x-kubernetes-list-type"), rules.listType());
        equal(
                where + " list map keys",
                Set.copyOf(published.array("x-kubernetes-list-map-keys").strings()),
                Set.copyOf(rules.listMapKeys()));
        equal(where + " merge key", published.string("x-kubernetes-patch-merge-key"), rules.patchMergeKey());
        equal(
                where + " strategy",
                published.string("x-kubernetes-patch-strategy"),
                String.join(",", rules.patchStrategies()));
        count("list types", rules.listType().isEmpty() ? 0 : 1);
        count("list map keys", rules.listMapKeys().isEmpty() ? 0 : 1);
        count("merge keys", rules.patchMergeKey().isEmpty() ? 0 : 1);
    }

    private void compareType(String where, JsonObject published, Schema own) {
        String ref = published.string("$ref").replace("#/definitions/", "");
        equal(where + " reference", ref, own.ref());
        if (!ref.isEmpty()) {
            return;
        }
        String format = own.format().equals("strings") ? "" : own.format();
        equal(where + " type", published.string("type"), own.type().name().toLowerCase(Locale.ROOT));
        equal(where + " format", published.string("format"), format);
        Schema items = own.items();
        if (own.type() == Schema.Type.ARRAY && items != null) {
            compareType(where + "[]", published.object("items"), items);
        }
        Schema values = own.additionalProperties();
        if (published.get("additionalProperties") instanceof JsonObject map && values != null) {
            compareType(where + "{}", map, values);
        }
    }

    /** The sources of the descriptions have lost empty lines, so the words are compared; most equal to the letter. */
    @Test
    void descriptions_ofAllProperties_areThePublishedOnes() {
        for (Map.Entry<String, JsonValue> definition :
                Reference.json("openapi/swagger.json").object("definitions")) {
            String name = definition.getKey();
            if (Schemas.definition(name) != null) {
                for (Map.Entry<String, JsonValue> property :
                        ((JsonObject) definition.getValue()).object("properties")) {
                    String published = ((JsonObject) property.getValue()).string("description");
                    compareWords(name, property.getKey(), published);
                }
            }
        }
        System.out.println("descriptions: " + tally + " " + differences);
        assertTrue(tally.getOrDefault("same text", 0) > 2200);
        assertTrue(differences.size() < 60);
    }

    private void compareWords(String name, String property, String published) {
        String own = Descriptions.of(name, property);
        boolean typeMeta = Set.of("apiVersion", "kind").contains(property) && own.isEmpty();
        if (typeMeta || own.equals(published)) {
            count("same text");
        } else if (own.replaceAll("\\s+", " ").equals(published.replaceAll("\\s+", " "))) {
            count("same words");
        } else {
            differences.add(name.substring(name.lastIndexOf('.') + 1) + "." + property);
        }
    }

    private void equal(String what, Object published, Object own) {
        if (!published.equals(own)) {
            differences.add(what + ": published " + published + ", here " + own);
        }
    }

    private void count(String what) {
        count(what, 1);
    }

    private void count(String what, int by) {
        tally.merge(what, by, Integer::sum);
    }
}
