package dev.leme.node.status;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;
import dev.leme.api.json.JsonValue;
import dev.leme.node.manifest.ContainerManifest;
import dev.leme.node.manifest.PodManifest;
import dev.leme.node.observed.Ending;
import dev.leme.node.observed.Observation;
import dev.leme.node.runtime.SandboxStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The status that follows from what is observed: a pure function.
 *
 * @param runtimeName the scheme of container ids, such as {@code containerd}
 * @param hostIps the node's addresses
 */
public record PodStatusComputer(String runtimeName, List<String> hostIps) {

    /**
     * The status.
     *
     * @param before the status as last computed or shown, for the times of changes and what outlives a sandbox
     */
    public JsonObject compute(PodManifest pod, Observation seen, JsonObject before, Instant now) {
        List<ContainerView> init = views(pod, pod.initContainers(), seen, now);
        List<ContainerView> main = views(pod, pod.mainContainers(), seen, now);
        List<ContainerView> ephemeral = views(pod, pod.ephemeralContainers(), seen, now);
        Optional<Ending> decided = seen.ending().filter(ending -> ending.cause() == Ending.Cause.DECIDED);
        boolean over = seen.ending().isPresent() && isOver(init, main);
        PodPhase phase = phase(pod, init, main, over, decided.isPresent());
        JsonObject.Builder status = JsonObject.builder();
        if (pod.object().generation() > 0) {
            status.put("observedGeneration", pod.object().generation());
        }
        status.put("phase", phase.title()).put("conditions", conditions(pod, seen, before, now, phase, init, main));
        addReason(status, pod, decided, phase);
        addAddresses(status, pod, seen, before);
        status.put("startTime", ContainerView.time(seen.startTime()));
        boolean rejected = decided.isPresent() && seen.instances().isEmpty();
        if (!rejected) {
            addContainers(status, "initContainerStatuses", init);
            addContainers(status, "containerStatuses", main);
            addContainers(status, "ephemeralContainerStatuses", ephemeral);
        }
        return status.put("qosClass", pod.qosClass().title()).build();
    }

    private static List<ContainerView> views(
            PodManifest pod, List<ContainerManifest> containers, Observation seen, Instant now) {
        return containers.stream()
                .map(container -> ContainerView.of(pod, container, seen, now))
                .toList();
    }

    private static boolean isOver(List<ContainerView> init, List<ContainerView> main) {
        return init.stream().noneMatch(ContainerView::isRunning)
                && main.stream().noneMatch(ContainerView::isRunning)
                && main.stream().anyMatch(view -> view.ended() != null);
    }

    private static PodPhase phase(
            PodManifest pod, List<ContainerView> init, List<ContainerView> main, boolean over, boolean decided) {
        String shown = pod.object().status().string("phase");
        for (PodPhase phase : PodPhase.values()) {
            if (phase.isTerminal() && phase.title().equals(shown)) {
                return phase;
            }
        }
        boolean running = init.stream().anyMatch(ContainerView::isRunning)
                || main.stream().anyMatch(ContainerView::isRunning);
        return decided && !running ? PodPhase.FAILED : PodPhase.of(pod.restartPolicy(), init, main, over);
    }

    private static JsonArray conditions(
            PodManifest pod,
            Observation seen,
            JsonObject before,
            Instant now,
            PodPhase phase,
            List<ContainerView> init,
            List<ContainerView> main) {
        boolean network = seen.sandboxReady()
                && seen.sandbox()
                        .filter(sandbox -> sandbox.hostNetwork()
                                || pod.hostNetwork()
                                || !sandbox.ips().isEmpty())
                        .isPresent();
        return new PodConditions(pod, before.array("conditions"), now).of(seen, network, phase, init, main);
    }

    private static void addReason(
            JsonObject.Builder status, PodManifest pod, Optional<Ending> decided, PodPhase phase) {
        JsonObject shown = pod.object().status();
        if (decided.isPresent() && phase == PodPhase.FAILED) {
            status.put("reason", decided.get().reason())
                    .put("message", decided.get().message());
        } else if (phase.isTerminal() && !shown.string("reason").isEmpty()) {
            status.put("reason", shown.string("reason")).put("message", shown.string("message"));
        }
    }

    private void addAddresses(JsonObject.Builder status, PodManifest pod, Observation seen, JsonObject before) {
        if (!hostIps.isEmpty()) {
            status.put("hostIP", hostIps.getFirst()).put("hostIPs", ips(hostIps));
        }
        List<String> addresses = pod.hostNetwork()
                ? (seen.sandbox().isPresent() ? hostIps : List.of())
                : seen.sandbox().map(SandboxStatus::ips).orElse(List.of());
        if (!addresses.isEmpty()) {
            status.put("podIP", addresses.getFirst()).put("podIPs", ips(addresses));
        } else if (before.has("podIP")) {
            status.put("podIP", before.string("podIP")).put("podIPs", before.array("podIPs"));
        }
    }

    private static JsonArray ips(List<String> addresses) {
        List<JsonValue> ips = new ArrayList<>();
        addresses.forEach(address -> ips.add(JsonObject.of("ip", new JsonString(address))));
        return new JsonArray(ips);
    }

    private void addContainers(JsonObject.Builder status, String field, List<ContainerView> views) {
        if (!views.isEmpty()) {
            List<JsonValue> all = new ArrayList<>();
            views.forEach(view -> all.add(view.json(runtimeName)));
            status.put(field, new JsonArray(all));
        }
    }
}
