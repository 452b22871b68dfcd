package dev.leme.apiserver.hooks;

import dev.leme.api.resource.Resources;

/** Jobs leave their pods behind unless whoever deletes them says otherwise: so it was in the first version, and so it stays. */
final class JobHooks extends StandardHooks {

    JobHooks() {
        super(Resources.JOBS);
    }

    @Override
    public String propagation() {
        return "Orphan";
    }

    @Override
    public String warningOfPropagation() {
        return "child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them"
                + " or set propagationPolicy=Orphan to suppress this warning";
    }
}
