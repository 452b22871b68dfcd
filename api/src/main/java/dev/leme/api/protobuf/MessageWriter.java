package dev.leme.api.protobuf;

import dev.leme.api.json.Fields;
import dev.leme.api.json.IntOrString;
import dev.leme.api.json.Json;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonBoolean;
import dev.leme.api.json.JsonNull;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.protobuf.MessageTable.Embedded;
import dev.leme.api.protobuf.MessageTable.Member;
import dev.leme.api.schema.Schema;
import dev.leme.api.schema.Schemas;
import java.time.Instant;
import java.util.Map;

/** Writes the members of JSON objects as fields of messages. */
final class MessageWriter {

    private MessageWriter() {}

    static void write(ProtoWriter out, MessageTable table, JsonObject object) {
        for (MessageTable.Slot slot : table.slots()) {
            switch (slot) {
                case Member member -> {
                    JsonValue value = object.get(member.name());
                    if (value != null && value != JsonNull.NULL) {
                        member(out, member.number(), member.schema(), value);
                    }
                }
                case Embedded embedded -> embedded(out, embedded, object);
            }
        }
    }

    private static void embedded(ProtoWriter out, Embedded embedded, JsonObject object) {
        out.message(embedded.number(), body -> write(body, embedded.table(), object));
    }

    private static void member(ProtoWriter out, int number, Schema schema, JsonValue value) {
        boolean ownMessage = schema.format().equals("strings");
        Schema values = schema.additionalProperties();
        Schema items = schema.items();
        if (!ownMessage && items != null && value instanceof JsonArray array) {
            array.forEach(element -> one(out, number, items, element));
        } else if (values != null && value instanceof JsonObject map) {
            for (Map.Entry<String, JsonValue> entry : map) {
                out.message(number, pair -> {
                    pair.string(1, entry.getKey());
                    one(pair, 2, values, entry.getValue());
                });
            }
        } else {
            one(out, number, schema, value);
        }
    }

    private static void one(ProtoWriter out, int number, Schema schema, JsonValue value) {
        switch (schema.type()) {
            case STRING -> text(out, number, schema, value);
            case INTEGER -> out.number(number, Fields.asLong(value));
            case NUMBER -> out.decimal(number, Fields.asDouble(value));
            case BOOLEAN -> out.bool(number, Fields.asBoolean(value));
            case ARRAY -> out.message(number, list -> Fields.asStrings(value).forEach(item -> list.string(1, item)));
            case OBJECT -> object(out, number, schema, value);
            case ANY -> out.message(number, body -> any(body, schema.target().name(), value));
        }
    }

    private static void object(ProtoWriter out, int number, Schema schema, JsonValue value) {
        Schema target = schema.target();
        if (target.preservesUnknown()) {
            out.message(number, body -> body.bytes(1, Json.bytes(value)));
        } else {
            out.message(number, body -> write(body, MessageTable.of(target), Fields.asObject(value)));
        }
    }

    private static void text(ProtoWriter out, int number, Schema schema, JsonValue value) {
        switch (schema.format()) {
            case Schema.BYTES -> out.bytes(number, Fields.asBytes(value));
            case Schema.DATE_TIME, Schema.MICRO_TIME -> time(out, number, value);
            case Schema.QUANTITY ->
                out.message(
                        number, body -> body.string(1, Fields.asQuantity(value).toString()));
            case Schema.INT_OR_STRING -> out.message(number, body -> intOrString(body, IntOrString.of(value)));
            default -> out.string(number, Fields.asString(value));
        }
    }

    private static void intOrString(ProtoWriter out, IntOrString value) {
        out.number(1, value.isText() ? 1 : 0);
        out.number(2, value.isText() ? 0 : value.intValue());
        out.string(3, value.isText() ? value.toString() : "");
    }

    private static void time(ProtoWriter out, int number, JsonValue value) {
        Instant instant = Fields.asInstant(value);
        out.message(number, body -> {
            if (instant != null) {
                body.number(1, instant.getEpochSecond());
                body.number(2, instant.getNano());
            }
        });
    }

    /** The unions of apiextensions: a schema, or something simpler. */
    private static void any(ProtoWriter out, String definition, JsonValue value) {
        String name = definition.substring(definition.lastIndexOf('.') + 1);
        switch (name) {
            case "JSONSchemaPropsOrBool" -> {
                out.bool(1, value != JsonBoolean.FALSE);
                if (value instanceof JsonObject schema) {
                    out.message(2, body -> schema(body, definition, schema));
                }
            }
            case "JSONSchemaPropsOrArray" -> {
                if (value instanceof JsonArray schemas) {
                    schemas.objects().forEach(one -> out.message(2, body -> schema(body, definition, one)));
                } else if (value instanceof JsonObject schema) {
                    out.message(1, body -> schema(body, definition, schema));
                }
            }
            case "JSONSchemaPropsOrStringArray" -> {
                if (value instanceof JsonArray names) {
                    names.strings().forEach(one -> out.string(2, one));
                } else if (value instanceof JsonObject schema) {
                    out.message(1, body -> schema(body, definition, schema));
                }
            }
            default -> out.bytes(1, Json.bytes(value));
        }
    }

    private static void schema(ProtoWriter out, String union, JsonObject schema) {
        write(out, MessageTable.of(schemaProps(union)), schema);
    }

    /** The definition of a schema beside that of a union. */
    static Schema schemaProps(String union) {
        Schema props = Schemas.definition(union.substring(0, union.lastIndexOf('.')) + ".JSONSchemaProps");
        if (props == null) {
            throw new IllegalStateException("no JSONSchemaProps beside " + union);
        }
        return props;
    }
}
