package dev.leme.controllers.clusterroleaggregation;

import dev.leme.api.json.JsonArray;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.client.informer.Informer;
import dev.leme.client.reconcile.Outcome;
import dev.leme.client.reconcile.ReconcileLoop;
import dev.leme.controllers.Controller;
import dev.leme.controllers.ControllerContext;
import java.util.List;

/** Keeps the rules of each aggregating ClusterRole as the roles that it selects have them. */
public final class ClusterRoleAggregationController implements Controller {

    private static final String NAME = "clusterrole-aggregation-controller";

    private final Informer roles;
    private final ReconcileLoop<String> loop;

    private ClusterRoleAggregationController(ControllerContext context) {
        roles = context.informer(Resources.CLUSTER_ROLES);
        loop = new ReconcileLoop<>(NAME, context.clock(), context.client(NAME));
        // Any role may be chosen, or no longer be, by any selector.
        loop.on(roles, changed -> aggregating());
        loop.start(1, this::reconcile);
    }

    /** Starts the controller. */
    public static Controller start(ControllerContext context) {
        return new ClusterRoleAggregationController(context);
    }

    private List<String> aggregating() {
        return roles.lister().list().stream()
                .filter(AggregatedRules::aggregates)
                .map(ApiObject::name)
                .toList();
    }

    private Outcome reconcile(String name) {
        ApiObject role = roles.lister().find("", name);
        if (role == null || role.isDeleting() || !AggregatedRules.aggregates(role)) {
            return Outcome.DONE;
        }
        JsonArray rules = AggregatedRules.of(role, roles.lister().list());
        if (!rules.equals(role.json().array("rules"))) {
            loop.client().update(Resources.CLUSTER_ROLES, role.with("rules", rules));
        }
        return Outcome.DONE;
    }

    @Override
    public void close() {
        loop.close();
    }
}
