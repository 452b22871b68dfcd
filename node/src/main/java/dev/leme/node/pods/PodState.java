package dev.leme.node.pods;

import dev.leme.api.json.JsonObject;
import dev.leme.base.retry.Backoff;
import dev.leme.base.time.Clock;
import dev.leme.node.images.ImageOutcome;
import dev.leme.node.manifest.PodManifest;
import dev.leme.node.observed.CrashBackoff;
import dev.leme.node.observed.Ending;
import dev.leme.node.observed.Instance;
import dev.leme.node.observed.Observation;
import dev.leme.node.observed.Retry;
import dev.leme.node.observed.StartFailure;
import dev.leme.node.observed.VolumeState;
import dev.leme.node.probes.ProbeVerdicts;
import dev.leme.node.resize.Refusal;
import dev.leme.node.runtime.SandboxStatus;
import dev.leme.node.volumes.PodVolumes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a pod's worker knows. Steps report into it from their own threads; the worker takes an {@link Observation} out of
 * it. Everything but back-off is found again in the runtime after a restart.
 */
final class PodState {
    private static final Backoff VOLUMES = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(122));
    private static final Backoff SANDBOX = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));
    private static final Duration START_RETRY = Duration.ofSeconds(10);

    private final Clock clock;
    private final Instant startTime;
    private PodManifest asked;
    private PodManifest pod;
    private final Resizing resizing;
    private final Map<String, SandboxStatus> sandboxes = new HashMap<>();
    private int sandboxAttempts;
    private @Nullable Retry sandboxFailure;
    private final Map<String, Instance> instances = new HashMap<>();
    private final Map<String, ImageOutcome> images = new HashMap<>();
    private final Map<String, CrashBackoff> crashes = new HashMap<>();
    private final Map<String, StartFailure> startFailures = new HashMap<>();
    private final Set<String> reportedBackoffs = new HashSet<>();
    private final Set<String> ongoing = new HashSet<>();
    private PodVolumes.@Nullable Prepared volumes;
    private boolean volumesStale;
    private boolean volumesGone;
    private @Nullable Retry volumesFailure;
    private @Nullable Ending ending;
    private boolean objectDeleted;
    private boolean cleaned;

    PodState(PodManifest pod, Clock clock) {
        this.asked = pod;
        this.resizing = new Resizing(pod);
        this.pod = resizing.granted(pod);
        this.clock = clock;
        String shown = pod.object().status().string("startTime");
        this.startTime = shown.isEmpty() ? clock.now().truncatedTo(ChronoUnit.SECONDS) : Instant.parse(shown);
    }

    /** The pod, its containers with the resources that they were granted. */
    synchronized PodManifest pod() {
        return pod;
    }

    /** The pod, its containers with the resources that they ask for. */
    synchronized PodManifest asked() {
        return asked;
    }

    /** The object as the API has it now. */
    synchronized void update(PodManifest newer) {
        JsonObject labels = pod.object().metadata();
        volumesStale |=
                !labels.object("labels").equals(newer.object().metadata().object("labels"))
                        || !labels.object("annotations")
                                .equals(newer.object().metadata().object("annotations"));
        asked = newer;
        pod = resizing.granted(newer);
        if (newer.isDeleting() && !isGone()) {
            end(Ending.Cause.DELETED, "", "");
        }
    }

    /** The pod may have what it asks for. */
    synchronized void grant(PodManifest granted) {
        resizing.grant(granted);
        pod = resizing.granted(asked);
        volumesStale = true;
    }

    /** The pod may not have what it asks for; whether that is news. */
    synchronized boolean refuse(Refusal why) {
        return resizing.refuse(why);
    }

    synchronized void resizeWithdrawn() {
        resizing.withdrawn();
    }

    /** Whether a change of resources has come to its end just now. */
    synchronized boolean settleResize() {
        return resizing.settle(pod, byName());
    }

    synchronized void applied(String containerId, JsonObject resources) {
        resizing.applied(containerId, resources);
    }

    /** Resources could not be applied; whether that is news. */
    synchronized boolean resizeFailed(String message) {
        return resizing.failed(message);
    }

    private boolean isGone() {
        return ending != null && ending.cause() == Ending.Cause.GONE;
    }

    /** The API object is gone. */
    synchronized void gone() {
        end(Ending.Cause.GONE, "", "");
    }

    /** The node ends the pod. */
    synchronized void decideEnd(String reason, String message) {
        decideEnd(reason, message, pod.terminationGrace());
    }

    /** The node ends the pod, which gets no more than this time; whether that is news. */
    synchronized boolean decideEnd(String reason, String message, Duration grace) {
        if (ending != null) {
            return false;
        }
        ending = new Ending(Ending.Cause.DECIDED, grace, clock.now(), reason, message);
        return true;
    }

    private void end(Ending.Cause cause, String reason, String message) {
        Instant since = ending == null ? clock.now() : ending.since();
        ending = new Ending(cause, pod.terminationGrace(), since, reason, message);
    }

    /** Whether the step may be run now: not while it is being run, and not when nothing is left to do. */
    synchronized boolean begin(String step) {
        return !cleaned && ongoing.add(step);
    }

    synchronized void finish(String step) {
        ongoing.remove(step);
    }

    /** News of a sandbox. Threads may bring it out of order: what has ended does not live again. */
    synchronized void sandbox(SandboxStatus status) {
        SandboxStatus known = sandboxes.get(status.id());
        if (known != null && !known.sandbox().ready()) {
            return;
        }
        if (known == null) {
            startFailures.clear();
        }
        sandboxes.put(status.id(), status);
        sandboxAttempts = Math.max(sandboxAttempts, status.sandbox().pod().attempt() + 1);
        sandboxFailure = status.sandbox().ready() ? null : sandboxFailure;
    }

    synchronized void sandboxFailed(String message) {
        int failures = sandboxFailure == null ? 1 : sandboxFailure.failures() + 1;
        sandboxAttempts++;
        sandboxFailure = new Retry(message, failures, clock.now().plus(SANDBOX.after(failures)));
    }

    synchronized void sandboxGone(String id) {
        sandboxes.remove(id);
    }

    /** News of a container. Threads may bring it out of order: what has ended does not run again. */
    synchronized void instance(Instance instance) {
        Instance known = instances.get(instance.id());
        if (known != null && known.isDead()) {
            return;
        }
        instances.put(instance.id(), instance);
        resizing.found(instance);
        if (known == null) {
            startFailures.remove(instance.status().name());
        }
    }

    synchronized void instanceGone(String id) {
        instances.remove(id);
        resizing.gone(id);
    }

    synchronized @Nullable Instance instanceOf(String id) {
        return instances.get(id);
    }

    synchronized @Nullable ImageOutcome image(String container) {
        return images.get(container);
    }

    synchronized void image(String container, ImageOutcome outcome) {
        images.put(container, outcome);
    }

    /** A start uses the image up: the next one looks again. */
    synchronized @Nullable ImageOutcome takeImage(String container) {
        return images.remove(container);
    }

    synchronized void startFailed(String container, String reason, String message) {
        startFailures.put(
                container, new StartFailure(reason, message, clock.now().plus(START_RETRY)));
    }

    /** A new run has begun; when one has ended before, the next one will have to wait longer. */
    synchronized void started(Instance instance) {
        String name = instance.status().name();
        instances.values().stream()
                .filter(run -> run.isDead()
                        && run.status().name().equals(name)
                        && !run.id().equals(instance.id()))
                .max(Comparator.comparingInt(Instance::attempt))
                .ifPresent(dead ->
                        crashes.put(name, CrashBackoff.next(crashes.get(name), dead.finishedAt(), clock.now())));
        instance(instance);
    }

    synchronized void reported(String backoff) {
        reportedBackoffs.add(backoff);
    }

    synchronized void volumes(PodVolumes.Prepared prepared) {
        volumes = prepared;
        volumesFailure = null;
    }

    synchronized void settingUpVolumes() {
        volumesStale = false;
    }

    synchronized void volumesFailed(String message) {
        int failures = volumesFailure == null ? 1 : volumesFailure.failures() + 1;
        volumesFailure = new Retry(message, failures, clock.now().plus(VOLUMES.after(failures)));
        volumesStale = volumes != null;
    }

    synchronized void volumesGone() {
        volumesGone = true;
        volumes = null;
    }

    synchronized Map<String, Path> volumePaths() {
        return volumes == null ? Map.of() : volumes.paths();
    }

    /** Something that the pod refers to has changed: look again at once. */
    synchronized void sourcesChanged() {
        volumesStale = true;
        volumesFailure = null;
        startFailures.values().removeIf(failure -> failure.reason().equals("CreateContainerConfigError"));
    }

    synchronized void objectDeleted() {
        objectDeleted = true;
    }

    synchronized boolean isObjectDeleted() {
        return objectDeleted;
    }

    synchronized void cleaned() {
        cleaned = true;
    }

    synchronized boolean isCleaned() {
        return cleaned;
    }

    /** When volumes hold something that ends, and must be set up anew. */
    synchronized Optional<Instant> volumesRefreshAt() {
        return volumes == null ? Optional.empty() : volumes.refreshAt();
    }

    synchronized Set<String> containerIds() {
        return Set.copyOf(instances.keySet());
    }

    synchronized Set<String> sandboxIds() {
        return Set.copyOf(sandboxes.keySet());
    }

    synchronized Optional<SandboxStatus> sandbox() {
        return sandboxes.values().stream()
                .max(Comparator.comparingInt(status -> status.sandbox().pod().attempt()));
    }

    private Map<String, List<Instance>> byName() {
        Map<String, List<Instance>> byName = new HashMap<>();
        instances
                .values()
                .forEach(instance -> byName.computeIfAbsent(instance.status().name(), name -> new ArrayList<>())
                        .add(instance));
        byName.values()
                .forEach(runs -> runs.sort(Comparator.comparingInt(Instance::attempt)
                        .thenComparing(instance -> instance.status().createdAt())
                        .reversed()));
        return byName;
    }

    synchronized Observation observe(Map<String, ProbeVerdicts> probes) {
        return new Observation(
                sandbox(),
                sandboxAttempts,
                Optional.ofNullable(sandboxFailure),
                byName(),
                Map.copyOf(images),
                probes,
                Map.copyOf(crashes),
                Map.copyOf(startFailures),
                Set.copyOf(reportedBackoffs),
                volumeState(),
                Optional.ofNullable(ending),
                Set.copyOf(ongoing),
                resizing.state(),
                startTime);
    }

    private VolumeState volumeState() {
        boolean due = volumes != null
                && volumes.refreshAt().filter(at -> !at.isAfter(clock.now())).isPresent();
        return new VolumeState(volumes != null, volumesStale || due, volumesGone, Optional.ofNullable(volumesFailure));
    }
}
