package dev.leme.apiserver.authz;

import dev.leme.api.field.FieldError;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.apiserver.auth.User;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Nobody grants what they don't have: whoever writes a role needs all its rules, or the verb {@code escalate} on it; whoever
 * writes a binding needs all rules of its role, or the verb {@code bind} on that.
 */
public final class RbacEscalation {

    private final RbacAuthorizer rbac;
    private final Authorizer authorizer;

    /** Finds rules in {@code rbac} and asks {@code authorizer} for the two verbs. */
    public RbacEscalation(RbacAuthorizer rbac, Authorizer authorizer) {
        this.rbac = rbac;
        this.authorizer = authorizer;
    }

    /**
     * Refuses a write that grants too much; of other resources than roles and bindings nothing is refused.
     *
     * @param user who writes
     * @param resource what
     * @param namespace where; empty for cluster roles and their bindings
     * @param fresh the object as it would be
     * @param old the object as it is, or null
     */
    public void check(User user, Resource resource, String namespace, ApiObject fresh, @Nullable ApiObject old) {
        if (user.isIn(RbacAuthorizer.MASTERS)) {
            return;
        }
        if (resource.equals(Resources.ROLES) || resource.equals(Resources.CLUSTER_ROLES)) {
            checkRole(user, resource, namespace, fresh, old);
        } else if (resource.equals(Resources.ROLE_BINDINGS) || resource.equals(Resources.CLUSTER_ROLE_BINDINGS)) {
            checkBinding(user, resource, namespace, fresh, old);
        }
    }

    private void checkRole(User user, Resource resource, String namespace, ApiObject fresh, @Nullable ApiObject old) {
        if (old != null && same(fresh, old, "rules") && same(fresh, old, "aggregationRule")) {
            return;
        }
        if (may(user, "escalate", resource, namespace, fresh.name())) {
            return;
        }
        List<PolicyRule> wanted = PolicyRule.all(fresh.json().array("rules"));
        requireHeld(user, resource, namespace, fresh.name(), wanted);
        if (fresh.json().has("aggregationRule")) {
            // What it will take over is not known yet, so only who may do everything may write it.
            requireHeld(user, resource, namespace, fresh.name(), RbacAuthorizer.EVERYTHING);
        }
    }

    private void checkBinding(
            User user, Resource resource, String namespace, ApiObject fresh, @Nullable ApiObject old) {
        if (old != null && same(fresh, old, "roleRef") && same(fresh, old, "subjects")) {
            return;
        }
        JsonObject reference = fresh.json().object("roleRef");
        Resource roles = reference.string("kind").equals("ClusterRole") ? Resources.CLUSTER_ROLES : Resources.ROLES;
        String name = reference.string("name");
        if (may(user, "bind", roles, namespace, name)) {
            return;
        }
        List<PolicyRule> wanted = rbac.rulesOf(namespace, reference);
        if (wanted == null) {
            throw ApiException.notFound(roles, name);
        }
        requireHeld(user, resource, namespace, fresh.name(), wanted);
    }

    private static boolean same(ApiObject fresh, ApiObject old, String member) {
        return Objects.equals(fresh.json().get(member), old.json().get(member));
    }

    private boolean may(User user, String verb, Resource resource, String namespace, String name) {
        Attributes wish = new Attributes(
                user, verb, namespace, resource.group(), resource.version(), resource.plural(), "", name, "");
        return authorizer.authorize(wish).allowed();
    }

    private void requireHeld(User user, Resource resource, String namespace, String name, List<PolicyRule> wanted) {
        List<String> missing = RuleCover.missing(rbac.rulesFor(user, namespace), wanted);
        if (!missing.isEmpty()) {
            throw ApiException.forbidden(
                    resource,
                    name,
                    "user " + FieldError.quote(user.name()) + " (groups=" + PolicyRule.quoted(user.groups())
                            + ") is attempting to grant RBAC permissions not currently held:\n"
                            + String.join("\n", missing));
        }
    }
}
