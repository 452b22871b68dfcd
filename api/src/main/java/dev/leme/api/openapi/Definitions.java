package dev.leme.api.openapi;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;
import dev.leme.api.json.JsonValue;
import dev.leme.api.schema.Descriptions;
import dev.leme.api.schema.MergeRules;
import dev.leme.api.schema.Schema;
import dev.leme.api.schema.Schemas;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Schemas as OpenAPI writes them. Version 3 differs in references, in defaults and in unions of types. */
final class Definitions {

    private static final String API_VERSION_TEXT =
            "APIVersion defines the versioned schema of this representation of an object. Servers should convert recognized"
                    + " schemas to the latest internal value, and may reject unrecognized values. More info:"
                    + " https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#resources";
    private static final String KIND_TEXT =
            "Kind is a string value representing the REST resource this object represents. Servers may infer this from the"
                    + " endpoint the client submits requests to. Cannot be updated. In CamelCase. More info:"
                    + " https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#types-kinds";
    private static final String PATCH_TEXT =
            "Patch is provided to give a concrete name and type to the Kubernetes PATCH request body.";

    private static final Set<String> PARTS = Set.of("metadata", "spec", "status", "template");

    private final boolean three;
    private final String root;
    private final Map<String, JsonObject> custom;
    private final JsonArray everyGroup;

    /** {@code groups}: those in which the kinds that belong to all groups are listed. */
    Definitions(boolean three, Map<String, JsonObject> custom, Collection<Operation.Kind> groups) {
        this.three = three;
        this.root = three ? "#/components/schemas/" : "#/definitions/";
        this.custom = custom;
        this.everyGroup = new JsonArray(groups.stream()
                .map(group -> (JsonValue) kind(group.group(), group.version(), ""))
                .toList());
    }

    /** A reference to a definition. */
    JsonObject reference(String definition) {
        return JsonObject.of("$ref", new JsonString(root + definition));
    }

    /** These definitions and all that they refer to, by name. */
    JsonObject closure(Collection<String> names) {
        Map<String, JsonObject> written = new TreeMap<>();
        Deque<String> open = new ArrayDeque<>(names);
        while (!open.isEmpty()) {
            String name = open.pop();
            if (!name.isEmpty() && !written.containsKey(name)) {
                written.put(name, definition(name));
                open.addAll(references(name));
            }
        }
        return JsonObject.of(written);
    }

    private Set<String> references(String name) {
        Set<String> names = new TreeSet<>();
        JsonObject own = custom.get(name);
        Schema schema = Schemas.definition(name);
        if (own != null) {
            collect(own, names);
        } else if (schema != null) {
            schema.properties().values().forEach(property -> collect(property, names));
        }
        return names;
    }

    private static void collect(Schema schema, Set<String> names) {
        if (!schema.ref().isEmpty()) {
            names.add(schema.ref());
            return;
        }
        Schema items = schema.items();
        Schema values = schema.additionalProperties();
        if (items != null) {
            collect(items, names);
        }
        if (values != null) {
            collect(values, names);
        }
    }

    private void collect(JsonValue json, Set<String> names) {
        switch (json) {
            case JsonObject object -> {
                String ref = object.string("$ref");
                if (ref.startsWith(root)) {
                    names.add(ref.substring(root.length()));
                }
                object.values().forEach(value -> collect(value, names));
            }
            case JsonArray array -> array.forEach(value -> collect(value, names));
            default -> {}
        }
    }

    private JsonObject definition(String name) {
        JsonObject own = custom.get(name);
        if (own != null) {
            return own;
        }
        if (name.equals(Operations.PATCH)) {
            return JsonObject.EMPTY.with("description", PATCH_TEXT).with("type", "object");
        }
        Schema schema = Schemas.definition(name);
        if (schema == null) {
            throw new IllegalArgumentException("no definition " + name);
        }
        return schema.properties().isEmpty() ? special(name, schema) : object(name, schema);
    }

    private JsonObject object(String name, Schema schema) {
        JsonObject.Builder written = JsonObject.builder();
        describe(written, Descriptions.of(name));
        JsonObject.Builder properties = JsonObject.builder();
        schema.properties().keySet().stream().sorted().forEach(member -> {
            Schema property = schema.properties().getOrDefault(member, schema);
            properties.put(member, property(name, schema, member, property));
        });
        written.put("properties", properties.build());
        List<String> required = schema.properties().keySet().stream()
                .filter(schema.required()::contains)
                .toList();
        if (!required.isEmpty()) {
            written.put("required", JsonArray.ofStrings(required));
        }
        written.put("type", "object");
        kinds(written, name, schema);
        merge(written, schema.merge());
        return written.build();
    }

    private void kinds(JsonObject.Builder written, String name, Schema schema) {
        if (name.equals(Operations.DELETE_OPTIONS) || name.equals(Operations.WATCH_EVENT)) {
            String kind = simple(name);
            written.put(
                    "x-kubernetes-group-version-kind",
                    new JsonArray(everyGroup.objects().stream()
                            .<JsonValue>map(group -> group.with("kind", kind))
                            .toList()));
        } else if (schema.isKind()) {
            Schemas.kindOf(name)
                    .ifPresent(kind -> written.put(
                            "x-kubernetes-group-version-kind",
                            JsonArray.of(kind(kind.group(), kind.version(), kind.kind()))));
        }
    }

