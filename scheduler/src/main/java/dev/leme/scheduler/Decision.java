package dev.leme.scheduler;

import dev.leme.scheduler.filter.PodFilters;
import dev.leme.scheduler.filter.Refused;
import dev.leme.scheduler.filter.Rejection;
import dev.leme.scheduler.score.Scores;
import dev.leme.scheduler.score.Surroundings;
import dev.leme.scheduler.snapshot.NodeSnapshot;
import dev.leme.scheduler.snapshot.PodDemand;
import java.util.ArrayList;
import java.util.List;

/** Where a pod goes. */
sealed interface Decision {

    /** The pod goes to this node; so many nodes were looked at. */
    record Place(String node, int looked) implements Decision {}

    /** The pod can't go anywhere for now. */
    record Unfit(List<Refused> refused) implements Decision {}

    /**
     * Decides. The node that is {@code nominated}, cleared for the pod, is taken when it fits; else the nodes are looked at from {@code start}
     * on, around the list, until there are enough to choose from. A pure function.
     */
    static Decision plan(PodDemand pod, PodFilters filters, Surroundings around, String nominated, int start) {
        List<NodeSnapshot> nodes = around.nodes();
        for (NodeSnapshot node : nominated.isEmpty() ? List.<NodeSnapshot>of() : nodes) {
            if (node.name().equals(nominated) && filters.check(node) == null) {
                return new Place(nominated, 0);
            }
        }
        List<NodeSnapshot> fitting = new ArrayList<>();
        List<Refused> refused = new ArrayList<>();
        int enough = enough(nodes.size());
        int looked = 0;
        for (; looked < nodes.size() && fitting.size() < enough; looked++) {
            NodeSnapshot node = nodes.get((start + looked) % nodes.size());
            Rejection rejection = filters.check(node);
            if (rejection == null) {
                fitting.add(node);
            } else {
                refused.add(new Refused(node, rejection));
            }
        }
        return fitting.isEmpty()
                ? new Unfit(refused)
                : new Place(Scores.best(pod, fitting, around).name(), looked);
    }

    /** Upstream's figure: all of up to 100 nodes, then half of them and, the more there are, down to a twentieth. */
    private static int enough(int nodes) {
        int percent = Math.max(5, 50 - nodes / 125);
        return nodes < 100 ? nodes : Math.max(100, nodes * percent / 100);
    }
}
