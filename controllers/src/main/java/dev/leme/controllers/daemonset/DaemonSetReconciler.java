package dev.leme.controllers.daemonset;

import dev.leme.api.apps.v1.ControllerRevision;
import dev.leme.api.apps.v1.DaemonSet;
import dev.leme.api.core.v1.Node;
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
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Gathers nodes, pods and revisions of a set, has them planned, and has the plan run. */
final class DaemonSetReconciler implements Reconciler<ObjectKey> {

    private final ApiClient client;
    private final Clock clock;
    private final DaemonSetRunner runner;
    private final Lister<DaemonSet> sets;
    private final Lister<Node> nodes;
    private final Lister<ApiObject> pods;
    private final Lister<ApiObject> revisions;
    private final FailedPods failures = new FailedPods();

    DaemonSetReconciler(ApiClient client, Clock clock, DaemonSetRunner runner, DaemonSetController.Caches caches) {
        this.client = client;
        this.clock = clock;
        this.runner = runner;
        this.sets = caches.sets().lister(DaemonSet::of);
        this.nodes = caches.nodes().lister(Node::of);
        this.pods = caches.pods().lister();
        this.revisions = caches.revisions().lister();
    }

    @Override
    public Outcome reconcile(ObjectKey key) throws InterruptedException {
        DaemonSet set = sets.find(key);
        if (set == null) {
            return Outcome.DONE;
        }
        Instant now = clock.now();
        String uid = set.metadata().uid();
        DaemonSetState state =
                new DaemonSetState(set, nodes.list(), pods(set), revisions(set), failures.waiting(uid, now), now);
        DaemonSetPlan plan = DaemonSetPlanner.plan(state);
        plan.failed().forEach(node -> failures.note(uid, node, now));
        runner.run(set, plan);
        Duration again = earlier(plan.again(), failures.wait(uid, now));
        return again.isZero() ? Outcome.DONE : Outcome.again(again);
    }

    private static Duration earlier(Duration one, Duration other) {
        return one.isZero() || !other.isZero() && other.compareTo(one) < 0 ? other : one;
    }

    private List<Pod> pods(DaemonSet set) {
        return adopted(set, pods, Resources.PODS).stream().map(Pod::of).toList();
    }

    private List<ControllerRevision> revisions(DaemonSet set) {
        return adopted(set, revisions, Resources.CONTROLLER_REVISIONS).stream()
                .map(ControllerRevision::of)
                .toList();
    }

    private List<ApiObject> adopted(DaemonSet set, Lister<ApiObject> lister, Resource resource) {
        LabelSelector selector = LabelSelector.of(set.spec().selector().json());
        List<ApiObject> candidates = Adoption.candidates(lister, set.object(), selector);
        return Adoption.plan(set.object(), selector, candidates, object -> true)
                .run(client, Resources.DAEMON_SETS, resource, set.object());
    }
}
