package dev.leme.apiserver.authz;

import dev.leme.api.json.JsonObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import dev.leme.apiserver.auth.User;
import dev.leme.apiserver.storage.ObjectReader;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Allows what roles allow to those whom bindings give them. {@code system:masters} may do everything, bound or not.
 *
 * <p>The index is made anew at the first question after a change to any role or binding.
 */
public final class RbacAuthorizer implements Authorizer {

    /** The group that may do everything. */
    public static final String MASTERS = "system:masters";

    private static final List<Resource> POLICY =
            List.of(Resources.CLUSTER_ROLES, Resources.ROLES, Resources.CLUSTER_ROLE_BINDINGS, Resources.ROLE_BINDINGS);

    static final List<PolicyRule> EVERYTHING = List.of(
            new PolicyRule(List.of("*"), List.of("*"), List.of("*"), List.of(), List.of()),
            new PolicyRule(List.of("*"), List.of(), List.of(), List.of(), List.of("*")));

    /** An index and the versions of what it was made from. */
    private record Indexed(List<Long> versions, RbacIndex index) {}

    private final ObjectReader objects;
    private volatile @Nullable Indexed indexed;

    /** Reads roles and bindings from {@code objects}. */
    public RbacAuthorizer(ObjectReader objects) {
        this.objects = objects;
    }

    RbacIndex index() {
        Indexed known = indexed;
        if (known != null && isCurrent(known)) {
            return known.index();
        }
        // Versions first: a change while the index is made makes it look old, never new.
        List<Long> versions = POLICY.stream().map(objects::version).toList();
        RbacIndex made = new RbacIndex(objects);
        indexed = new Indexed(versions, made);
        return made;
    }

    private boolean isCurrent(Indexed known) {
        for (int i = 0; i < POLICY.size(); i++) {
            if (known.versions().get(i) != objects.version(POLICY.get(i))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Decision authorize(Attributes wish) {
        if (wish.user().isIn(MASTERS)) {
            return Decision.allow("");
        }
        Search search = new Search(wish);
        index().visit(wish.user(), wish.namespace(), search::goOn);
        return search.decision();
    }

    /** Looks for the first grant that is enough. */
    private static final class Search {
        private final Attributes wish;
        private final Set<String> missing = new LinkedHashSet<>();
        private RbacIndex.@Nullable Grant found;

        Search(Attributes wish) {
            this.wish = wish;
        }

        boolean goOn(RbacIndex.Grant grant) {
            if (!grant.missing().isEmpty()) {
                missing.add(grant.missing());
            }
            for (PolicyRule rule : grant.rules()) {
                if (rule.allows(wish)) {
                    found = grant;
                    return false;
                }
            }
            return true;
        }

        Decision decision() {
            if (found != null) {
                return Decision.allow("RBAC: allowed by " + found.source());
            }
            String all = String.join(", ", missing);
            String list = missing.size() > 1 ? "[" + all + "]" : all;
            return Decision.noOpinion(missing.isEmpty() ? "" : "RBAC: " + list);
        }
    }

    /** All rules that the user has in {@code namespace}, and in the whole cluster. */
    public List<PolicyRule> rulesFor(User user, String namespace) {
        Set<PolicyRule> rules = new LinkedHashSet<>();
        if (user.isIn(MASTERS)) {
            rules.addAll(EVERYTHING);
        }
        index().visit(user, namespace, grant -> {
            rules.addAll(grant.rules());
            return true;
        });
        return List.copyOf(rules);
    }

    /** The rules of the role that a binding in {@code namespace} would refer to, or null. */
    @Nullable List<PolicyRule> rulesOf(String namespace, JsonObject roleReference) {
        return index().rules(namespace, roleReference);
    }
}
