package dev.leme.scheduler.volume;

import dev.leme.scheduler.filter.Counting;
import dev.leme.scheduler.filter.FilterName;
import dev.leme.scheduler.filter.Rejection;
import dev.leme.scheduler.snapshot.NodeSnapshot;
import dev.leme.scheduler.snapshot.PodDemand;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The filter of claims that only one pod of the whole cluster may use at a time (ReadWriteOncePod), made for one pod. */
public final class ExclusiveClaims implements Counting {

    private final String namespace;
    private final Set<String> claims;
    private int users;

    private ExclusiveClaims(String namespace, Set<String> claims) {
        this.namespace = namespace;
        this.claims = claims;
    }

    /** The filter of this pod among {@code nodes}. */
    public static ExclusiveClaims of(PodDemand pod, PodClaims claims, List<NodeSnapshot> nodes) {
        ExclusiveClaims filter = new ExclusiveClaims(pod.namespace(), claims.exclusive());
        if (!claims.exclusive().isEmpty()) {
            nodes.forEach(node -> node.pods().values().forEach(other -> filter.count(other, 1)));
        }
        return filter;
    }

    private void count(PodDemand other, int by) {
        boolean uses = !claims.isEmpty()
                && other.namespace().equals(namespace)
                && Volumes.names(other.pod()).stream().anyMatch(claims::contains);
        users += uses ? by : 0;
    }

    @Override
    public void add(PodDemand other, NodeSnapshot node) {
        count(other, 1);
    }

    @Override
    public void remove(PodDemand other, NodeSnapshot node) {
        count(other, -1);
    }

    @Override
    public @Nullable Rejection check(PodDemand pod, NodeSnapshot node) {
        return users == 0
                ? null
                : Rejection.preemptible(
                        FilterName.VOLUME_RESTRICTIONS,
                        "node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode");
    }
}
