package dev.leme.node.status;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.node.images.ImageOutcome;
import dev.leme.node.manifest.ContainerManifest;
import dev.leme.node.manifest.ContainerManifest.Role;
import dev.leme.node.manifest.PodManifest;
import dev.leme.node.observed.CrashBackoff;
import dev.leme.node.observed.Instance;
import dev.leme.node.observed.Observation;
import dev.leme.node.observed.StartFailure;
import dev.leme.node.probes.ProbeVerdicts;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One container's part of a pod's status.
 *
 * @param shown the run whose state is shown; null while it waits
 * @param before the run that ended last before that
 * @param resources what it runs with, or will
 * @param waiting the waiting state; empty object when a run is shown
 */
record ContainerView(
        ContainerManifest container,
        @Nullable Instance shown,
        @Nullable Instance before,
        JsonObject waiting,
        int restarts,
        boolean started,
        boolean ready,
        JsonObject resources) {
    private static final Duration PULL_ERROR_SHOWN = Duration.ofSeconds(3);

    static ContainerView of(PodManifest pod, ContainerManifest container, Observation seen, Instant now) {
        List<Instance> runs = seen.runs(container.name());
        Instance last = seen.last(container.name());
        Optional<JsonObject> waiting = waiting(pod, container, seen, last, now);
        Instance shown = waiting.isPresent() ? null : last;
        Instance before = runs.stream()
                .filter(run -> run.isDead() && !run.equals(shown))
                .findFirst()
                .orElse(null);
        ProbeVerdicts verdicts =
                last != null && last.isRunning() ? seen.verdicts(last) : new ProbeVerdicts(false, false, false, false);
        boolean completed = container.role() == Role.INIT && last != null && last.isDead() && last.exitCode() == 0;
        return new ContainerView(
                container,
                shown,
                before,
                waiting.orElse(JsonObject.EMPTY),
                last == null ? 0 : last.attempt(),
                verdicts.started(),
                container.role() == Role.INIT ? completed : verdicts.started() && verdicts.ready(),
                last == null || !last.isRunning()
                        ? container.resources()
                        : seen.resize().applied().getOrDefault(last.id(), container.resources()));
    }

    private static Optional<JsonObject> waiting(
            PodManifest pod, ContainerManifest container, Observation seen, @Nullable Instance last, Instant now) {
        if (last != null && last.isRunning()) {
            return Optional.empty();
        }
        boolean willRestart = last == null
                || !last.isDead()
                || container.restartPolicy(pod.restartPolicy()).restarts(last.exitCode());
        if (!willRestart || (seen.ending().isPresent() && last != null)) {
            return Optional.empty();
        }
        Optional<JsonObject> crash = crash(pod, container, seen, last, now);
        if (crash.isPresent()) {
            return crash;
        }
        StartFailure failure = seen.startFailures().get(container.name());
        if (failure != null) {
            return Optional.of(state(failure.reason(), failure.message()));
        }
        if (seen.images().get(container.name()) instanceof ImageOutcome.Missing missing) {
            return Optional.of(image(container, missing, now));
        }
        boolean init = !pod.initContainers().isEmpty();
        return last == null ? Optional.of(state(init ? "PodInitializing" : "ContainerCreating", "")) : Optional.empty();
    }

    private static Optional<JsonObject> crash(
            PodManifest pod, ContainerManifest container, Observation seen, @Nullable Instance last, Instant now) {
        CrashBackoff backoff = seen.crashes().get(container.name());
        if (last == null || !last.isDead() || backoff == null) {
            return Optional.empty();
        }
        return seen.backoffUntil(container.name(), last)
                .filter(until -> until.isAfter(now))
                .map(until -> state(
                        "CrashLoopBackOff",
                        "back-off " + backoff.shown() + " restarting failed container=" + container.name() + " pod="
                                + pod.fullName()));
    }

    private static JsonObject image(ContainerManifest container, ImageOutcome.Missing missing, Instant now) {
        boolean fresh = now.isBefore(missing.at().plus(PULL_ERROR_SHOWN));
        if (!missing.reason().equals("ErrImagePull") || fresh) {
            return state(missing.reason(), missing.message());
        }
        return state(
                "ImagePullBackOff",
                "Back-off pulling image \"" + container.image() + "\": ErrImagePull: " + missing.message());
    }

    private static JsonObject state(String reason, String message) {
        JsonObject state = JsonObject.EMPTY.with("reason", reason);
        return message.isEmpty() ? state : state.with("message", message);
    }

    boolean isRunning() {
        return shown != null && shown.isRunning();
    }

    boolean isWaiting() {
        return !waiting.isEmpty() || (shown != null && !shown.isRunning() && !shown.isDead());
    }

    /** The run that ended last, whether it is shown or not; null when none has. */
    @Nullable Instance ended() {
        return shown != null && shown.isDead() ? shown : before;
    }

    JsonObject json(String runtimeName) {
        Instance instance = shown == null ? before : shown;
        JsonObject.Builder json = JsonObject.builder()
                .put("name", container.name())
                .put("state", currentState(runtimeName))
                .put("lastState", before == null ? JsonObject.EMPTY : terminated(before, runtimeName))
                .put("ready", ready)
                .put("restartCount", restarts)
                .put(
                        "image",
                        instance == null ? container.image() : instance.status().image())
                .put("imageID", instance == null ? "" : instance.status().imageRef());
        if (instance != null) {
            json.put("containerID", runtimeName + "://" + instance.id());
        }
        json.put("started", started);
        addResources(json);
        return addMounts(json).build();
    }

    private JsonObject currentState(String runtimeName) {
        if (shown == null) {
            return JsonObject.of("waiting", waiting.isEmpty() ? state("ContainerCreating", "") : waiting);
        }
        if (shown.isRunning()) {
            return JsonObject.of(
                    "running",
                    JsonObject.EMPTY.with(
                            "startedAt", time(orCreated(shown.status().startedAt(), shown))));
        }
        return shown.isDead()
                ? terminated(shown, runtimeName)
                : JsonObject.of("waiting", state("ContainerCreating", ""));
    }

    private static JsonObject terminated(Instance dead, String runtimeName) {
        String reason = dead.status().reason();
        if (reason.isEmpty()) {
            reason = dead.exitCode() == 0 ? "Completed" : "Error";
        }
        JsonObject.Builder state =
                JsonObject.builder().put("exitCode", dead.exitCode()).put("reason", reason);
        String message = dead.message().isEmpty() ? dead.status().message() : dead.message();
        if (!message.isEmpty()) {
            state.put("message", message);
        }
        return JsonObject.of(
                "terminated",
                state.put("startedAt", time(orCreated(dead.status().startedAt(), dead)))
                        .put("finishedAt", time(dead.finishedAt()))
                        .put("containerID", runtimeName + "://" + dead.id())
                        .build());
    }

    private static Instant orCreated(@Nullable Instant at, Instance instance) {
        return at == null ? instance.status().createdAt() : at;
    }

    static String time(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private void addResources(JsonObject.Builder json) {
        if (container.role() == Role.EPHEMERAL) {
            return;
        }
        if (container.resources().has("requests")) {
            json.put("allocatedResources", container.resources().object("requests"));
        }
        json.put("resources", resources);
    }

    private JsonObject.Builder addMounts(JsonObject.Builder json) {
        List<JsonValue> mounts = new ArrayList<>();
        for (JsonObject mount : container.volumeMounts()) {
            JsonObject shownMount =
                    JsonObject.EMPTY.with("name", mount.string("name")).with("mountPath", mount.string("mountPath"));
            if (mount.bool("readOnly")) {
                shownMount = shownMount.with("readOnly", true).with("recursiveReadOnly", "Disabled");
            }
            mounts.add(shownMount);
        }
        return mounts.isEmpty() ? json : json.put("volumeMounts", new JsonArray(mounts));
    }
}
