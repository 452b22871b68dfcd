package dev.leme.apiserver.admission;

import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import dev.leme.apiserver.authz.RbacEscalation;
import dev.leme.apiserver.storage.Admission.Attempt;
import dev.leme.apiserver.storage.Admission.Operation;
import dev.leme.apiserver.storage.Admission.Plugin;
import java.util.Set;

/** Nobody gives away, by a role or a binding, what they don't hold themselves. */
public final class RoleEscalation implements Plugin {

    private static final Set<Resource> POLICY =
            Set.of(Resources.ROLES, Resources.CLUSTER_ROLES, Resources.ROLE_BINDINGS, Resources.CLUSTER_ROLE_BINDINGS);

    private final RbacEscalation escalation;

    /** Asks {@code escalation}. */
    public RoleEscalation(RbacEscalation escalation) {
        this.escalation = escalation;
    }

    @Override
    public void validate(Attempt attempt) {
        if (POLICY.contains(attempt.resource()) && attempt.operation() != Operation.DELETE) {
            escalation.check(
                    attempt.context().user(), attempt.resource(), attempt.namespace(), attempt.fresh(), attempt.old());
        }
    }
}
