package dev.leme.apiserver.authz;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.selector.LabelSelector;
import dev.leme.apiserver.auth.User;
import dev.leme.apiserver.storage.ObjectReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All roles and bindings at one moment, by subject: what a user may do is found by a look-up of the user's name and of each
 * group, however many bindings there are.
 */
final class RbacIndex {

    /**
     * A role that somebody has.
     *
     * @param rules its rules; none when the role is missing
     * @param source the binding, in words
     * @param missing what is missing, in words; empty when nothing is
     */
    record Grant(List<PolicyRule> rules, String source, String missing) {}

    /** Grants by user and by group. */
    private static final class Grants {
        final Map<String, List<Grant>> users = new HashMap<>();
        final Map<String, List<Grant>> groups = new HashMap<>();
    }

    private static final Grants NONE = new Grants();

    private final Grants everywhere = new Grants();
    private final Map<String, Grants> byNamespace = new HashMap<>();
    private final Map<String, List<PolicyRule>> clusterRoles = new HashMap<>();
    private final Map<String, List<PolicyRule>> roles = new HashMap<>();

    RbacIndex(ObjectReader objects) {
        List<ApiObject> all = objects.list(Resources.CLUSTER_ROLES, "");
        for (ApiObject role : all) {
            clusterRoles.put(role.name(), rules(role, all));
        }
        for (ApiObject role : objects.list(Resources.ROLES, "")) {
            roles.put(role.key(), PolicyRule.all(role.json().array("rules")));
        }
        objects.list(Resources.CLUSTER_ROLE_BINDINGS, "").forEach(binding -> index(binding, everywhere));
        for (ApiObject binding : objects.list(Resources.ROLE_BINDINGS, "")) {
            index(binding, byNamespace.computeIfAbsent(binding.namespace(), key -> new Grants()));
        }
    }

    /** A cluster role's own rules and those it takes from others by their labels. */
    private static List<PolicyRule> rules(ApiObject role, List<ApiObject> all) {
        List<PolicyRule> rules = new ArrayList<>(PolicyRule.all(role.json().array("rules")));
        collect(role, all, rules, new ArrayList<>(List.of(role.name())));
        return List.copyOf(rules);
    }

    private static void collect(ApiObject role, List<ApiObject> all, List<PolicyRule> rules, List<String> visited) {
        for (JsonObject selector : role.json()
                .object("aggregationRule")
                .array("clusterRoleSelectors")
                .objects()) {
            LabelSelector labels = LabelSelector.of(selector);
            for (ApiObject other : all) {
                if (!visited.contains(other.name()) && labels.matches(other.labels())) {
                    visited.add(other.name());
                    for (PolicyRule rule : PolicyRule.all(other.json().array("rules"))) {
                        if (!rules.contains(rule)) {
                            rules.add(rule);
                        }
                    }
                    collect(other, all, rules, visited);
                }
            }
        }
    }

    private void index(ApiObject binding, Grants grants) {
        JsonObject reference = binding.json().object("roleRef");
        List<PolicyRule> rules = rules(binding.namespace(), reference);
        String missing = rules == null ? missing(reference) : "";
        for (JsonObject subject : binding.json().array("subjects").objects()) {
            Grant grant = new Grant(rules == null ? List.of() : rules, source(binding, reference, subject), missing);
            String name = subject.string("name");
            switch (subject.string("kind")) {
                case "User" -> add(grants.users, name, grant);
                case "Group" -> add(grants.groups, name, grant);
                case "ServiceAccount" -> add(grants.users, account(binding, subject), grant);
                default -> {}
            }
        }
    }

    private static void add(Map<String, List<Grant>> grants, String subject, Grant grant) {
        grants.computeIfAbsent(subject, key -> new ArrayList<>(2)).add(grant);
    }

    private static String account(ApiObject binding, JsonObject subject) {
        String namespace = subject.string("namespace");
        return "system:serviceaccount:" + (namespace.isEmpty() ? binding.namespace() : namespace) + ":"
                + subject.string("name");
    }

    /** The rules of the role that a binding in {@code namespace} refers to, or null where there is none. */
    @Nullable List<PolicyRule> rules(String namespace, JsonObject reference) {
        String name = reference.string("name");
        return reference.string("kind").equals("ClusterRole")
                ? clusterRoles.get(name)
                : roles.get(namespace + "/" + name);
    }

    private static String missing(JsonObject reference) {
        String kind = reference.string("kind").toLowerCase(java.util.Locale.ROOT);
        return kind + ".rbac.authorization.k8s.io \"" + reference.string("name") + "\" not found";
    }

    private static String source(ApiObject binding, JsonObject reference, JsonObject subject) {
        String kind = binding.namespace().isEmpty() ? "ClusterRoleBinding" : "RoleBinding";
        String name = binding.namespace().isEmpty() ? binding.name() : binding.name() + "/" + binding.namespace();
        String whom = subject.string("kind").equals("ServiceAccount")
                ? subject.string("name") + "/" + subject.string("namespace")
                : subject.string("name");
        return kind + " \"" + name + "\" of " + reference.string("kind") + " \"" + reference.string("name") + "\" to "
                + subject.string("kind") + " \"" + whom + "\"";
    }

    /** Shows each of the user's grants, those of the whole cluster first, until {@code visitor} says that it is enough. */
    void visit(User user, String namespace, Predicate<Grant> visitor) {
        if (visit(user, everywhere, visitor) && !namespace.isEmpty()) {
            visit(user, byNamespace.getOrDefault(namespace, NONE), visitor);
        }
    }

    private static boolean visit(User user, Grants grants, Predicate<Grant> visitor) {
        for (Grant grant : grants.users.getOrDefault(user.name(), List.of())) {
            if (!visitor.test(grant)) {
                return false;
            }
        }
        for (String group : user.groups()) {
            for (Grant grant : grants.groups.getOrDefault(group, List.of())) {
                if (!visitor.test(grant)) {
                    return false;
                }
            }
        }
        return true;
    }
}
