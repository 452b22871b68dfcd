package dev.leme.api.schema;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonException;
import dev.leme.api.json.JsonString;
import dev.leme.api.json.JsonValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The generated file of one group and version (see codegen's {@code SchemaWriter}); a definition is made when asked for. */
final class DefinitionFile {

    /** The lines of one definition: the first names it, the others are its members. */
    private record Lines(int from, int to) {}

    private final String prefix;
    private final List<String> lines;
    private final Schema.Definitions definitions;
    private final Map<String, Lines> places = new LinkedHashMap<>();
    private final Map<String, Schema> made = new ConcurrentHashMap<>();

    DefinitionFile(List<String> lines, Schema.Definitions definitions) {
        this.prefix = lines.getFirst();
        this.lines = lines;
        this.definitions = definitions;
        int end = lines.size();
        for (int i = lines.size() - 1; i > 0; i--) {
            String line = lines.get(i);
            if (line.charAt(0) == '=') {
                int tab = line.indexOf('\t');
                places.put(line.substring(1, tab < 0 ? line.length() : tab), new Lines(i, end));
                end = i;
            }
        }
    }

    /** The definition of this simple name, or null. */
    @Nullable Schema get(String name) {
        Schema known = made.get(name);
        if (known != null) {
            return known;
        }
        Lines place = places.get(name);
        if (place == null) {
            return null;
        }
        Schema schema = make(name, place);
        Schema first = made.putIfAbsent(name, schema);
        return first == null ? schema : first;
    }

    /** All definitions in the file's order. */
    List<Schema> all() {
        List<Schema> all = new ArrayList<>();
        places.keySet().forEach(name -> {
            Schema schema = get(name);
            if (schema != null) {
                all.add(schema);
            }
        });
        return all.reversed();
    }

    private Schema make(String name, Lines place) {
        List<String> attributes = attributes(lines.get(place.from()), 1);
        boolean kind = attributes.contains("kind");
        Schema.Builder schema = Schema.builder(Schema.Type.OBJECT)
                .name(prefix + "." + name)
                .kind(kind)
                .merge(MergeAttributes.parse(attributes));
        if (kind) {
            schema.property("apiVersion", SpecialTypes.STRING).property("kind", SpecialTypes.STRING);
        }
        for (String line : lines.subList(place.from() + 1, place.to())) {
            member(schema, line);
        }
        return schema.build();
    }

    private void member(Schema.Builder schema, String line) {
        String[] columns = line.split("\t");
        List<String> attributes = attributes(line, 3);
        Schema.Builder member = shaped(columns[2])
                .number(columns[1])
                .pointer(attributes.contains("pointer"))
                .merge(MergeAttributes.parse(attributes));
        String byDefault = MergeAttributes.value(attributes, "default");
        if (!byDefault.isEmpty()) {
            member.defaultValue(literal(byDefault));
        }
        if (attributes.contains("required")) {
            schema.require(columns[0]);
        }
        schema.property(columns[0], member.build());
    }

    private static List<String> attributes(String line, int from) {
        List<String> columns = Arrays.asList(line.split("\t"));
        return columns.subList(from, columns.size());
    }

    private static JsonValue literal(String text) {
        try {
            return Json.parse(text);
        } catch (JsonException word) {
            return new JsonString(text);
        }
    }

    private Schema.Builder shaped(String type) {
        return switch (type.charAt(0)) {
            case '*' ->
                Schema.builder(Schema.Type.ARRAY)
                        .items(shaped(type.substring(1)).build());
            case '%' ->
                Schema.builder(Schema.Type.OBJECT)
                        .additionalProperties(shaped(type.substring(1)).build());
            case '@' -> reference(type.substring(1));
            default -> SpecialTypes.builder(type.charAt(0), definitions);
        };
    }

    private Schema.Builder reference(String name) {
        String full = name.indexOf('.') < 0 ? prefix + "." + name : name;
        return Schema.builder(Schema.Type.OBJECT).ref(full, definitions);
    }
}
