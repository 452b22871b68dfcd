package dev.leme.node.status;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.node.manifest.ContainerManifest.Role;
import dev.leme.node.manifest.PodManifest;
import dev.leme.node.observed.Ending;
import dev.leme.node.observed.Observation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The conditions that the node sets; each keeps the time of its last change. */
final class PodConditions {
    private static final String PENDING = "PodResizePending";
    private static final String IN_PROGRESS = "PodResizeInProgress";

    /** The types that are shown only while they hold. */
    static final List<String> PASSING = List.of(PENDING, IN_PROGRESS);

    private final PodManifest pod;
    private final JsonArray before;
    private final Instant now;
    private final List<JsonValue> conditions = new ArrayList<>();

    /** With the conditions as they were. */
    PodConditions(PodManifest pod, JsonArray before, Instant now) {
        this.pod = pod;
        this.before = before;
        this.now = now;
    }

    private record Verdict(boolean holds, String reason, String message) {
        static final Verdict TRUE = new Verdict(true, "", "");
    }

    JsonArray of(
            Observation seen,
            boolean sandboxReady,
            PodPhase phase,
            List<ContainerView> init,
            List<ContainerView> main) {
        Verdict containers = containersReady(phase, init, main);
        Verdict gates = gates(containers);
        seen.resize()
                .refusal()
                .ifPresent(refusal -> add(PENDING, new Verdict(true, refusal.reason(), refusal.message())));
        if (seen.resize().inProgress()) {
            add(
                    IN_PROGRESS,
                    new Verdict(
                            true,
                            seen.resize().error().isEmpty() ? "" : "Error",
                            seen.resize().error()));
        }
        seen.ending()
                .filter(ending -> ending.reason().equals(Ending.EVICTED))
                .ifPresent(
                        ending -> add("DisruptionTarget", new Verdict(true, "TerminationByKubelet", ending.message())));
        add("PodReadyToStartContainers", new Verdict(sandboxReady, "", ""));
        add("Initialized", initialized(phase, init, main));
        add("Ready", gates);
        add("ContainersReady", containers);
        add("PodScheduled", Verdict.TRUE);
        return new JsonArray(conditions);
    }

    private static Verdict initialized(PodPhase phase, List<ContainerView> init, List<ContainerView> main) {
        if (phase == PodPhase.SUCCEEDED) {
            return new Verdict(true, "PodCompleted", "");
        }
        boolean mainSeen = main.stream().anyMatch(view -> view.isRunning() || view.ended() != null);
        List<String> missing = init.stream()
                .filter(view -> view.container().role() == Role.SIDECAR ? !view.started() : !view.ready())
                .map(view -> view.container().name())
                .toList();
        return mainSeen || missing.isEmpty()
                ? Verdict.TRUE
                : new Verdict(false, "ContainersNotInitialized", "containers with incomplete status: " + list(missing));
    }

    private static Verdict containersReady(PodPhase phase, List<ContainerView> init, List<ContainerView> main) {
        if (phase == PodPhase.SUCCEEDED) {
            return new Verdict(false, "PodCompleted", "");
        }
        if (phase == PodPhase.FAILED) {
            return new Verdict(false, "PodFailed", "");
        }
        List<String> unready = Stream.concat(
                        init.stream().filter(view -> view.container().role() == Role.SIDECAR), main.stream())
                .filter(view -> !view.ready())
                .map(view -> view.container().name())
                .toList();
        return unready.isEmpty()
                ? Verdict.TRUE
                : new Verdict(false, "ContainersNotReady", "containers with unready status: " + list(unready));
    }

    private static String list(List<String> names) {
        return "[" + String.join(" ", names) + "]";
    }

    /** Ready needs the conditions that the pod names as gates, too. */
    private Verdict gates(Verdict containers) {
        if (!containers.holds) {
            return containers;
        }
        List<String> failing = new ArrayList<>();
        for (JsonObject gate : pod.spec().array("readinessGates").objects()) {
            String type = gate.string("conditionType");
            JsonObject condition = find(pod.object().status().array("conditions"), type);
            if (condition.isEmpty()) {
                failing.add("corresponding condition of pod readiness gate \"" + type + "\" does not exist.");
            } else if (!condition.string("status").equals("True")) {
                failing.add("the status of pod readiness gate \"" + type + "\" is not \"True\", but "
                        + condition.string("status"));
            }
        }
        return failing.isEmpty()
                ? Verdict.TRUE
                : new Verdict(false, "ReadinessGatesNotReady", String.join(", ", failing));
    }

    private static JsonObject find(JsonArray conditions, String type) {
        return conditions.objects().stream()
                .filter(condition -> condition.string("type").equals(type))
                .findFirst()
                .orElse(JsonObject.EMPTY);
    }

    private void add(String type, Verdict verdict) {
        JsonObject old = find(before, type);
        String status = verdict.holds ? "True" : "False";
        boolean same = old.string("status").equals(status)
                && !old.string("lastTransitionTime").isEmpty();
        JsonObject.Builder condition = JsonObject.builder()
                .put("type", type)
                .put("status", status)
                .put("lastTransitionTime", same ? old.string("lastTransitionTime") : ContainerView.time(now));
        if (pod.object().generation() > 0) {
            condition.put("observedGeneration", pod.object().generation());
        }
        if (!verdict.reason.isEmpty()) {
            condition.put("reason", verdict.reason);
        }
        if (!verdict.message.isEmpty()) {
            condition.put("message", verdict.message);
        }
        conditions.add(condition.build());
    }
}
