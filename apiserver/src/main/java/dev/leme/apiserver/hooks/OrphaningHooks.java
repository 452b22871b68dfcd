package dev.leme.apiserver.hooks;

import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;

/** Kinds that leave their pods behind unless whoever deletes them says otherwise: so it was at first, and so it stays. */
final class OrphaningHooks extends StandardHooks {

    private final String warning;

    private OrphaningHooks(Resource resource, String warning) {
        super(resource);
        this.warning = warning;
    }

    /** Of Jobs. */
    static OrphaningHooks ofJobs() {
        return new OrphaningHooks(
                Resources.JOBS,
                "child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove"
                        + " them or set propagationPolicy=Orphan to suppress this warning");
    }

    /** Of ReplicationControllers. */
    static OrphaningHooks ofReplicationControllers() {
        return new OrphaningHooks(Resources.REPLICATION_CONTROLLERS, "");
    }

    @Override
    public String propagation() {
        return "Orphan";
    }

    @Override
    public String warningOfPropagation() {
        return warning;
    }
}
