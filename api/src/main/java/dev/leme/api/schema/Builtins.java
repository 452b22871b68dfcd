package dev.leme.api.schema;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonException;
import dev.leme.api.json.JsonString;
import dev.leme.api.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The built-in definitions, read from generated resources (one file a group and version, see codegen's {@code SchemaWriter})
 * when one of their types is first asked for.
 */
final class Builtins implements Schema.Definitions {

    static final Builtins INSTANCE = new Builtins();

    /** A group and version, and the file that describes it. */
    record Place(String file, String group, String version, String definitions) {}

    private final List<Place> places;
    private final Map<String, Map<String, Schema>> files = new ConcurrentHashMap<>();
    private final Map<String, Schema> special = SpecialTypes.definitions(this);

    private Builtins() {
        places = lines("index").stream()
                .map(line -> line.split("\t", -1))
                .map(columns -> new Place(columns[0], columns[1], columns[2], columns[3]))
                .toList();
    }

    List<Place> places() {
        return places;
    }

    /** The definitions of one file by their simple names. */
    Map<String, Schema> read(Place place) {
        Map<String, Schema> known = files.get(place.file());
        if (known == null) {
            known = parse(place);
            files.put(place.file(), known);
        }
        return known;
    }

    @Override
    public Schema definition(String name) {
        Schema schema = find(name);
        if (schema == null) {
            throw new IllegalArgumentException("no definition " + name);
        }
        return schema;
    }

    /** The definition, or null. */
    @Nullable Schema find(String name) {
        Schema known = special.get(name);
        if (known != null) {
            return known;
        }
        int dot = name.lastIndexOf('.');
        for (Place place : places) {
            if (place.definitions().length() == dot && name.startsWith(place.definitions())) {
                return read(place).get(name.substring(dot + 1));
            }
        }
        return null;
    }

    Map<String, Schema> special() {
        return special;
    }

    private Map<String, Schema> parse(Place place) {
        Map<String, Schema> schemas = new LinkedHashMap<>();
        Schema.@Nullable Builder open = null;
        String name = "";
        List<String> lines = lines(place.file() + ".tsv");
        for (String line : lines.subList(1, lines.size())) {
            String[] columns = line.split("\t");
            if (columns[0].startsWith("=")) {
                if (open != null) {
                    schemas.put(name, open.build());
                }
                name = columns[0].substring(1);
                open = message(place, name, columns);
            } else if (open != null) {
                open.property(columns[0], property(place, columns));
                if (columns.length > 3 && columns[3].equals("required")) {
                    open.require(columns[0]);
                }
            }
        }
        if (open != null) {
            schemas.put(name, open.build());
        }
        return schemas;
    }

    private static Schema.Builder message(Place place, String name, String[] columns) {
        List<String> attributes = Arrays.asList(columns).subList(1, columns.length);
        Schema.Builder message = Schema.builder(Schema.Type.OBJECT)
                .name(place.definitions() + "." + name)
                .kind(attributes.contains("kind"))
                .merge(MergeAttributes.parse(attributes));
        if (attributes.contains("kind")) {
            message.property("apiVersion", SpecialTypes.STRING).property("kind", SpecialTypes.STRING);
        }
        return message;
    }

    private Schema property(Place place, String[] columns) {
        List<String> attributes = Arrays.asList(columns).subList(3, columns.length);
        Schema.Builder property = shaped(place, columns[2])
                .number(columns[1])
                .pointer(attributes.contains("pointer"))
                .merge(MergeAttributes.parse(attributes));
        String byDefault = MergeAttributes.value(attributes, "default");
        if (!byDefault.isEmpty()) {
            property.defaultValue(literal(byDefault));
        }
        return property.build();
    }

    private static JsonValue literal(String text) {
        try {
            return Json.parse(text);
        } catch (JsonException word) {
            return new JsonString(text);
        }
    }

    private Schema.Builder shaped(Place place, String type) {
        return switch (type.charAt(0)) {
            case '*' -> Schema.builder(Schema.Type.ARRAY)
                    .items(shaped(place, type.substring(1)).build());
            case '%' -> Schema.builder(Schema.Type.OBJECT)
                    .additionalProperties(shaped(place, type.substring(1)).build());
            case '@' -> reference(place, type.substring(1));
            default -> SpecialTypes.builder(type.charAt(0), this);
        };
    }

    private Schema.Builder reference(Place place, String name) {
        String full = name.indexOf('.') < 0 ? place.definitions() + "." + name : name;
        return Schema.builder(Schema.Type.OBJECT).ref(full, this);
    }

    /** The lines of a generated resource. */
    static List<String> lines(String file) {
        try (InputStream in = Builtins.class.getResourceAsStream("builtin/" + file)) {
            if (in == null) {
                throw new IllegalStateException("the schema file " + file + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
