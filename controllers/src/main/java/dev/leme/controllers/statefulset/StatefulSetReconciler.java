package dev.leme.controllers.statefulset;

import dev.leme.api.apps.v1.ControllerRevision;
import dev.leme.api.apps.v1.StatefulSet;
import dev.leme.api.core.v1.PersistentVolumeClaim;
import dev.leme.api.object.ApiObject;
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

/** Gathers what a set's plan needs, has it planned, and has it run. */
final class StatefulSetReconciler implements Reconciler<ObjectKey> {

    private final ApiClient client;
    private final Clock clock;
    private final StatefulSetRunner runner;
    private final Lister<StatefulSet> sets;
    private final Members members;
    private final Lister<PersistentVolumeClaim> claims;
    private final Lister<ApiObject> revisions;

    StatefulSetReconciler(
            ApiClient client, Clock clock, StatefulSetRunner runner, StatefulSetController.Caches caches) {
        this.client = client;
        this.clock = clock;
        this.runner = runner;
        this.sets = caches.sets().lister(StatefulSet::of);
        this.members = new Members(client, caches.pods().lister());
        this.claims = caches.claims().lister(PersistentVolumeClaim::of);
        this.revisions = caches.revisions().lister();
    }

    @Override
    public Outcome reconcile(ObjectKey key) {
        StatefulSet set = sets.find(key);
        if (set == null) {
            members.forget(key);
            return Outcome.DONE;
        }
        StatefulSetPlan plan = StatefulSetPlanner.plan(gather(set), clock.now());
        runner.run(set, plan);
        return plan.again().isZero() ? Outcome.DONE : Outcome.again(plan.again());
    }

    private StatefulSetState gather(StatefulSet set) {
        LabelSelector selector = LabelSelector.of(set.spec().selector().json());
        List<Member> belonging = members.of(set, selector);
        return new StatefulSetState(set, belonging, claims(set, belonging), revisions(set, selector));
    }

    /** The claims of the ordinals that are wanted and of those that are there. */
    private Map<String, PersistentVolumeClaim> claims(StatefulSet set, List<Member> belonging) {
        Map<String, PersistentVolumeClaim> found = new HashMap<>();
        if (set.spec().volumeClaimTemplates().isEmpty()) {
            return found;
        }
        Set<Integer> ordinals = new HashSet<>();
        belonging.forEach(member -> ordinals.add(member.ordinal()));
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
        List<ApiObject> candidates = Adoption.candidates(revisions, set.object(), selector);
        return Adoption.plan(set.object(), selector, candidates, revision -> true)
                .run(client, Resources.STATEFUL_SETS, Resources.CONTROLLER_REVISIONS, set.object())
                .stream()
                .map(ControllerRevision::of)
                .toList();
    }
}
