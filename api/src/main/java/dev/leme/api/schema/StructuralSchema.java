package dev.leme.api.schema;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonBoolean;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;
import dev.leme.api.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the {@code openAPIV3Schema} of a custom resource definition. */
public final class StructuralSchema {

    /** Keywords that have a place of their own in {@link Schema}; all others become its constraints. */
    private static final Set<String> OWN = Set.of(
            "type",
            "format",
            "properties",
            "items",
            "additionalProperties",
            "required",
            "nullable",
            "default",
            "description",
            "x-kubernetes-preserve-unknown-fields",
            "x-kubernetes-embedded-resource",
            "x-kubernetes-int-or-string",
            "x-kubernetes-list-type",
            "x-kubernetes-list-map-keys",
            "x-kubernetes-map-type");

    private StructuralSchema() {}

    /** The schema that {@code json} spells. */
    public static Schema parse(JsonObject json) {
        boolean intOrString = json.bool("x-kubernetes-int-or-string");
        Schema.Builder schema = Schema.builder(type(json))
                .format(intOrString ? Schema.INT_OR_STRING : json.string("format"))
                .nullable(json.bool("nullable"))
                .embedded(json.bool("x-kubernetes-embedded-resource"))
                .preserveUnknown(json.bool("x-kubernetes-preserve-unknown-fields"))
                .merge(merge(json))
                .constraints(constraints(json));
        for (Map.Entry<String, JsonValue> property : json.object("properties")) {
            if (property.getValue() instanceof JsonObject below) {
                schema.property(property.getKey(), parse(below));
            }
        }
        json.array("required").strings().forEach(schema::require);
        if (json.get("items") instanceof JsonObject items) {
            schema.items(parse(items));
        }
        JsonValue values = json.get("additionalProperties");
        if (values instanceof JsonObject below) {
            schema.additionalProperties(parse(below));
        } else if (values == JsonBoolean.TRUE) {
            schema.additionalProperties(
                    Schema.builder(Schema.Type.ANY).preserveUnknown(true).build());
        }
        JsonValue byDefault = json.get("default");
        return byDefault == null
                ? schema.build()
                : schema.defaultValue(byDefault).build();
    }

    private static Schema.Type type(JsonObject json) {
        return switch (json.string("type")) {
            case "object" -> Schema.Type.OBJECT;
            case "array" -> Schema.Type.ARRAY;
            case "string" -> Schema.Type.STRING;
            case "integer" -> Schema.Type.INTEGER;
            case "number" -> Schema.Type.NUMBER;
            case "boolean" -> Schema.Type.BOOLEAN;
            default -> Schema.Type.ANY;
        };
    }

    private static MergeRules merge(JsonObject json) {
        MergeRules rules = new MergeRules(
                json.string("x-kubernetes-list-type"),
                json.array("x-kubernetes-list-map-keys").strings(),
                json.string("x-kubernetes-map-type"),
                List.of(),
                "");
        return rules.equals(MergeRules.NONE) ? MergeRules.NONE : rules;
    }

    private static JsonObject constraints(JsonObject json) {
        JsonObject.Builder constraints = JsonObject.builder();
        for (Map.Entry<String, JsonValue> keyword : json) {
            boolean empty = keyword.getValue() instanceof JsonArray array && array.isEmpty()
                    || keyword.getValue() instanceof JsonString(String text) && text.isEmpty();
            if (!OWN.contains(keyword.getKey()) && !empty) {
                constraints.put(keyword.getKey(), keyword.getValue());
            }
        }
        return constraints.build();
    }
}
