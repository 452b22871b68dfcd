package dev.leme.controllers.daemonset;

import dev.leme.api.apps.v1.ControllerRevision;
import dev.leme.api.apps.v1.DaemonSetStatus;
import dev.leme.api.core.v1.Node;
import dev.leme.api.core.v1.Pod;
import dev.leme.controllers.daemonset.DaemonSetPlan.Note;
import dev.leme.controllers.workload.Pods;
import dev.leme.controllers.workload.TemplateHistory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Plans node by node: first each node gets the one pod that it should have, then pods of old templates are replaced. */
final class DaemonSetPlanner {

    private static final int MOST_AT_ONCE = 250;
    private static final int HISTORY = 10;

    private final DaemonSetState state;
    private final TemplateHistory history;
    private final String hash;
    private final List<Note> events = new ArrayList<>();
    private final List<Pod> delete = new ArrayList<>();
    private final List<String> failed = new ArrayList<>();
    private final List<String> create = new ArrayList<>();

    private DaemonSetPlanner(DaemonSetState state) {
        this.state = state;
        this.history = TemplateHistory.of(
                state.set().object(),
                DaemonPods.HASH,
                state.revisions(),
                state.set().status().collisionCount());
        this.hash = history.hash(DaemonPods.HASH);
    }

    static DaemonSetPlan plan(DaemonSetState state) {
        return new DaemonSetPlanner(state).plan();
    }

    private DaemonSetPlan plan() {
        List<NodePods> nodes = nodes();
        int desired = (int) nodes.stream().filter(node -> node.fit().runs()).count();
        if (!state.set().metadata().hasDeletionTimestamp()) {
            nodes.forEach(node -> place(node, desired));
            homeless();
            if (delete.isEmpty() && create.isEmpty()) {
                Rollout rollout = Rollout.of(state, nodes, desired);
                delete.addAll(rollout.delete());
                create.addAll(rollout.create());
            }
        }
        return new DaemonSetPlan(
                history,
                List.copyOf(events),
                first(delete),
                List.copyOf(failed),
                first(create),
                status(nodes, desired),
                surplus(),
                again());
    }

    private static <T> List<T> first(List<T> list) {
        return List.copyOf(list.subList(0, Math.min(MOST_AT_ONCE, list.size())));
    }

    private int limit() {
        return state.set().spec().hasRevisionHistoryLimit() ? state.set().spec().revisionHistoryLimit() : HISTORY;
    }

    private List<ControllerRevision> surplus() {
        Set<String> live = new HashSet<>();
        state.pods().forEach(pod -> live.add(pod.metadata().labels().getOrDefault(DaemonPods.HASH, "")));
        return history.surplus(revision -> live.contains(TemplateHistory.hash(revision, DaemonPods.HASH)), limit());
    }

    private List<NodePods> nodes() {
        Map<String, List<Pod>> byNode = state.pods().stream().collect(Collectors.groupingBy(DaemonPods::node));
        List<NodePods> nodes = new ArrayList<>();
        for (Node node : state.nodes()) {
            String name = node.metadata().name();
            nodes.add(new NodePods(name, NodeFit.of(state.set(), node), byNode.getOrDefault(name, List.of()), hash));
        }
        return nodes;
    }

    private void place(NodePods node, int desired) {
        if (!node.fit().stays()) {
            delete.addAll(node.staying());
        } else if (node.fit().runs() && node.pods().isEmpty()) {
            create.add(node.node());
        } else {
            node.staying().stream().filter(Pods::isEnded).forEach(pod -> replace(node, pod));
            delete.addAll(state.surge(desired) > 0 ? crowd(node) : tail(node.running()));
        }
    }

    private void replace(NodePods node, Pod pod) {
        String name = pod.metadata().namespace() + "/" + pod.metadata().name() + " on node " + node.node();
        if (!Pods.isFailed(pod)) {
            String text = "Found succeeded daemon pod " + name + ", will try to delete it";
            events.add(new Note(false, "SucceededDaemonPod", text));
            delete.add(pod);
        } else if (!state.backedOff().contains(node.node())) {
            String text = "Found failed daemon pod " + name + ", will try to kill it";
            events.add(new Note(true, "FailedDaemonPod", text));
            failed.add(node.node());
            delete.add(pod);
        }
    }

    private static List<Pod> tail(List<Pod> pods) {
        return pods.isEmpty() ? pods : pods.subList(1, pods.size());
    }

    /** While the set surges a node may have one pod of the wanted template beside an old one that still serves. */
    private List<Pod> crowd(NodePods node) {
        List<Pod> running = node.running();
        List<Pod> fresh = running.stream().filter(node::isUpdated).toList();
        List<Pod> old = running.stream().filter(pod -> !node.isUpdated(pod)).toList();
        List<Pod> surplus = new ArrayList<>(tail(fresh));
        surplus.addAll(tail(old));
        boolean both = !fresh.isEmpty() && !old.isEmpty();
        if (both && (!Pods.isReady(old.getFirst()) || state.isAvailable(fresh.getFirst()))) {
            surplus.add(old.getFirst());
        }
        return surplus;
    }

    /** Pods that wait for a node that is gone. */
    private void homeless() {
        Set<String> names =
                state.nodes().stream().map(node -> node.metadata().name()).collect(Collectors.toSet());
        state.pods().stream()
                .filter(pod -> pod.spec().nodeName().isEmpty() && !Pods.isTerminating(pod))
                .filter(pod -> !names.contains(DaemonPods.node(pod)))
                .forEach(delete::add);
    }

    private DaemonSetStatus status(List<NodePods> nodes, int desired) {
        int current = 0;
        int misplaced = 0;
        int ready = 0;
        int updated = 0;
        int available = 0;
        for (NodePods node : nodes) {
            if (node.pods().isEmpty()) {
                continue;
            }
            if (!node.fit().runs()) {
                misplaced++;
                continue;
            }
            Pod pod = node.pods().getFirst();
            current++;
            ready += Pods.isReady(pod) ? 1 : 0;
            available += state.isAvailable(pod) ? 1 : 0;
            updated += node.isUpdated(pod) ? 1 : 0;
        }
        DaemonSetStatus.Builder status = state.set().status().toBuilder()
                .currentNumberScheduled(current)
                .numberMisscheduled(misplaced)
                .desiredNumberScheduled(desired)
                .numberReady(ready)
                .observedGeneration(state.set().metadata().generation());
        status = updated == 0 ? status.clearUpdatedNumberScheduled() : status.updatedNumberScheduled(updated);
        status = available == 0 ? status.clearNumberAvailable() : status.numberAvailable(available);
        int missing = desired - available;
        status = missing == 0 ? status.clearNumberUnavailable() : status.numberUnavailable(missing);
        int collisions = history.collisions();
        return collisions == 0
                ? status.build()
                : status.collisionCount(collisions).build();
    }

    /** When the next pod will have been ready for long enough. */
    private Duration again() {
        Duration next = Duration.ZERO;
        for (Pod pod : state.pods()) {
            Duration left = Pods.untilAvailable(pod, state.minReady(), state.now());
            if (left != null && !left.isZero() && (next.isZero() || left.compareTo(next) < 0)) {
                next = left;
            }
        }
        return next;
    }
}
