package dev.leme.controllers.statefulset;

import static dev.leme.controllers.simulation.Lives.require;

import dev.leme.api.apps.v1.StatefulSet;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import dev.leme.client.WriteObserver;
import dev.leme.controllers.simulation.Node;
import dev.leme.controllers.simulation.World;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a set's controller may never do, judged at each of its writes by what it could see: a pod before its predecessors are
 * ready, two pods out of order at once, more pods away than an update may take, a claim deleted that is to be kept.
 */
final class SetInvariants implements WriteObserver {

    private final World world;
    private final String name;
    private final boolean keepsClaims;
    private final Set<String> claims = new HashSet<>();
    private final Set<String> justDeleted = new HashSet<>();

    SetInvariants(World world, String name, boolean keepsClaims) {
        this.world = world;
        this.name = name;
        this.keepsClaims = keepsClaims;
    }

    /** After each day: no claim is gone that is to be kept. */
    void check() {
        justDeleted.clear();
        if (!keepsClaims) {
            return;
        }
        List<String> present = world.all(Resources.PERSISTENT_VOLUME_CLAIMS).stream()
                .map(ApiObject::name)
                .toList();
        require(present.containsAll(claims), "claims " + claims + " were there, now only " + present);
        claims.addAll(present);
    }

    @Override
    public void written(Resource resource, ApiObject object) {
        StatefulSet set = set();
        if (!resource.equals(Resources.PODS) || set == null || world.cached(resource, object.name()) != null) {
            return;
        }
        int ordinal = Identity.ordinal(set, object.name());
        int start = set.spec().ordinals().start();
        require(ordinal >= start && ordinal < start + set.spec().replicas(), object.name() + " isn't wanted");
        for (int before = start; isOrdered(set) && before < ordinal; before++) {
            ApiObject predecessor = world.cached(Resources.PODS, name + "-" + before);
            boolean ready = predecessor != null && Node.isReady(predecessor) && !predecessor.isDeleting();
            require(ready, object.name() + " was created before " + name + "-" + before + " was ready");
        }
    }

    @Override
    public void deleted(Resource resource, String namespace, String pod) {
        require(!resource.equals(Resources.PERSISTENT_VOLUME_CLAIMS), "the controller deleted claim " + pod);
        StatefulSet set = set();
        ApiObject known = world.cached(resource, pod);
        if (!resource.equals(Resources.PODS) || set == null || known == null) {
            return;
        }
        int ordinal = Identity.ordinal(set, pod);
        int start = set.spec().ordinals().start();
        if (ordinal < start || ordinal >= start + set.spec().replicas()) {
            surplusDeleted(set, ordinal);
        } else if (Node.isReady(known)) {
            readyDeleted(set, ordinal, known);
        }
        justDeleted.add(pod);
    }

    private void surplusDeleted(StatefulSet set, int ordinal) {
        if (!isOrdered(set)) {
            return;
        }
        for (ApiObject other : world.cache(Resources.PODS).lister().list()) {
            int theirs = Identity.ordinal(set, other.name());
            int start = set.spec().ordinals().start();
            boolean surplus = theirs < start || theirs >= start + set.spec().replicas();
            require(!surplus || theirs <= ordinal, "surplus " + ordinal + " was deleted before " + theirs);
        }
        require(justDeleted.isEmpty(), ordinal + " was deleted together with " + justDeleted);
    }

    /** A pod that serves goes only for an update, from the partition up, with no more away than may be. */
    private void readyDeleted(StatefulSet set, int ordinal, ApiObject pod) {
        var rolling = set.spec().updateStrategy().rollingUpdate();
        int start = set.spec().ordinals().start();
        require(
                !set.spec().updateStrategy().type().equals("OnDelete"),
                pod.name() + " was deleted in spite of OnDelete");
        require(ordinal >= start + rolling.partition(), pod.name() + " below the partition was deleted");
        int away = 1;
        for (int other = start; other < start + set.spec().replicas(); other++) {
            ApiObject there = world.cached(Resources.PODS, name + "-" + other);
            boolean serves = there != null && Node.isReady(there) && !there.isDeleting();
            away += other != ordinal && (!serves || justDeleted.contains(name + "-" + other)) ? 1 : 0;
        }
        int most = Integer.parseInt(rolling.maxUnavailable().toString());
        require(away <= most, away + " pods are away with the deletion of " + pod.name());
    }

    private static boolean isOrdered(StatefulSet set) {
        return !set.spec().podManagementPolicy().equals("Parallel");
    }

    private @Nullable StatefulSet set() {
        ApiObject set = world.cached(Resources.STATEFUL_SETS, name);
        return set == null ? null : StatefulSet.of(set);
    }
}
