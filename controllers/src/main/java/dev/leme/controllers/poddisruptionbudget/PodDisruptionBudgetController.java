package dev.leme.controllers.poddisruptionbudget;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import dev.leme.api.selector.LabelSelector;
import dev.leme.client.event.EventRecorder;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.ObjectKey;
import dev.leme.client.reconcile.ReconcileLoop;
import dev.leme.controllers.Controller;
import dev.leme.controllers.ControllerContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Wires the parts: which changes wake which budget. */
public final class PodDisruptionBudgetController implements Controller {

    private static final String NAME = "disruption-controller";
    private static final String COMPONENT = "controllermanager";

    /** The kinds whose number of pods is read from caches. */
    private static final List<Resource> OWNERS = List.of(
            Resources.DEPLOYMENTS, Resources.REPLICA_SETS, Resources.STATEFUL_SETS, Resources.REPLICATION_CONTROLLERS);

    private final Informer budgets;
    private final EventRecorder events;
    private final ReconcileLoop<ObjectKey> loop;
    private final ReconcileLoop<ObjectKey> stale;

    private PodDisruptionBudgetController(ControllerContext context) {
        budgets = context.informer(Resources.POD_DISRUPTION_BUDGETS);
        Informer pods = context.informer(Resources.PODS);
        events = context.recorder(NAME, COMPONENT);
        loop = new ReconcileLoop<>(NAME, context.clock(), context.client(NAME));
        loop.on(budgets, budget -> List.of(ObjectKey.of(budget))).on(pods, this::selecting);
        Map<Resource, Informer> owners = new LinkedHashMap<>();
        for (Resource owner : OWNERS) {
            owners.put(owner, context.informer(owner));
            loop.on(context.informer(owner), object -> ofNamespace(object));
        }
        Scales scales = new Scales(loop.client(), owners);
        stale = new ReconcileLoop<>(NAME, context.clock(), context.client(NAME));
        stale.on(pods, pod -> StaleDisruption.isAnnounced(pod) ? List.of(ObjectKey.of(pod)) : List.of());
        stale.start(1, new StaleDisruption(stale.client(), context.clock(), pods));
        loop.start(1, new BudgetReconciler(loop.client(), events, context.clock(), scales, budgets, pods));
    }

    /** Starts the controller. */
    public static Controller start(ControllerContext context) {
        return new PodDisruptionBudgetController(context);
    }

    private List<ObjectKey> selecting(ApiObject pod) {
        return budgets.lister().list(pod.namespace()).stream()
                .filter(budget -> selects(budget, pod))
                .map(ObjectKey::of)
                .toList();
    }

    private static boolean selects(ApiObject budget, ApiObject pod) {
        JsonObject selector = budget.spec().object("selector");
        return budget.spec().has("selector") && LabelSelector.of(selector).matches(pod.labels());
    }

    /** An owner that wants another number of pods may concern any budget beside it. */
    private List<ObjectKey> ofNamespace(ApiObject owner) {
        return budgets.lister().list(owner.namespace()).stream()
                .map(ObjectKey::of)
                .toList();
    }

    @Override
    public void close() {
        stale.close();
        loop.close();
        events.close();
    }
}
