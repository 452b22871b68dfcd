package dev.leme.apiserver.authz;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The roles and bindings that every cluster starts with, written down in {@code default-roles.txt}, whose head explains how
 * to read it. They are put back at each start, as upstream does ({@code rbac.authorization.kubernetes.io/autoupdate}).
 */
public final class DefaultRoles {

    private static final String API_VERSION = "rbac.authorization.k8s.io/v1";
    private static final String GROUP = "rbac.authorization.k8s.io";
    private static final String AGGREGATE = "rbac.authorization.k8s.io/aggregate-to-";
    private static final String CONTROLLER = "system:controller:";
    private static final List<String> READ = List.of("get", "list", "watch");
    private static final List<String> WRITE = List.of("create", "delete", "deletecollection", "patch", "update");
    private static final List<String> FULL =
            List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");
    private static final PolicyRule EVENTS = new PolicyRule(
            List.of("create", "patch", "update"),
            List.of("", "events.k8s.io"),
            List.of("events"),
            List.of(),
            List.of());

    /** A role on its way out of the text. */
    private static final class Role {
        final String name;
        final String namespace;
        final Map<String, String> labels = new LinkedHashMap<>();
        final List<PolicyRule> rules = new ArrayList<>();

        @Nullable String from;

        @Nullable String binding;

        List<String> subjects = List.of();

        Role(String name, String namespace) {
            this.name = name;
            this.namespace = namespace;
            labels.put("kubernetes.io/bootstrapping", "rbac-defaults");
        }
    }

    private DefaultRoles() {}

    /** All of them, cluster roles first, each role before its binding. */
    public static List<ApiObject> objects() {
        List<Role> roles = read();
        List<ApiObject> objects = new ArrayList<>();
        roles.forEach(role -> objects.add(role(role, roles)));
        for (Role role : roles) {
            if (role.binding != null) {
                objects.add(binding(role, role.binding));
            }
        }
        return objects;
    }

    /** The rules of one cluster role; throws where there is none. */
    public static List<PolicyRule> rules(String clusterRole) {
        for (Role role : read()) {
            if (role.name.equals(clusterRole) && role.namespace.isEmpty()) {
                return role.rules;
            }
        }
        throw new IllegalArgumentException("no role " + clusterRole);
    }

    private static List<Role> read() {
        List<Role> roles = new ArrayList<>();
        for (String line : text().lines().toList()) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (line.startsWith(" ")) {
                readLine(roles.getLast(), line.strip());
            } else {
                roles.add(head(Arrays.asList(line.split(" "))));
            }
        }
        return roles;
    }

    private static String text() {
        try (InputStream in = DefaultRoles.class.getResourceAsStream("default-roles.txt")) {
            if (in == null) {
                throw new IllegalStateException("default-roles.txt is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static Role head(List<String> words) {
        String name = words.get(1);
        return switch (words.getFirst()) {
            case "role" -> new Role(name, words.get(2));
            case "controller" -> controller(name);
            default -> {
                Role role = new Role(name, "");
                words.subList(2, words.size()).forEach(word -> role.labels.put(AGGREGATE + word.substring(1), "true"));
                yield role;
            }
        };
    }

    private static Role controller(String name) {
        Role role = new Role(CONTROLLER + name, "");
        role.binding = role.name;
        role.subjects = List.of("account:" + name);
        return role;
    }

    private static void readLine(Role role, String line) {
        List<String> words = Arrays.asList(line.split(" "));
        switch (words.getFirst()) {
            case "events" -> role.rules.add(EVENTS);
            case "from" -> role.from = AGGREGATE + words.get(1);
            case "to" -> {
                role.binding = role.name;
                role.subjects = words.subList(1, words.size());
            }
            case "as" -> {
                role.binding = words.get(1);
                role.subjects = words.subList(3, words.size());
            }
            default -> role.rules.add(rule(line.split(" \\| ")));
        }
    }

    private static PolicyRule rule(String[] parts) {
        List<String> verbs = switch (parts[0]) {
            case "read" -> READ;
            case "write" -> WRITE;
            case "full" -> FULL;
            default -> List.of(parts[0].split(" "));
        };
        List<String> what = List.of(parts[2].split(" "));
        if (parts[1].equals("url")) {
            return new PolicyRule(verbs, List.of(), List.of(), List.of(), what);
        }
        List<String> groups = Arrays.stream(parts[1].split(" "))
                .map(group -> group.equals("core") ? "" : group)
                .toList();
        return new PolicyRule(
                verbs, groups, what, parts.length > 3 ? List.of(parts[3].split(" ")) : List.of(), List.of());
    }

    private static ApiObject role(Role role, List<Role> all) {
        List<PolicyRule> rules = new ArrayList<>(role.rules);
        JsonObject.Builder json = object(role.namespace.isEmpty() ? "ClusterRole" : "Role", role.name, role);
        if (role.from != null) {
            take(role.from, all, rules);
            JsonObject selector = JsonObject.of("matchLabels", JsonObject.ofStrings(Map.of(role.from, "true")));
            json.put("aggregationRule", JsonObject.of("clusterRoleSelectors", JsonArray.of(selector)));
        }
        List<JsonValue> trees = new ArrayList<>();
        rules.forEach(rule -> trees.add(rule.json()));
        return ApiObject.of(json.put("rules", new JsonArray(trees)).build());
    }

    private static void take(String label, List<Role> all, List<PolicyRule> rules) {
        for (Role role : all) {
            if (role.labels.containsKey(label)) {
                role.rules.stream().filter(rule -> !rules.contains(rule)).forEach(rules::add);
                if (role.from != null) {
                    take(role.from, all, rules);
                }
            }
        }
    }

    private static JsonObject.Builder object(String kind, String name, Role role) {
        JsonObject.Builder metadata = JsonObject.builder().put("name", name);
        if (!role.namespace.isEmpty()) {
            metadata.put("namespace", role.namespace);
        }
        boolean binding = kind.endsWith("Binding");
        metadata.put(
                "labels",
                JsonObject.ofStrings(binding ? Map.of("kubernetes.io/bootstrapping", "rbac-defaults") : role.labels));
        metadata.put(
                "annotations", JsonObject.ofStrings(Map.of("rbac.authorization.kubernetes.io/autoupdate", "true")));
        return JsonObject.builder()
                .put("apiVersion", API_VERSION)
                .put("kind", kind)
                .put("metadata", metadata.build());
    }

    private static ApiObject binding(Role role, String name) {
        String kind = role.namespace.isEmpty() ? "ClusterRole" : "Role";
        JsonObject.Builder json = object(kind + "Binding", name, role);
        json.put(
                "roleRef",
                JsonObject.builder()
                        .put("apiGroup", GROUP)
                        .put("kind", kind)
                        .put("name", role.name)
                        .build());
        List<JsonValue> subjects =
                role.subjects.stream().map(DefaultRoles::subject).toList();
        if (!subjects.isEmpty()) {
            json.put("subjects", new JsonArray(subjects));
        }
        return ApiObject.of(json.build());
    }

    private static JsonValue subject(String word) {
        int colon = word.indexOf(':');
        String name = word.substring(colon + 1);
        JsonObject.Builder subject = JsonObject.builder();
        switch (word.substring(0, colon)) {
            case "account" ->
                subject.put("kind", "ServiceAccount").put("name", name).put("namespace", "kube-system");
            case "group" -> subject.put("kind", "Group").put("apiGroup", GROUP).put("name", name);
            default -> subject.put("kind", "User").put("apiGroup", GROUP).put("name", name);
        }
        return subject.build();
    }
}
