package dev.leme.controllers.deployment;

import static dev.leme.controllers.simulation.Lives.require;

import dev.leme.api.apps.v1.Deployment;
import dev.leme.api.apps.v1.ReplicaSet;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import dev.leme.client.WriteObserver;
import dev.leme.controllers.simulation.World;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a deployment's controller may never do while it rolls, judged at each scaling by what it could see: want more pods than
 * the surge allows, or take an available pod away when too few are left. A deployment that is being resized is left out.
 */
final class BudgetCheck implements WriteObserver {

    private final World world;
    private final String name;

    BudgetCheck(World world, String name) {
        this.world = world;
        this.name = name;
    }

    @Override
    public void deleted(Resource resource, String namespace, String deleted) {
        ApiObject set = world.cached(resource, deleted);
        if (resource.equals(Resources.REPLICA_SETS) && set != null) {
            require(OwnedSets.replicas(ReplicaSet.of(set)) == 0, "a set with pods was deleted: " + deleted);
        }
    }

    @Override
    public void written(Resource resource, ApiObject object) {
        ApiObject cached = world.cached(Resources.DEPLOYMENTS, name);
        if (!resource.equals(Resources.REPLICA_SETS) || cached == null || cached.isDeleting()) {
            return;
        }
        ReplicaSet after = ReplicaSet.of(object);
        ReplicaSet before = before(object);
        int had = before == null ? 0 : OwnedSets.replicas(before);
        if (OwnedSets.replicas(after) != had && object.isControlledBy(cached)) {
            scaled(Deployment.of(cached), after, had);
        }
    }

    private @Nullable ReplicaSet before(ApiObject object) {
        ApiObject before = world.cached(Resources.REPLICA_SETS, object.name());
        return before == null ? null : ReplicaSet.of(before);
    }

    private void scaled(Deployment deployment, ReplicaSet after, int had) {
        List<ReplicaSet> sets = world.cache(Resources.REPLICA_SETS).lister(ReplicaSet::of).list().stream()
                .filter(set -> set.object().isControlledBy(deployment.object()))
                .toList();
        Budget budget = Budget.of(deployment);
        boolean resized = sets.stream()
                .anyMatch(set ->
                        OwnedSets.replicas(set) > 0 && OwnedSets.number(set, OwnedSets.DESIRED) != budget.replicas());
        if (resized || deployment.spec().paused() || Budget.isRecreate(deployment)) {
            return;
        }
        Map<String, Integer> sizes = new LinkedHashMap<>();
        sets.forEach(set -> sizes.put(set.metadata().name(), OwnedSets.replicas(set)));
        int total = OwnedSets.replicas(sets) - had + OwnedSets.replicas(after);
        if (OwnedSets.replicas(after) > had) {
            require(total <= budget.most(), total + " pods are wanted, more than " + budget.most());
        } else {
            int available = OwnedSets.available(sets);
            int left = available - lost(sets, after);
            require(
                    left >= Math.min(available, budget.fewestAvailable()),
                    left + " of " + available + " available pods are left, fewer than " + budget.fewestAvailable());
        }
    }

    private static int lost(List<ReplicaSet> sets, ReplicaSet after) {
        return sets.stream()
                .filter(set -> set.metadata().uid().equals(after.metadata().uid()))
                .mapToInt(set -> Math.max(0, set.status().availableReplicas() - OwnedSets.replicas(after)))
                .sum();
    }
}
