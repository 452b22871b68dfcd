package dev.leme.api.managed;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;
import dev.leme.api.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A set of paths into an object, in the very form in which {@code managedFields} has it ({@code FieldsV1}): a tree whose
 * names are steps ({@code f:} a field, {@code k:} a list's element by its keys, {@code v:} one by its value, {@code i:} by its
 * place). A node without children is in the set; one with children is when it has a child called {@code "."}. Immutable.
 *
 * @param tree the root, which is never itself in the set
 */
public record FieldSet(JsonObject tree) {

    /** Nothing. */
    public static final FieldSet EMPTY = new FieldSet(JsonObject.EMPTY);

    static final String SELF = ".";

    static FieldSet of(@Nullable JsonObject node) {
        return node == null ? EMPTY : new FieldSet(node);
    }

    /** Whether no path is in it. */
    public boolean isEmpty() {
        return tree.isEmpty();
    }

    /** What is in either. */
    public FieldSet union(FieldSet other) {
        return new FieldSet(union(tree, other.tree, true));
    }

    /** What is in this one alone; what lies below a path of the other stays. */
    public FieldSet difference(FieldSet other) {
        return of(difference(tree, other.tree, true, false));
    }

    /** What is in this one, and neither in the other nor below one of its paths. */
    public FieldSet recursiveDifference(FieldSet other) {
        return of(difference(tree, other.tree, true, true));
    }

    /** What is in both. */
    public FieldSet intersection(FieldSet other) {
        return of(intersection(tree, other.tree, true));
    }

    /** A node that is in the set by itself. */
    static boolean isMember(JsonObject node) {
        return node.isEmpty() || node.has(SELF);
    }

    /** A node made of its children, or null where there is nothing in it. */
    static @Nullable JsonObject node(boolean member, JsonObject.@Nullable Builder children) {
        JsonObject inner = children == null ? JsonObject.EMPTY : children.build();
        if (inner.isEmpty()) {
            return member ? inner : null;
        }
        if (!member) {
            return inner;
        }
        JsonObject.Builder whole = JsonObject.builder().put(SELF, JsonObject.EMPTY);
        inner.forEach(child -> whole.put(child.getKey(), child.getValue()));
        return whole.build();
    }

    private static JsonObject union(JsonObject a, JsonObject b, boolean root) {
        if (a.equals(b)) {
            return a;
        }
        boolean member = !root && (isMember(a) || isMember(b));
        JsonObject.Builder children = JsonObject.builder();
        forEachChild(a, (step, child) -> {
            JsonObject other = child(b, step);
            children.put(step, other == null ? child : union(child, other, false));
        });
        forEachChild(b, (step, child) -> {
            if (!a.has(step)) {
                children.put(step, child);
            }
        });
        JsonObject node = node(member, children);
        return node == null ? JsonObject.EMPTY : node;
    }

    private static @Nullable JsonObject difference(JsonObject a, JsonObject b, boolean root, boolean recursive) {
        if (b.isEmpty() && root) {
            return a.isEmpty() ? null : a;
        }
        boolean taken = !root && isMember(b);
        if (taken && recursive) {
            return null;
        }
        JsonObject.Builder children = JsonObject.builder();
        boolean same = !(taken && isMember(a));
        for (Map.Entry<String, JsonValue> entry : a) {
            JsonObject other = child(b, entry.getKey());
            JsonObject child = (JsonObject) entry.getValue();
            JsonObject kept = entry.getKey().equals(SELF)
                    ? null
                    : other == null ? child : difference(child, other, false, recursive);
            if (kept != null) {
                children.put(entry.getKey(), kept);
            }
            same &= entry.getKey().equals(SELF) || child.equals(kept);
        }
        return same ? a : node(!root && isMember(a) && !taken, children);
    }

    private static @Nullable JsonObject intersection(JsonObject a, JsonObject b, boolean root) {
        JsonObject.Builder children = JsonObject.builder();
        forEachChild(a, (step, child) -> {
            JsonObject other = child(b, step);
            JsonObject both = other == null ? null : intersection(child, other, false);
            if (both != null) {
                children.put(step, both);
            }
        });
        return node(!root && isMember(a) && isMember(b), children);
    }

    static @Nullable JsonObject child(JsonObject node, String step) {
        return node.get(step) instanceof JsonObject child ? child : null;
    }

    /** Takes a child of a node. */
    interface ChildVisitor {
        void visit(String step, JsonObject child);
    }

    static void forEachChild(JsonObject node, ChildVisitor visitor) {
        for (Map.Entry<String, JsonValue> entry : node) {
            if (!entry.getKey().equals(SELF)) {
                visitor.visit(entry.getKey(), (JsonObject) entry.getValue());
            }
        }
    }

    /** The paths in it as people write them: {@code .spec.containers[name="a"].image}. */
    public List<String> paths() {
        List<String> paths = new ArrayList<>();
        collect(tree, "", paths);
        return paths;
    }

    private static void collect(JsonObject node, String path, List<String> into) {
        if (!path.isEmpty() && isMember(node)) {
            into.add(path);
        }
        forEachChild(node, (step, child) -> collect(child, path + readable(step), into));
    }

    private static String readable(String step) {
        String rest = step.substring(2);
        return switch (step.charAt(0)) {
            case 'k' -> "[" + keys(Json.parse(rest)) + "]";
            case 'v' -> "[=" + rest + "]";
            case 'i' -> "[" + rest + "]";
            default -> "." + rest;
        };
    }

    private static String keys(JsonValue keys) {
        return keys instanceof JsonObject object
                ? object.names().stream()
                        .map(name -> name + "=" + Json.write(value(object, name)))
                        .collect(Collectors.joining(","))
                : "";
    }

    private static JsonValue value(JsonObject object, String name) {
        JsonValue value = object.get(name);
        return value == null ? new JsonString("") : value;
    }

    private static boolean isStep(String text) {
        return text.equals(SELF) || text.length() > 2 && text.charAt(1) == ':' && "fkvi".indexOf(text.charAt(0)) >= 0;
    }

    /** Whether this is the tree of a set: objects all the way down, whose names are steps. */
    public static boolean isTree(JsonValue value) {
        return value instanceof JsonObject object
                && object.names().stream().allMatch(FieldSet::isStep)
                && object.values().stream().allMatch(FieldSet::isTree);
    }
}
