package dev.leme.controllers.poddisruptionbudget;

import dev.leme.api.core.v1.Pod;
import dev.leme.api.policy.v1.PodDisruptionBudget;
import dev.leme.api.policy.v1.PodDisruptionBudgetStatus;
import dev.leme.api.resource.Resources;
import dev.leme.api.selector.LabelSelector;
import dev.leme.base.time.Clock;
import dev.leme.client.ApiClient;
import dev.leme.client.event.EventRecorder;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.Lister;
import dev.leme.client.informer.ObjectKey;
import dev.leme.client.reconcile.Outcome;
import dev.leme.client.reconcile.Reconciler;
import java.time.Instant;
import java.util.List;

/** Gathers what a budget selects and what their owners want, has the status planned, and writes it. */
final class BudgetReconciler implements Reconciler<ObjectKey> {

    private final ApiClient client;
    private final EventRecorder events;
    private final Clock clock;
    private final Scales scales;
    private final Lister<PodDisruptionBudget> budgets;
    private final Lister<Pod> pods;

    BudgetReconciler(
            ApiClient client, EventRecorder events, Clock clock, Scales scales, Informer budgets, Informer pods) {
        this.client = client;
        this.events = events;
        this.clock = clock;
        this.scales = scales;
        this.budgets = budgets.lister(PodDisruptionBudget::of);
        this.pods = pods.lister(Pod::of);
    }

    @Override
    public Outcome reconcile(ObjectKey key) {
        PodDisruptionBudget budget = budgets.find(key);
        if (budget == null) {
            return Outcome.DONE;
        }
        List<Pod> selected = selected(budget);
        if (selected.isEmpty()) {
            events.normal(budget.object(), "NoPods", "No matching pods found");
        }
        Instant now = clock.now();
        try {
            return settle(budget, BudgetPlanner.plan(budget, selected, expected(budget, selected), now));
        } catch (Scales.Unknown unknown) {
            String text = "Failed to calculate the number of expected pods: " + unknown.getMessage();
            events.warning(budget.object(), "CalculateExpectedPodCountFailed", text);
            write(budget, BudgetPlanner.failed(budget, String.valueOf(unknown.getMessage()), now));
            return Outcome.DONE;
        }
    }

    private List<Pod> selected(PodDisruptionBudget budget) {
        return budget.spec().hasSelector()
                ? pods.list(
                        budget.metadata().namespace(),
                        LabelSelector.of(budget.spec().selector().json()))
                : List.of();
    }

    private Expectation expected(PodDisruptionBudget budget, List<Pod> selected) {
        if (!Expectation.needsScale(budget.spec())) {
            return Expectation.of(budget.spec(), selected.size(), 0);
        }
        Scales.Total total = scales.of(selected);
        if (!total.unmanaged().isEmpty()) {
            String text = "Pods selected by this PodDisruptionBudget (selector: "
                    + budget.spec().selector().json()
                    + ") were found to be unmanaged. As a result, the status of the PDB"
                    + " cannot be calculated correctly, which may result in undefined behavior. To account for these pods"
                    + " please set \".spec.minAvailable\" field of the PDB to an integer value.";
            events.warning(budget.object(), "UnmanagedPods", text);
        }
        return Expectation.of(budget.spec(), selected.size(), total.replicas());
    }

    private Outcome settle(PodDisruptionBudget budget, BudgetPlanner.Plan plan) {
        for (Pod pod : plan.overdue()) {
            String text = "Pod was expected by PDB " + budget.metadata().namespace() + "/"
                    + budget.metadata().name() + " to be deleted but it wasn't";
            events.warning(pod.object(), "NotDeleted", text);
        }
        write(budget, plan.status());
        return plan.again().isZero() ? Outcome.DONE : Outcome.again(plan.again());
    }

    private void write(PodDisruptionBudget budget, PodDisruptionBudgetStatus status) {
        if (!status.equals(budget.status())) {
            client.updateStatus(
                    Resources.POD_DISRUPTION_BUDGETS, budget.object().withStatus(status.json()));
        }
    }
}
