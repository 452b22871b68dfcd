package dev.leme.controllers.statefulset;

import dev.leme.api.apps.v1.ControllerRevision;
import dev.leme.api.apps.v1.StatefulSet;
import dev.leme.api.core.v1.PersistentVolumeClaim;
import dev.leme.api.core.v1.Pod;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import dev.leme.api.selector.LabelSelector;
import dev.leme.base.time.Clock;
import dev.leme.client.ApiClient;
import dev.leme.client.informer.Lister;
import dev.leme.client.informer.ObjectKey;
import dev.leme.client.reconcile.Outcome;
import dev.leme.client.reconcile.Reconciler;
import dev.leme.controllers.workload.Adoption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Gathers what a set's plan needs, has it planned, and has it run. */
final class StatefulSetReconciler implements Reconciler<ObjectKey> {

    private final ApiClient client;
    private final Clock clock;
    private final StatefulSetRunner runner;
    private final Lister<StatefulSet> sets;
    private final Lister<ApiObject> pods;
    private final Lister<PersistentVolumeClaim> claims;
    private final Lister<ApiObject> revisions;

    StatefulSetReconciler(
            ApiClient client, Clock clock, StatefulSetRunner runner, StatefulSetController.Caches caches) {
        this.client = client;
        this.clock = clock;
        this.runner = runner;
        this.sets = caches.sets().lister(StatefulSet::of);
        this.pods = caches.pods().lister();
        this.claims = caches.claims().lister(PersistentVolumeClaim::of);
        this.revisions = caches.revisions().lister();
    }

    @Override
    public Outcome reconcile(ObjectKey key) {
        StatefulSet set = sets.find(key);
        if (set == null) {
            return Outcome.DONE;
        }
        StatefulSetPlan plan = StatefulSetPlanner.plan(gather(set), clock.now());
        runner.run(set, plan);
        return plan.again().isZero() ? Outcome.DONE : Outcome.again(plan.again());
    }

    private StatefulSetState gather(StatefulSet set) {
        LabelSelector selector = LabelSelector.of(set.spec().selector().json());
        List<Pod> belonging = pods(set, selector);
        return new StatefulSetState(set, belonging, claims(set, belonging), revisions(set, selector));
    }

    private List<Pod> pods(StatefulSet set, LabelSelector selector) {
        return owned(set, selector, pods, Resources.PODS, pod -> Identity.ordinal(set, pod.name()) >= 0).stream()
                .map(Pod::of)
                .toList();
    }

    /** The claims of the ordinals that are wanted and of those that are there. */
    private Map<String, PersistentVolumeClaim> claims(StatefulSet set, List<Pod> belonging) {
        Map<String, PersistentVolumeClaim> found = new HashMap<>();
        if (set.spec().volumeClaimTemplates().isEmpty()) {
            return found;
        }
        Set<Integer> ordinals = new HashSet<>();
        belonging.forEach(
                pod -> ordinals.add(Identity.ordinal(set, pod.metadata().name())));
        int first = set.spec().ordinals().start();
        for (int ordinal = first; ordinal < first + Identity.replicas(set); ordinal++) {
            ordinals.add(ordinal);
        }
        for (int ordinal : ordinals) {
            for (String name : Identity.claimNames(set, ordinal)) {
                PersistentVolumeClaim claim = claims.find(set.metadata().namespace(), name);
                if (claim != null) {
                    found.put(name, claim);
                }
            }
        }
        return found;
    }

    /** Revisions that an orphaning deletion left behind are taken up again. */
    private List<ControllerRevision> revisions(StatefulSet set, LabelSelector selector) {
        return owned(set, selector, revisions, Resources.CONTROLLER_REVISIONS, revision -> true).stream()
                .map(ControllerRevision::of)
                .toList();
    }

    private List<ApiObject> owned(
            StatefulSet set,
            LabelSelector selector,
            Lister<ApiObject> cache,
            Resource resource,
            Predicate<ApiObject> fitting) {
        List<ApiObject> candidates = Adoption.candidates(cache, set.object(), selector);
        Adoption adoption = Adoption.plan(set.object(), selector, candidates, fitting);
        return adoption.run(client, Resources.STATEFUL_SETS, resource, set.object());
    }
}
