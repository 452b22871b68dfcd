package dev.leme.api.protobuf;

import dev.leme.api.json.Fields;
import dev.leme.api.json.IntOrString;
import dev.leme.api.json.Json;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonBoolean;
import dev.leme.api.json.JsonException;
import dev.leme.api.json.JsonNull;
import dev.leme.api.json.JsonNumber;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;
import dev.leme.api.json.JsonValue;
import dev.leme.api.protobuf.MessageTable.Embedded;
import dev.leme.api.protobuf.MessageTable.Member;
import dev.leme.api.schema.Schema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads fields of messages as members of JSON objects. Fields that aren't known are passed over. */
final class MessageReader {

    private static final int DEEPEST = 200;

    private int depth;

    /** Adds the fields of a message to {@code object}. */
    void read(ProtoReader in, MessageTable table, JsonObject.Builder object) {
        if (++depth > DEEPEST) {
            throw new ProtobufException("messages are nested too deeply");
        }
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (table.slot(field)) {
                case Member member -> member(in, member, object);
                case Embedded embedded -> read(in.message(), embedded.table(), object);
                case null -> in.skip();
            }
        }
        depth--;
    }

    private void member(ProtoReader in, Member member, JsonObject.Builder object) {
        Schema schema = member.schema();
        Schema values = schema.additionalProperties();
        Schema items = schema.items();
        String name = member.name();
        if (items != null && !schema.format().equals("strings")) {
            JsonArray before = object.get(name) instanceof JsonArray array ? array : JsonArray.EMPTY;
            object.put(name, before.plus(orNull(one(in, items))));
        } else if (values != null) {
            entry(in.message(), values, name, object);
        } else {
            JsonValue value = one(in, schema);
            if (value != null && !(member.isAbsentWhenEmpty() && isEmpty(value))) {
                object.put(name, value);
            }
        }
    }

    private static JsonValue orNull(@Nullable JsonValue value) {
        return value == null ? JsonNull.NULL : value;
    }

    private static boolean isEmpty(JsonValue value) {
        return switch (value) {
            case JsonString(String text) -> text.isEmpty();
            case JsonNumber number -> number.doubleValue() == 0;
            case JsonBoolean bool -> !bool.value();
            default -> false;
        };
    }

    private void entry(ProtoReader in, Schema values, String name, JsonObject.Builder object) {
        String key = "";
        JsonValue value = null;
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> key = in.string();
                case 2 -> value = one(in, values);
                default -> in.skip();
            }
        }
        JsonObject before = object.get(name) instanceof JsonObject map ? map : JsonObject.EMPTY;
        object.put(name, before.with(key, value == null ? zero(values) : value));
    }

    private static JsonValue zero(Schema schema) {
        if (schema.type() != Schema.Type.STRING) {
            return JsonObject.EMPTY;
        }
        boolean time =
                schema.format().equals(Schema.DATE_TIME) || schema.format().equals(Schema.MICRO_TIME);
        return time ? JsonNull.NULL : new JsonString("");
    }

    /** The value that lies here; null where it stands for an absent one. */
    private @Nullable JsonValue one(ProtoReader in, Schema schema) {
        return switch (schema.type()) {
            case STRING -> text(in, schema);
            case INTEGER -> JsonNumber.of(schema.format().equals("int32") ? (int) in.number() : in.number());
            case NUMBER -> Fields.ofDouble(in.decimal());
            case BOOLEAN -> JsonValue.of(in.number() != 0);
            case ARRAY -> strings(in.message());
            case OBJECT -> object(in, schema.target());
            case ANY -> any(in.message(), schema.target().name());
        };
    }

    private @Nullable JsonValue object(ProtoReader in, Schema target) {
        if (target.preservesUnknown()) {
            return raw(in.message());
        }
        return message(in.message(), target);
    }

    private JsonObject message(ProtoReader in, Schema definition) {
        JsonObject.Builder object = JsonObject.builder();
        read(in, MessageTable.of(definition), object);
        return object.build();
    }

    /** JSON, or an object in the encoding of its own; nothing for no bytes. */
    private static @Nullable JsonValue raw(ProtoReader in) {
        JsonValue value = null;
        for (int field = in.next(); field != 0; field = in.next()) {
            if (field == 1) {
                byte[] bytes = in.bytes();
                value = bytes.length == 0
                        ? null
                        : ProtobufCodec.isProtobuf(bytes) ? ProtobufCodec.decode(bytes) : json(bytes);
            } else {
                in.skip();
            }
        }
        return value;
    }

    private static JsonValue json(byte[] bytes) {
        try {
            return Json.parse(bytes);
        } catch (JsonException broken) {
            throw new ProtobufException("an embedded value is not JSON: " + broken.getMessage());
        }
    }

    private static JsonValue strings(ProtoReader in) {
        List<String> strings = new ArrayList<>();
        for (int field = in.next(); field != 0; field = in.next()) {
            if (field == 1) {
                strings.add(in.string());
            } else {
                in.skip();
            }
        }
        return JsonArray.ofStrings(strings);
    }

    private static @Nullable JsonValue text(ProtoReader in, Schema schema) {
        return switch (schema.format()) {
            case Schema.BYTES -> Fields.ofBytes(in.bytes());
            case Schema.DATE_TIME -> time(in.message(), false);
            case Schema.MICRO_TIME -> time(in.message(), true);
            case Schema.QUANTITY -> quantity(in.message());
            case Schema.INT_OR_STRING -> intOrString(in.message());
            default -> new JsonString(in.string());
        };
    }

    private static @Nullable JsonValue time(ProtoReader in, boolean micros) {
        long seconds = 0;
        long nanos = 0;
        boolean given = false;
        for (int field = in.next(); field != 0; field = in.next()) {
            given = true;
            switch (field) {
                case 1 -> seconds = in.number();
                case 2 -> nanos = in.number();
                default -> in.skip();
            }
        }
        if (!given) {
            return null;
        }
        Instant instant = Instant.ofEpochSecond(seconds, nanos);
        return micros ? Fields.ofMicroTime(instant) : Fields.ofTime(instant);
    }

    private static JsonValue quantity(ProtoReader in) {
        String text = "0";
        for (int field = in.next(); field != 0; field = in.next()) {
            if (field == 1) {
                text = in.string();
            } else {
                in.skip();
            }
        }
        return new JsonString(text);
    }

    private static JsonValue intOrString(ProtoReader in) {
        boolean isText = false;
        int number = 0;
        String text = "";
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> isText = in.number() == 1;
                case 2 -> number = (int) in.number();
                case 3 -> text = in.string();
                default -> in.skip();
            }
        }
        return isText ? IntOrString.of(text).json() : IntOrString.of(number).json();
    }

    /** The unions of apiextensions: a schema, or something simpler; and plain JSON. */
    private @Nullable JsonValue any(ProtoReader in, String definition) {
        String name = definition.substring(definition.lastIndexOf('.') + 1);
        if (name.equals("JSON")) {
            return raw(in);
        }
        boolean isBool = name.equals("JSONSchemaPropsOrBool");
        int schemaField = isBool ? 2 : 1;
        boolean allows = false;
        JsonValue schema = null;
        List<JsonValue> several = new ArrayList<>();
        for (int field = in.next(); field != 0; field = in.next()) {
            if (field == schemaField) {
                schema = message(in.message(), MessageWriter.schemaProps(definition));
            } else if (isBool && field == 1) {
                allows = in.number() != 0;
            } else if (field == 2) {
                several.add(
                        name.equals("JSONSchemaPropsOrArray")
                                ? message(in.message(), MessageWriter.schemaProps(definition))
                                : new JsonString(in.string()));
            } else {
                in.skip();
            }
        }
        if (schema != null) {
            return schema;
        }
        return isBool ? JsonValue.of(allows) : new JsonArray(several);
    }
}
