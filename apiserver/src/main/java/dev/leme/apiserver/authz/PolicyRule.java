package dev.leme.apiserver.authz;

import dev.leme.api.field.FieldError;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One rule of a role: these verbs on these resources, or on these paths. What is allowed is the product of the lists.
 *
 * @param verbs the verbs, or {@code *}
 * @param groups the API groups, or {@code *}
 * @param resources the plurals, with a subresource behind a slash; {@code *} is every one with every subresource
 * @param names the objects' names; every one when empty
 * @param urls the paths, which may end in {@code *}
 */
public record PolicyRule(
        List<String> verbs, List<String> groups, List<String> resources, List<String> names, List<String> urls) {

    private static final String ANY = "*";

    /** The rule in a role's tree. */
    public static PolicyRule of(JsonObject json) {
        return new PolicyRule(
                json.array("verbs").strings(),
                json.array("apiGroups").strings(),
                json.array("resources").strings(),
                json.array("resourceNames").strings(),
                json.array("nonResourceURLs").strings());
    }

    /** The rules of a role's tree. */
    public static List<PolicyRule> all(JsonArray rules) {
        List<PolicyRule> all = new ArrayList<>(rules.size());
        rules.objects().forEach(rule -> all.add(of(rule)));
        return List.copyOf(all);
    }

    /** The rule as a role's tree has it, without what is empty. */
    public JsonObject json() {
        JsonObject.Builder json = JsonObject.builder();
        put(json, "verbs", verbs);
        put(json, "apiGroups", groups);
        put(json, "resources", resources);
        put(json, "resourceNames", names);
        put(json, "nonResourceURLs", urls);
        return json.build();
    }

    private static void put(JsonObject.Builder json, String name, List<String> values) {
        if (!values.isEmpty()) {
            json.put(name, JsonArray.ofStrings(values));
        }
    }

    /** Whether the rule allows this. */
    public boolean allows(Attributes wish) {
        if (!has(verbs, wish.verb())) {
            return false;
        }
        return wish.isResource()
                ? has(groups, wish.group()) && hasResource(wish.resource(), wish.subresource()) && hasName(wish.name())
                : hasUrl(wish.path());
    }

    private static boolean has(List<String> allowed, String value) {
        return allowed.contains(value) || allowed.contains(ANY);
    }

    private boolean hasName(String name) {
        return names.isEmpty() || names.contains(name);
    }

    private boolean hasResource(String resource, String subresource) {
        for (String allowed : resources) {
            if (allowed.equals(ANY) || matches(allowed, resource, subresource)) {
                return true;
            }
        }
        return false;
    }

    /** Compares {@code pods/log} part by part, without putting the two together for every rule. */
    private static boolean matches(String allowed, String resource, String subresource) {
        if (subresource.isEmpty()) {
            return allowed.equals(resource);
        }
        int slash = allowed.indexOf('/');
        if (slash < 0 || !allowed.regionMatches(slash + 1, subresource, 0, allowed.length() - slash - 1)) {
            return false;
        }
        boolean sameLength = allowed.length() - slash - 1 == subresource.length();
        boolean any = slash == 1 && allowed.charAt(0) == '*';
        return sameLength && (any || (slash == resource.length() && allowed.startsWith(resource)));
    }

    private boolean hasUrl(String path) {
        for (String url : urls) {
            boolean open = url.endsWith(ANY);
            if (open ? path.startsWith(url.substring(0, url.length() - 1)) : url.equals(path)) {
                return true;
            }
        }
        return false;
    }

    /** The rule as messages show it: {@code {APIGroups:["apps"], Resources:["deployments"], Verbs:["get" "list"]}}. */
    public String describe() {
        List<String> parts = new ArrayList<>();
        describe(parts, "APIGroups", groups);
        describe(parts, "Resources", resources);
        describe(parts, "NonResourceURLs", urls);
        describe(parts, "ResourceNames", names);
        describe(parts, "Verbs", verbs);
        return "{" + String.join(", ", parts) + "}";
    }

    private static void describe(List<String> parts, String name, List<String> values) {
        if (!values.isEmpty()) {
            parts.add(name + ":" + quoted(values));
        }
    }

    /** A list as Go prints quoted strings: {@code ["a" "b"]}. */
    static String quoted(List<String> values) {
        return values.stream().map(FieldError::quote).collect(Collectors.joining(" ", "[", "]"));
    }
}
