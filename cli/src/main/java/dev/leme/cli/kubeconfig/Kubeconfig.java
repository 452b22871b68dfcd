package dev.leme.cli.kubeconfig;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;
import dev.leme.api.json.JsonValue;
import java.util.ArrayList;
import java.util.List;

/**
 * The content of a kubeconfig file. Entries are found by name; all else stays as it was.
 *
 * @param json as kubectl reads it, {@code v1 Config}
 */
public record Kubeconfig(JsonObject json) {
    private static final List<String> LISTS = List.of("clusters", "contexts", "users");

    /** One without entries. */
    public static final Kubeconfig EMPTY =
            new Kubeconfig(JsonObject.EMPTY.with("apiVersion", "v1").with("kind", "Config"));

    /** The cluster, user and context of {@code cluster}'s file under one name here, the context made current. */
    public Kubeconfig with(String name, Kubeconfig cluster) {
        JsonObject context = JsonObject.EMPTY.with("cluster", name).with("user", name);
        return new Kubeconfig(
                json.with("clusters", replace("clusters", name, "cluster", cluster.first("clusters", "cluster")))
                        .with("users", replace("users", name, "user", cluster.first("users", "user")))
                        .with("contexts", replace("contexts", name, "context", kept(name, context)))
                        .with("current-context", name));
    }

    /** A context that is there already keeps what a person added to it, such as a namespace. */
    private JsonObject kept(String name, JsonObject context) {
        for (JsonObject entry : json.array("contexts").objects()) {
            if (entry.string("name").equals(name)) {
                return entry.object("context")
                        .with("cluster", context.string("cluster"))
                        .with("user", context.string("user"));
            }
        }
        return context;
    }

    /** The first entry's content: {@code clusters[0].cluster}. */
    public JsonObject first(String list, String member) {
        List<JsonObject> entries = json.array(list).objects();
        if (entries.isEmpty()) {
            throw new IllegalArgumentException("a kubeconfig without " + list);
        }
        return entries.getFirst().object(member);
    }

    private JsonArray replace(String list, String name, String member, JsonObject content) {
        List<JsonValue> entries = new ArrayList<>(others(list, name));
        entries.add(JsonObject.of(member, content).with("name", name));
        return new JsonArray(entries);
    }

    private List<JsonValue> others(String list, String name) {
        return json.array(list).stream()
                .filter(entry -> !(entry instanceof JsonObject object
                        && object.string("name").equals(name)))
                .toList();
    }

    /** Without the cluster, user and context of this name; where it was current, no context is. */
    public Kubeconfig without(String name) {
        JsonObject less = json;
        for (String list : LISTS) {
            if (json.has(list)) {
                less = less.with(list, new JsonArray(others(list, name)));
            }
        }
        boolean current = json.get("current-context") instanceof JsonString text
                && text.value().equals(name);
        return new Kubeconfig(current ? less.with("current-context", "") : less);
    }

    /** Whether it names no cluster, user or context. */
    public boolean isEmpty() {
        return LISTS.stream().allMatch(list -> json.array(list).isEmpty());
    }
}
