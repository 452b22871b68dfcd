package dev.leme.api.json;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;

/** Reads and writes trees. Nesting is limited to 500 levels, numbers to 1,000 digits (Jackson's limits). */
public final class Json {

    private static final JsonFactory FACTORY = new JsonFactory();

    private Json() {}

    /** The value that {@code bytes} spell; of a name given twice the last counts. Throws {@link JsonException}. */
    public static JsonValue parse(byte[] bytes) {
        return parse(bytes, path -> {});
    }

    /** As {@link #parse(byte[])}, and tells {@code duplicates} the path of each name that an object gives again. */
    public static JsonValue parse(byte[] bytes, Consumer<String> duplicates) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), bytes)) {
            if (parser.nextToken() == null) {
                throw new JsonException("unexpected end of JSON input");
            }
            JsonValue value = new Reader(parser, duplicates).value();
            if (parser.nextToken() != null) {
                throw new JsonException("invalid content after the top-level value");
            }
            return value;
        } catch (StreamReadException broken) {
            throw new JsonException(broken.getOriginalMessage());
        } catch (JacksonException broken) {
            throw new JsonException(String.valueOf(broken.getOriginalMessage()));
        }
    }

    /** The object that {@code bytes} spell; throws {@link JsonException} when it is another value. */
    public static JsonObject parseObject(byte[] bytes) {
        if (parse(bytes) instanceof JsonObject object) {
            return object;
        }
        throw new JsonException("the value is not an object");
    }

    /** The value that {@code text} spells. */
    public static JsonValue parse(String text) {
        return parse(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    /** The value in UTF-8 without spaces. */
    public static byte[] bytes(JsonValue value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        write(value, out);
        return out.toByteArray();
    }

    /** Writes the value in UTF-8 without spaces; {@code out} stays open. */
    public static void write(JsonValue value, OutputStream out) {
        try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), new Unclosed(out))) {
            write(generator, value);
        }
    }

    /** The value as text. */
    public static String write(JsonValue value) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            write(generator, value);
        }
        return text.toString();
    }

    private static void write(JsonGenerator generator, JsonValue value) {
        switch (value) {
            case JsonObject object -> {
                generator.writeStartObject();
                for (Map.Entry<String, JsonValue> member : object) {
                    generator.writeName(member.getKey());
                    write(generator, member.getValue());
                }
                generator.writeEndObject();
            }
            case JsonArray array -> {
                generator.writeStartArray();
                for (JsonValue element : array) {
                    write(generator, element);
                }
                generator.writeEndArray();
            }
            case JsonString(String string) -> generator.writeString(string);
            case JsonNumber number -> write(generator, number);
            case JsonBoolean bool -> generator.writeBoolean(bool.value());
            case JsonNull nothing -> generator.writeNull();
        }
    }

    private static void write(JsonGenerator generator, JsonNumber number) {
        if (number.isWhole()) {
            generator.writeNumber(number.longValue());
        } else {
            generator.writeNumber(number.decimalValue());
        }
    }

    /** One pass over the tokens. */
    private record Reader(JsonParser parser, Consumer<String> duplicates) {

        JsonValue value() {
            return switch (parser.currentToken()) {
                case START_OBJECT -> object();
                case START_ARRAY -> array();
                case VALUE_STRING -> new JsonString(parser.getString());
                case VALUE_NUMBER_INT -> whole();
                case VALUE_NUMBER_FLOAT -> JsonNumber.of(parser.getDecimalValue());
                case VALUE_TRUE -> JsonBoolean.TRUE;
                case VALUE_FALSE -> JsonBoolean.FALSE;
                case VALUE_NULL -> JsonNull.NULL;
                default -> throw new JsonException("unexpected token " + parser.currentToken());
            };
        }

        private JsonValue whole() {
            return switch (parser.getNumberType()) {
                case INT, LONG -> JsonNumber.of(parser.getLongValue());
                default -> JsonNumber.of(new BigDecimal(parser.getBigIntegerValue()));
            };
        }

        private JsonObject object() {
            Map<String, JsonValue> members = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                if (members.containsKey(name)) {
                    duplicates.accept(path(parser.streamReadContext()));
                }
                parser.nextToken();
                members.put(name, value());
            }
            return JsonObject.of(members);
        }

        private JsonArray array() {
            List<JsonValue> values = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                values.add(value());
            }
            return values.isEmpty() ? JsonArray.EMPTY : new JsonArray(values);
        }

        /** As Kubernetes writes paths: {@code spec.containers[0].name}. */
        private static String path(TokenStreamContext context) {
            TokenStreamContext parent = context.getParent();
            String before = parent == null ? "" : path(parent);
            if (context.inArray()) {
                return before + "[" + context.getCurrentIndex() + "]";
            }
            if (context.inObject() && context.currentName() != null) {
                return before.isEmpty() ? context.currentName() : before + "." + context.currentName();
            }
            return before;
        }
    }

    /** Keeps a generator's close from closing what it writes to. */
    private static final class Unclosed extends java.io.FilterOutputStream {
        Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws java.io.IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws java.io.IOException {
            flush();
        }
    }
}
