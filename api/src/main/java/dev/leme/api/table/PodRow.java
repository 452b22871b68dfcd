package dev.leme.api.table;

import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The row of a pod. Its status is the most telling word that its containers' states give: an init container that hasn't done
 * its part counts first, then the first container that waits or has ended, then the phase.
 */
final class PodRow {

    private final ApiObject pod;
    private final JsonObject status;
    private final List<JsonObject> initContainers;
    private final Set<String> sidecars = new HashSet<>();

    private String reason;
    private int ready;
    private Restarts restarts = new Restarts();

    private PodRow(ApiObject pod) {
        this.pod = pod;
        this.status = pod.status();
        this.initContainers = pod.spec().array("initContainers").objects();
        this.reason = Cells.orElse(status.string("reason"), status.string("phase"));
        for (JsonObject container : initContainers) {
            if (container.string("restartPolicy").equals("Always")) {
                sidecars.add(container.string("name"));
            }
        }
    }

    static TableRules pods() {
        return TableRules.named()
                .text("Ready", "The aggregate readiness state of this pod for accepting traffic.")
                .text("Status", "The aggregate status of the containers in this pod.")
                .text(
                        "Restarts",
                        "The number of times the containers in this pod have been restarted and when the last container in"
                                + " this pod has restarted.")
                .age()
                .wide("IP", "The pod's address.")
                .wide("Node", "The node that the pod is bound to.")
                .wide("Nominated Node", "The node that others make room on for the pod.")
                .wide("Readiness Gates", "How many of the conditions hold that the pod's readiness waits for.")
                .rows(PodRow::cells);
    }

    static List<JsonValue> cells(ApiObject pod, Instant now) {
        return new PodRow(pod).cells(now);
    }

    /** The word in the column Status. */
    static String statusOf(ApiObject pod) {
        PodRow row = new PodRow(pod);
        row.look();
        return row.reason;
    }

    private List<JsonValue> cells(Instant now) {
        look();
        int total = pod.spec().array("containers").size() + sidecars.size();
        return Cells.of(
                pod.name(),
                ready + "/" + total,
                reason,
                restarts.text(now),
                Cells.age(pod, now),
                Cells.orNone(address()),
                Cells.orNone(pod.spec().string("nodeName")),
                Cells.orNone(status.string("nominatedNodeName")),
                readinessGates());
    }

    private void look() {
        for (JsonObject condition : status.array("conditions").objects()) {
            if (condition.string("type").equals("PodScheduled")
                    && condition.string("reason").equals("SchedulingGated")) {
                reason = "SchedulingGated";
            }
        }
        boolean initializing = lookAtInitContainers();
        if (!initializing || isTrue("Initialized")) {
            lookAtContainers();
        }
        if (pod.isDeleting()) {
            lookAtDeletion();
        }
    }

    private void lookAtDeletion() {
        String phase = status.string("phase");
        if (status.string("reason").equals("NodeLost")) {
            reason = "Unknown";
        } else if (!phase.equals("Succeeded") && !phase.equals("Failed")) {
            reason = "Terminating";
        }
    }

    /** Whether one of them still has to do its part. */
    private boolean lookAtInitContainers() {
        Restarts ofSidecars = new Restarts();
        boolean initializing = false;
        List<JsonObject> statuses = status.array("initContainerStatuses").objects();
        for (int i = 0; i < statuses.size() && !initializing; i++) {
            JsonObject container = statuses.get(i);
            restarts.count(container);
            boolean sidecar = sidecars.contains(container.string("name"));
            if (sidecar) {
                ofSidecars.count(container);
            }
            String problem = initProblem(container, sidecar, i);
            if (problem != null) {
                reason = "Init:" + problem;
                initializing = true;
            }
        }
        if (!initializing || isTrue("Initialized")) {
            restarts = ofSidecars;
        }
        return initializing;
    }

    private @Nullable String initProblem(JsonObject container, boolean sidecar, int index) {
        JsonObject state = container.object("state");
        JsonObject terminated = state.object("terminated");
        boolean ended = state.has("terminated");
        if (ended && terminated.number("exitCode", 0) == 0) {
            return null;
        }
        if (sidecar && container.bool("started")) {
            ready += container.bool("ready") ? 1 : 0;
            return null;
        }
        if (ended) {
            return ending(terminated);
        }
        String waiting = state.object("waiting").string("reason");
        return waiting.isEmpty() || waiting.equals("PodInitializing") ? index + "/" + initContainers.size() : waiting;
    }

    private void lookAtContainers() {
        boolean running = false;
        for (JsonObject container : status.array("containerStatuses").objects().reversed()) {
            restarts.count(container);
            JsonObject state = container.object("state");
            String waiting = state.object("waiting").string("reason");
            if (!waiting.isEmpty()) {
                reason = waiting;
            } else if (state.has("terminated")) {
                reason = ending(state.object("terminated"));
            } else if (container.bool("ready") && state.has("running")) {
                running = true;
                ready++;
            }
        }
        if (reason.equals("Completed") && running) {
            reason = isTrue("Ready") ? "Running" : "NotReady";
        }
    }

    private static String ending(JsonObject terminated) {
        String reason = terminated.string("reason");
        if (!reason.isEmpty()) {
            return reason;
        }
        long signal = terminated.number("signal", 0);
        return signal != 0 ? "Signal:" + signal : "ExitCode:" + terminated.number("exitCode", 0);
    }

    private boolean isTrue(String type) {
        return isTrue(status, type);
    }

    private static boolean isTrue(JsonObject status, String type) {
        return status.array("conditions").objects().stream()
                .anyMatch(condition -> condition.string("type").equals(type)
                        && condition.string("status").equals("True"));
    }

    private String address() {
        List<JsonObject> addresses = status.array("podIPs").objects();
        return addresses.isEmpty()
                ? status.string("podIP")
                : addresses.getFirst().string("ip");
    }

    private String readinessGates() {
        List<JsonObject> gates = pod.spec().array("readinessGates").objects();
        if (gates.isEmpty()) {
            return Cells.NONE;
        }
        long open = gates.stream()
                .filter(gate -> isTrue(gate.string("conditionType")))
                .count();
        return open + "/" + gates.size();
    }

    /** How often containers were started again, and when the last of them had ended. */
    private static final class Restarts {
        private long count;
        private @Nullable Instant last;

        void count(JsonObject container) {
            count += container.number("restartCount", 0);
            JsonObject terminated = container.object("lastState").object("terminated");
            Instant finished = Ages.instant(terminated.string("finishedAt"));
            if (finished != null) {
                last = last == null || last.isBefore(finished) ? finished : last;
            }
        }

        String text(Instant now) {
            return count != 0 && last != null ? count + " (" + Ages.since(last, now) + " ago)" : Long.toString(count);
        }
    }
}
