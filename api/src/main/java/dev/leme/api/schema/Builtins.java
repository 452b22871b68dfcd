package dev.leme.api.schema;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The built-in definitions; a file of them is read when one of its types is first asked for. */
final class Builtins implements Schema.Definitions {

    static final Builtins INSTANCE = new Builtins();

    /** A group and version, and the file that describes it. */
    record Place(String file, String group, String version, String definitions) {}

    private final List<Place> places = new ArrayList<>();
    private final Map<String, DefinitionFile> files = new ConcurrentHashMap<>();
    private final Map<String, Schema> special = SpecialTypes.definitions();

    private Builtins() {
        for (String line : lines("index")) {
            String[] columns = line.split("\t", -1);
            places.add(new Place(columns[0], columns[1], columns[2], columns[3]));
        }
    }

    List<Place> places() {
        return places;
    }

    DefinitionFile read(Place place) {
        DefinitionFile known = files.get(place.file());
        if (known == null) {
            DefinitionFile read = new DefinitionFile(lines(place.file() + ".tsv"), this);
            DefinitionFile first = files.putIfAbsent(place.file(), read);
            known = first == null ? read : first;
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