    static JsonObject kind(String group, String version, String kind) {
        return JsonObject.builder()
                .put("group", group)
                .put("kind", kind)
                .put("version", version)
                .build();
    }

    private JsonObject property(String owner, Schema ownerSchema, String member, Schema property) {
        JsonObject.Builder written = JsonObject.builder();
        boolean required = ownerSchema.required().contains(member);
        String text = Descriptions.of(owner, member);
        if (text.isEmpty() && ownerSchema.isKind()) {
            text = member.equals("apiVersion") ? API_VERSION_TEXT : member.equals("kind") ? KIND_TEXT : "";
        }
        JsonValue byDefault = property.defaultValue();
        if (three && byDefault == null && (required || isPartOfObject(ownerSchema, member, property))) {
            byDefault = zero(member, property);
        }
        boolean siblings = !text.isEmpty() || (three && byDefault != null);
        shape(written, property, siblings);
        describe(written, text);
        if (three && byDefault != null) {
            written.put("default", byDefault);
        }
        if (property.ref().isEmpty()) {
            merge(written, property.merge());
        } else {
            merge(written, own(property));
        }
        return written.build();
    }

    /** Objects hold these parts themselves, so that they are never absent. */
    private static boolean isPartOfObject(Schema owner, String member, Schema property) {
        return owner.isKind() && !property.ref().isEmpty() && PARTS.contains(member);
    }

    /** What a reference itself says of merging, without what its definition says. */
    private static MergeRules own(Schema property) {
        return property.merge().equals(property.target().merge()) ? MergeRules.NONE : property.merge();
    }

    private static @Nullable JsonValue zero(String member, Schema schema) {
        if (!schema.ref().isEmpty()) {
            return schema.properties().isEmpty() || !PARTS.contains(member) ? null : JsonObject.EMPTY;
        }
        return switch (schema.type()) {
            case STRING -> schema.format().isEmpty() ? new JsonString("") : null;
            case INTEGER, NUMBER -> JsonValue.of(0);
            case BOOLEAN -> JsonValue.of(false);
            default -> null;
        };
    }

    private void shape(JsonObject.Builder written, Schema schema, boolean siblings) {
        if (!schema.ref().isEmpty()) {
            if (three && siblings) {
                written.put("allOf", JsonArray.of(reference(schema.ref())));
            } else {
                written.put("$ref", root + schema.ref());
            }
            return;
        }
        if (schema.type() != Schema.Type.ANY) {
            written.put("type", schema.type().name().toLowerCase(Locale.ROOT));
        }
        if (!schema.format().isEmpty() && !schema.format().equals("strings")) {
            written.put("format", schema.format());
        }
        Schema items = schema.items();
        if (items != null) {
            written.put("items", plain(items));
        }
        Schema values = schema.additionalProperties();
        if (values != null) {
            written.put("additionalProperties", plain(values));
        }
    }

    private JsonObject plain(Schema schema) {
        JsonObject.Builder written = JsonObject.builder();
        shape(written, schema, false);
        return written.build();
    }

    private JsonObject special(String name, Schema schema) {
        JsonObject.Builder written = JsonObject.builder();
        describe(written, Descriptions.of(name));
        boolean number = schema.format().equals(Schema.QUANTITY);
        if (three && (number || schema.isIntOrString())) {
            String first = number ? "string" : "integer";
            String second = number ? "number" : "string";
            written.put("oneOf", JsonArray.of(type(first), type(second)));
        } else if (schema.type() != Schema.Type.ANY) {
            written.put("type", schema.type().name().toLowerCase(Locale.ROOT));
        }
        if (schema.isIntOrString()) {
            written.put("format", "int-or-string");
        } else if (schema.format().equals(Schema.DATE_TIME) || schema.format().equals(Schema.MICRO_TIME)) {
            written.put("format", "date-time");
        }
        return written.build();
    }

    private static JsonObject type(String name) {
        return JsonObject.of("type", new JsonString(name));
    }

    private static void merge(JsonObject.Builder written, MergeRules rules) {
        if (!rules.listMapKeys().isEmpty()) {
            written.put("x-kubernetes-list-map-keys", JsonArray.ofStrings(rules.listMapKeys()));
        }
        text(written, "x-kubernetes-list-type", rules.listType());
        text(written, "x-kubernetes-map-type", rules.mapType());
        text(written, "x-kubernetes-patch-merge-key", rules.patchMergeKey());
        text(written, "x-kubernetes-patch-strategy", String.join(",", rules.patchStrategies()));
    }

    private static void describe(JsonObject.Builder written, String text) {
        text(written, "description", text);
    }

    private static void text(JsonObject.Builder written, String name, String value) {
        if (!value.isEmpty()) {
            written.put(name, value);
        }
    }

    private static String simple(String definition) {
        return definition.substring(definition.lastIndexOf('.') + 1);
    }
}
