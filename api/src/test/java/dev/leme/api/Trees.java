package dev.leme.api;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonNull;
import dev.leme.api.json.JsonNumber;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;
import dev.leme.api.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Trees written as YAML in tests; timestamps must be quoted. */
public final class Trees {

    private Trees() {}

    /** The object that {@code yaml} spells. */
    public static JsonObject yaml(String yaml) {
        return (JsonObject) value(new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml));
    }

    /** The object in the file {@code name} beside {@code test}. */
    public static JsonObject resource(Class<?> test, String name) {
        try (InputStream in = test.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalArgumentException("no such resource: " + name);
            }
            return yaml(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static JsonValue value(@Nullable Object plain) {
        return switch (plain) {
            case null -> JsonNull.NULL;
            case String text -> new JsonString(text);
            case Boolean bool -> JsonValue.of(bool);
            case Double number -> JsonNumber.of(number);
            case Number number -> JsonNumber.of(number.longValue());
            case List<?> list -> {
                List<JsonValue> values = new ArrayList<>();
                list.forEach(element -> values.add(value(element)));
                yield new JsonArray(values);
            }
            case Map<?, ?> map -> {
                Map<String, JsonValue> members = new LinkedHashMap<>();
                map.forEach((name, member) -> members.put(String.valueOf(name), value(member)));
                yield JsonObject.of(members);
            }
            default -> throw new IllegalArgumentException("unexpected " + plain);
        };
    }
}
