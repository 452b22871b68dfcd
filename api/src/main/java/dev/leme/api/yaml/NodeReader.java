package dev.leme.api.yaml;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonBoolean;
import dev.leme.api.json.JsonNumber;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;
import dev.leme.api.json.JsonValue;
import dev.leme.api.yaml.Yaml.Duplicate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.yaml.snakeyaml.nodes.AnchorNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Makes a tree of one document's nodes, with a limit on what aliases multiply. */
final class NodeReader {

    private static final int MOST_VALUES = 4_000_000;

    private final Consumer<Duplicate> duplicates;
    private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());
    private int values;

    NodeReader(Consumer<Duplicate> duplicates) {
        this.duplicates = duplicates;
    }

    JsonValue read(Node root) {
        return value(root, "");
    }

    private JsonValue value(Node node, String path) {
        if (++values > MOST_VALUES) {
            throw new YamlException("yaml: document contains excessive aliasing");
        }
        return switch (node) {
            case ScalarNode scalar -> Scalars.value(scalar.getTag(), scalar.getValue());
            case SequenceNode sequence -> guarded(node, () -> array(sequence, path));
            case MappingNode mapping -> guarded(node, () -> object(mapping, path));
            case AnchorNode anchor -> value(anchor.getRealNode(), path);
            default -> throw new YamlException("yaml: unknown node " + node.getNodeId());
        };
    }

    private JsonValue guarded(Node node, java.util.function.Supplier<JsonValue> reader) {
        if (!open.add(node)) {
            throw new YamlException("yaml: anchor value contains itself");
        }
        JsonValue value = reader.get();
        open.remove(node);
        return value;
    }

    private JsonArray array(SequenceNode sequence, String path) {
        List<JsonValue> elements = new ArrayList<>();
        for (Node element : sequence.getValue()) {
            elements.add(value(element, path + "[" + elements.size() + "]"));
        }
        return new JsonArray(elements);
    }

    private JsonObject object(MappingNode mapping, String path) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        Map<String, JsonValue> merged = new LinkedHashMap<>();
        Set<String> seen = new HashSet<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (isMerge(tuple.getKeyNode())) {
                merge(tuple.getValueNode(), path, merged);
                continue;
            }
            String key = key(tuple.getKeyNode());
            String below = path.isEmpty() ? key : path + "." + key;
            if (!seen.add(key)) {
                int line = tuple.getKeyNode().getStartMark().getLine() + 1;
                duplicates.accept(new Duplicate(below, key, line));
            }
            members.put(key, value(tuple.getValueNode(), below));
        }
        merged.forEach(members::putIfAbsent);
        return JsonObject.of(members);
    }

    private static boolean isMerge(Node key) {
        return key instanceof ScalarNode scalar
                && scalar.isPlain()
                && scalar.getValue().equals("<<");
    }

    /** Of several mappings the first that has a key counts. */
    private void merge(Node value, String path, Map<String, JsonValue> merged) {
        if (value instanceof SequenceNode sequence) {
            sequence.getValue().forEach(one -> merge(one, path, merged));
        } else if (value(value, path) instanceof JsonObject object) {
            object.forEach(member -> merged.putIfAbsent(member.getKey(), member.getValue()));
        } else {
            throw new YamlException("yaml: map merge requires map or sequence of maps as the value");
        }
    }

    private static String key(Node node) {
        if (!(node instanceof ScalarNode scalar)) {
            throw new YamlException("yaml: invalid map key");
        }
        return switch (Scalars.value(scalar.getTag(), scalar.getValue())) {
            case JsonString(String text) -> text;
            case JsonNumber number -> number.toString();
            case JsonBoolean bool -> bool.toString();
            default -> "null";
        };
    }
}
