package dev.leme.api.yaml;

import dev.leme.api.json.JsonNull;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Reads and writes YAML with the rules of Kubernetes' tools: {@code yes}, {@code on} and the like are booleans, {@code 0644}
 * is octal, dates are text, keys become text, merge keys ({@code <<}) are followed.
 */
public final class Yaml {

    private static final int DEEPEST = 500;
    private static final int MOST_ALIASES = 10_000;

    /**
     * A key that a mapping gives again.
     *
     * @param path where it lies, as {@code spec.replicas}
     * @param key the key
     * @param line the line of the repetition, from 1
     */
    public record Duplicate(String path, String key, int line) {
        /** What Kubernetes says of it. */
        public String message() {
            return "line " + line + ": key \"" + key + "\" already set in map";
        }
    }

    /** Tells a plain scalar, whose text decides about its type, from a quoted or tagged one. */
    private static final class PlainResolver extends Resolver {
        @Override
        protected void addImplicitResolvers() {
            // The scalars of Kubernetes' YAML differ from SnakeYAML's: Scalars decides.
        }

        @Override
        public Tag resolve(NodeId kind, String value, boolean implicit) {
            return kind == NodeId.scalar ? (implicit ? Scalars.PLAIN : Tag.STR) : super.resolve(kind, value, implicit);
        }
    }

    private Yaml() {}

    /** The first document's value; null's value for an empty one. Throws {@link YamlException}. */
    public static JsonValue parse(byte[] bytes) {
        return parse(bytes, duplicate -> {});
    }

    /** As {@link #parse(byte[])}, and tells {@code duplicates} each key that a mapping gives again; the last one counts. */
    public static JsonValue parse(byte[] bytes, Consumer<Duplicate> duplicates) {
        return read(new String(bytes, StandardCharsets.UTF_8), true, duplicates).stream()
                .findFirst()
                .orElse(JsonNull.NULL);
    }

    /** The value that {@code text} spells. */
    public static JsonValue parse(String text) {
        return parse(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The objects of all documents in order; empty documents are passed over. */
    public static List<JsonObject> documents(String text) {
        List<JsonObject> objects = new ArrayList<>();
        for (JsonValue document : read(text, false, duplicate -> {})) {
            if (document instanceof JsonObject object) {
                objects.add(object);
            } else if (document != JsonNull.NULL) {
                throw new YamlException("yaml: a document is not an object");
            }
        }
        return objects;
    }

    /** The value as kubectl prints it: keys sorted, no document marks, a line's end at the end. */
    public static String write(JsonValue value) {
        return YamlWriter.write(value);
    }

    private static List<JsonValue> read(String text, boolean first, Consumer<Duplicate> duplicates) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE);
        options.setNestingDepthLimit(DEEPEST);
        options.setMaxAliasesForCollections(MOST_ALIASES);
        try {
            Composer composer = new Composer(
                    new ParserImpl(new StreamReader(new StringReader(text)), options), new PlainResolver(), options);
            List<JsonValue> documents = new ArrayList<>();
            while (composer.checkNode()) {
                documents.add(new NodeReader(duplicates).read(composer.getNode()));
                if (first) {
                    break;
                }
            }
            return documents;
        } catch (MarkedYAMLException broken) {
            int line = broken.getProblemMark() == null
                    ? 0
                    : broken.getProblemMark().getLine() + 1;
            throw new YamlException("yaml: line " + line + ": " + broken.getProblem());
        } catch (YAMLException broken) {
            throw new YamlException("yaml: " + broken.getMessage());
        }
    }
}
