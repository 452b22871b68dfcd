package dev.leme.api.openapi;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;
import dev.leme.api.json.JsonValue;
import dev.leme.api.protobuf.ProtoWriter;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Version 2 in the protobuf form of gnostic's {@code openapi.v2.Document}, which kubectl up to 1.32 asks for
 * ({@code application/com.github.proto-openapi.spec.v2@v1.0+protobuf}). Field numbers are those of OpenAPIv2.proto.
 */
public final class OpenApiV2Protobuf {

    private static final List<String> METHODS = List.of("get", "put", "post", "delete", "options", "head", "patch");

    private OpenApiV2Protobuf() {}

    /** The bytes of a document as {@link OpenApiV2#document} makes it. */
    public static byte[] encode(JsonObject document) {
        ProtoWriter out = new ProtoWriter();
        out.string(1, document.string("swagger"));
        out.message(2, info -> {
            info.string(1, document.object("info").string("title"));
            info.string(2, document.object("info").string("version"));
        });
        out.message(8, paths -> named(paths, 2, document.object("paths"), OpenApiV2Protobuf::path));
        out.message(9, all -> named(all, 1, document.object("definitions"), OpenApiV2Protobuf::schema));
        out.message(10, all -> named(all, 1, document.object("parameters"), OpenApiV2Protobuf::parameter));
        for (JsonObject requirement : document.array("security").objects()) {
            out.message(12, item -> named(item, 1, requirement, (array, none) -> {}));
        }
        out.message(13, all -> named(all, 1, document.object("securityDefinitions"), OpenApiV2Protobuf::security));
        return out.toByteArray();
    }

    /** Entries of a map: messages of a name and a value. */
    private static void named(ProtoWriter out, int field, JsonObject map, BiConsumer<ProtoWriter, JsonObject> value) {
        for (Map.Entry<String, JsonValue> entry : map) {
            JsonObject object = entry.getValue() instanceof JsonObject body ? body : JsonObject.EMPTY;
            out.message(field, named -> {
                named.string(1, entry.getKey());
                named.message(2, body -> value.accept(body, object));
            });
        }
    }

    private static void path(ProtoWriter out, JsonObject path) {
        for (int i = 0; i < METHODS.size(); i++) {
            String method = METHODS.get(i);
            if (path.has(method)) {
                out.message(i + 2, operation -> operation(operation, path.object(method)));
            }
        }
        parameters(out, 9, path.array("parameters"));
    }

    private static void operation(ProtoWriter out, JsonObject json) {
        json.array("tags").strings().forEach(tag -> out.string(1, tag));
        text(out, 3, json, "description");
        text(out, 5, json, "operationId");
        json.array("produces").strings().forEach(type -> out.string(6, type));
        json.array("consumes").strings().forEach(type -> out.string(7, type));
        parameters(out, 8, json.array("parameters"));
        out.message(
                9,
                all -> named(
                        all,
                        1,
                        json.object("responses"),
                        (value, response) -> value.message(1, body -> {
                            text(body, 1, response, "description");
                            if (response.has("schema")) {
                                body.message(
                                        2,
                                        item -> item.message(1, schema -> schema(schema, response.object("schema"))));
                            }
                        })));
        json.array("schemes").strings().forEach(scheme -> out.string(10, scheme));
        extensions(out, 13, json);
    }

    private static void parameters(ProtoWriter out, int field, JsonArray parameters) {
        for (JsonObject one : parameters.objects()) {
            out.message(field, item -> {
                if (one.has("$ref")) {
                    item.message(2, reference -> text(reference, 1, one, "$ref"));
                } else {
                    item.message(1, parameter -> parameter(parameter, one));
                }
            });
        }
    }

    private static void parameter(ProtoWriter out, JsonObject json) {
        switch (json.string("in")) {
            case "body" ->
                out.message(1, body -> {
                    text(body, 1, json, "description");
                    text(body, 2, json, "name");
                    text(body, 3, json, "in");
                    flag(body, 4, json, "required");
                    body.message(5, schema -> schema(schema, json.object("schema")));
                });
            case "path" ->
                out.message(
                        2,
                        plain -> plain.message(4, path -> {
                            located(path, json);
                            text(path, 5, json, "type");
                            flag(path, 19, json, "uniqueItems");
                        }));
            default ->
                out.message(
                        2,
                        plain -> plain.message(3, query -> {
                            located(query, json);
                            text(query, 6, json, "type");
                            flag(query, 20, json, "uniqueItems");
                        }));
        }
    }

    private static void located(ProtoWriter out, JsonObject json) {
        flag(out, 1, json, "required");
        text(out, 2, json, "in");
        text(out, 3, json, "description");
        text(out, 4, json, "name");
    }

    private static void security(ProtoWriter out, JsonObject json) {
        out.message(2, key -> {
            text(key, 1, json, "type");
            text(key, 2, json, "name");
            text(key, 3, json, "in");
            text(key, 4, json, "description");
        });
    }

    private static void schema(ProtoWriter out, JsonObject json) {
        text(out, 1, json, "$ref");
        text(out, 2, json, "format");
        text(out, 3, json, "title");
        text(out, 4, json, "description");
        JsonValue byDefault = json.get("default");
        if (byDefault != null) {
            out.message(5, any -> any(any, byDefault));
        }
        text(out, 13, json, "pattern");
        json.array("required").strings().forEach(name -> out.string(19, name));
        json.array("enum").forEach(value -> out.message(20, any -> any(any, value)));
        if (json.get("additionalProperties") instanceof JsonObject values) {
            out.message(21, item -> item.message(1, schema -> schema(schema, values)));
        }
        if (json.get("type") instanceof JsonString(String type)) {
            out.message(22, item -> item.string(1, type));
        }
        if (json.get("items") instanceof JsonObject items) {
            out.message(23, item -> item.message(1, schema -> schema(schema, items)));
        }
        if (json.has("properties")) {
            out.message(25, all -> named(all, 1, json.object("properties"), OpenApiV2Protobuf::schema));
        }
        extensions(out, 31, json);
    }

    /** Extensions are kept as YAML, of which JSON is a part. */
    private static void extensions(ProtoWriter out, int field, JsonObject json) {
        for (Map.Entry<String, JsonValue> member : json) {
            if (member.getKey().startsWith("x-")) {
                out.message(field, named -> {
                    named.string(1, member.getKey());
                    named.message(2, any -> any(any, member.getValue()));
                });
            }
        }
    }

    private static void any(ProtoWriter out, JsonValue value) {
        out.string(2, Json.write(value) + "\n");
    }

    private static void text(ProtoWriter out, int field, JsonObject json, String name) {
        String text = json.string(name);
        if (!text.isEmpty()) {
            out.string(field, text);
        }
    }

    private static void flag(ProtoWriter out, int field, JsonObject json, String name) {
        if (json.bool(name)) {
            out.bool(field, true);
        }
    }
}
