package dev.leme.api.schema;

import dev.leme.api.schema.Builtins.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The schemas of all built-in kinds and their parts; read lazily, kept for good. */
public final class Schemas {

    /** A kind that is built in. */
    public record Kind(String group, String version, String kind) {}

    private Schemas() {}

    /** The schema of a kind, or null where it isn't built in. */
    public static @Nullable Schema of(String group, String version, String kind) {
        for (Place place : Builtins.INSTANCE.places()) {
            if (place.group().equals(group) && place.version().equals(version)) {
                Schema schema = Builtins.INSTANCE.read(place).get(kind);
                if (schema != null && schema.isKind()) {
                    return schema;
                }
            }
        }
        return null;
    }

    /** The definition of this name, such as {@code io.k8s.api.core.v1.PodSpec}, or null. */
    public static @Nullable Schema definition(String name) {
        return Builtins.INSTANCE.find(name);
    }

    /** All kinds of a group and version, lists and options too. */
    public static List<Kind> kinds(String group, String version) {
        List<Kind> kinds = new ArrayList<>();
        for (Place place : Builtins.INSTANCE.places()) {
            if (place.group().equals(group) && place.version().equals(version)) {
                for (Schema schema : Builtins.INSTANCE.read(place).all()) {
                    if (schema.isKind()) {
                        String name = schema.name();
                        kinds.add(new Kind(group, version, name.substring(name.lastIndexOf('.') + 1)));
                    }
                }
            }
        }
        return kinds;
    }

    /** The name of a built-in kind's definition; throws {@link IllegalArgumentException} where there is none. */
    public static String definitionName(String group, String version, String kind) {
        Schema schema = of(group, version, kind);
        if (schema == null) {
            throw new IllegalArgumentException("no kind " + kind + " in " + group + "/" + version);
        }
        return schema.name();
    }

    /** The kind that a built-in definition is, if it is one. */
    public static Optional<Kind> kindOf(String definition) {
        Schema schema = definition(definition);
        String name = definition.substring(definition.lastIndexOf('.') + 1);
        return schema == null || !schema.isKind()
                ? Optional.empty()
                : place(definition).map(place -> new Kind(place.group(), place.version(), name));
    }

    /** All definitions by name, sorted. Reads every schema file: for documentation and tests. */
    public static Map<String, Schema> all() {
        Map<String, Schema> all = new TreeMap<>(Builtins.INSTANCE.special());
        for (Place place : Builtins.INSTANCE.places()) {
            Builtins.INSTANCE.read(place).all().forEach(schema -> all.put(schema.name(), schema));
        }
        return all;
    }

    /** What {@code group/version} a built-in definition belongs to. */
    static Optional<Place> place(String definition) {
        int dot = definition.lastIndexOf('.');
        return Builtins.INSTANCE.places().stream()
                .filter(place -> place.definitions().length() == dot && definition.startsWith(place.definitions()))
                .findFirst();
    }
}
