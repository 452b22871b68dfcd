package dev.leme.controllers.deployment;

import dev.leme.api.apps.v1.ReplicaSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The arithmetic of a rolling update: who may grow and who may shrink, within the {@link Budget}. */
final class Rolling {

    private Rolling() {}

    /** The size that the newest set may have now. */
    static int newestSize(Budget budget, int newest, int total) {
        if (newest >= budget.replicas()) {
            return budget.replicas();
        }
        int room = Math.max(0, budget.replicas() + budget.surge() - total);
        return newest + Math.min(room, budget.replicas() - newest);
    }

    /** The new sizes of those old sets that may shrink: first by what is unavailable anyway, then by what is available. */
    static Map<ReplicaSet, Integer> shrunken(Budget budget, ReplicaSet newest, List<ReplicaSet> old) {
        Map<ReplicaSet, Integer> sizes = new LinkedHashMap<>();
        int total = OwnedSets.replicas(old) + OwnedSets.replicas(newest);
        int newestUnavailable = OwnedSets.replicas(newest) - newest.status().availableReplicas();
        int most = total - budget.fewestAvailable() - newestUnavailable;
        if (most <= 0) {
            return sizes;
        }
        List<ReplicaSet> ordered = new ArrayList<>(old);
        ordered.sort(OwnedSets.OLDEST_FIRST);
        int left = most;
        for (ReplicaSet set : ordered) {
            int unhealthy =
                    Math.min(left, OwnedSets.replicas(set) - set.status().availableReplicas());
            if (unhealthy > 0) {
                sizes.put(set, OwnedSets.replicas(set) - unhealthy);
                left -= unhealthy;
            }
        }
        shrinkAvailable(budget, newest, ordered, sizes);
        return sizes;
    }

    private static void shrinkAvailable(
            Budget budget, ReplicaSet newest, List<ReplicaSet> ordered, Map<ReplicaSet, Integer> sizes) {
        int left = OwnedSets.available(ordered) + newest.status().availableReplicas() - budget.fewestAvailable();
        for (ReplicaSet set : ordered) {
            int size = sizes.getOrDefault(set, OwnedSets.replicas(set));
            int by = Math.min(left, size);
            if (by > 0) {
                sizes.put(set, size - by);
                left -= by;
            }
        }
    }

    /** New sizes after the deployment was resized in the middle of an update: each set takes its share of the change. */
    static Map<ReplicaSet, Integer> proportional(Budget budget, List<ReplicaSet> active) {
        int toAdd = budget.most() - OwnedSets.replicas(active);
        List<ReplicaSet> ordered = new ArrayList<>(active);
        Comparator<ReplicaSet> bySize = Comparator.comparingInt(OwnedSets::replicas);
        ordered.sort(bySize.reversed()
                .thenComparing(toAdd > 0 ? OwnedSets.OLDEST_FIRST.reversed() : OwnedSets.OLDEST_FIRST));
        Map<ReplicaSet, Integer> sizes = new LinkedHashMap<>();
        int added = 0;
        for (ReplicaSet set : ordered) {
            int share = toAdd == 0 ? 0 : share(set, budget, toAdd - added);
            sizes.put(set, OwnedSets.replicas(set) + share);
            added += share;
        }
        if (!ordered.isEmpty()) {
            ReplicaSet largest = ordered.getFirst();
            int rest = toAdd - added;
            sizes.merge(largest, rest, (size, more) -> Math.max(0, size + more));
        }
        return sizes;
    }

    private static int share(ReplicaSet set, Budget budget, int left) {
        int size = OwnedSets.replicas(set);
        long most = OwnedSets.number(set, OwnedSets.MAX);
        long base = most > 0 ? most : Math.max(1, size);
        int share = (int) Math.round((double) size * budget.most() / base) - size;
        return left > 0 ? Math.min(Math.max(share, 0), left) : Math.max(Math.min(share, 0), left);
    }
}
