package dev.leme.node.observed;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.node.blueprint.Labels;
import dev.leme.node.images.ImageOutcome;
import dev.leme.node.manifest.PodManifest;
import dev.leme.node.probes.ProbeVerdicts;
import dev.leme.node.resize.ResizeState;
import dev.leme.node.runtime.ContainerState;
import dev.leme.node.runtime.ContainerStatus;
import dev.leme.node.runtime.PodIdentity;
import dev.leme.node.runtime.Sandbox;
import dev.leme.node.runtime.SandboxStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Builds what is observed of the pod {@code default/p}, for tables. */
public final class Scene {
    public static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private @Nullable SandboxStatus sandbox;
    private final Map<String, List<Instance>> instances = new HashMap<>();
    private final Map<String, ImageOutcome> images = new HashMap<>();
    private final Map<String, ProbeVerdicts> probes = new HashMap<>();
    private final Map<String, CrashBackoff> crashes = new HashMap<>();
    private final Map<String, StartFailure> startFailures = new HashMap<>();
    private final Set<String> reported = new HashSet<>();
    private final Set<String> ongoing = new HashSet<>();
    private VolumeState volumes = VolumeState.NONE_YET;
    private Optional<Ending> ending = Optional.empty();

    /** A pod with this spec, as JSON without its braces. */
    public static PodManifest pod(String spec) {
        return PodManifest.of(ApiObject.of((JsonObject) Json.parse("""
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","namespace":"default","uid":"u","generation":1},
                 "spec":{%s}}
                """.formatted(spec))));
    }

    public Scene volumes() {
        volumes = new VolumeState(true, false, false, Optional.empty());
        return this;
    }

    public Scene volumesGone() {
        volumes = new VolumeState(false, false, true, Optional.empty());
        return this;
    }

    public Scene sandbox(String id) {
        return sandbox(id, true);
    }

    private Scene sandbox(String id, boolean ready) {
        Sandbox listed = new Sandbox(id, new PodIdentity("default", "p", "u", 0), ready, NOW, Map.of(), Map.of());
        sandbox = new SandboxStatus(listed, ready ? List.of("10.42.0.5") : List.of(), false);
        return this;
    }

    public Scene sandboxStopped() {
        return sandbox(sandbox == null ? "s" : sandbox.id(), false);
    }

    public Scene image(String container) {
        return image(container, new ImageOutcome.Present("ref"));
    }

    public Scene image(String container, ImageOutcome outcome) {
        images.put(container, outcome);
        return this;
    }

    public Scene running(String container, String sandboxId, int attempt) {
        return running(container, sandboxId, attempt, "");
    }

    public Scene running(String container, String sandboxId, int attempt, String hash) {
        probes.putIfAbsent(container + "-" + attempt, ProbeVerdicts.NO_PROBES);
        return add(instance(container, sandboxId, attempt, ContainerState.RUNNING, 0, hash));
    }

    /** A run that ended just now; its id is {@code container-attempt}. */
    public Scene exited(String container, String sandboxId, int attempt, int code) {
        return add(instance(container, sandboxId, attempt, ContainerState.EXITED, code, ""));
    }

    private Scene add(Instance instance) {
        List<Instance> runs = instances.computeIfAbsent(instance.status().name(), name -> new ArrayList<>());
        runs.removeIf(run -> run.id().equals(instance.id()));
        runs.add(instance);
        runs.sort(Comparator.comparingInt(Instance::attempt).reversed());
        return this;
    }

    public static Instance instance(
            String container, String sandboxId, int attempt, ContainerState state, int code, String hash) {
        boolean ended = state == ContainerState.EXITED;
        ContainerStatus status = new ContainerStatus(
                container + "-" + attempt,
                container,
                attempt,
                state,
                NOW.minusSeconds(60),
                NOW.minusSeconds(60),
                ended ? NOW : null,
                code,
                "",
                "",
                "docker.io/library/i:latest",
                "docker.io/library/i@sha256:1",
                "",
                Map.of(),
                hash.isEmpty() ? Map.of() : Map.of(Labels.HASH, hash));
        return new Instance(status, sandboxId, "");
    }

    public Scene verdicts(String containerId, ProbeVerdicts verdicts) {
        probes.put(containerId, verdicts);
        return this;
    }

    public Scene crash(String container, CrashBackoff backoff) {
        crashes.put(container, backoff);
        return this;
    }

    public Scene startFailure(String container, String reason, String message) {
        startFailures.put(container, new StartFailure(reason, message, NOW.plusSeconds(10)));
        return this;
    }

    public Scene reported(String mark) {
        reported.add(mark);
        return this;
    }

    public Scene ongoing(String... keys) {
        ongoing.addAll(List.of(keys));
        return this;
    }

    public Scene ending(Ending.Cause cause, Duration grace) {
        ending = Optional.of(new Ending(cause, grace, NOW, "", ""));
        return this;
    }

    public Scene decided(String reason, String message) {
        ending = Optional.of(new Ending(Ending.Cause.DECIDED, Duration.ofSeconds(30), NOW, reason, message));
        return this;
    }

    public Observation observation() {
        return new Observation(
                Optional.ofNullable(sandbox),
                sandbox == null ? 0 : 1,
                Optional.empty(),
                Map.copyOf(instances),
                images,
                probes,
                crashes,
                startFailures,
                reported,
                volumes,
                ending,
                ongoing,
                ResizeState.NONE,
                NOW.minusSeconds(100));
    }
}
