package dev.leme.node.pods;

import dev.leme.api.json.JsonObject;
import dev.leme.node.manifest.ContainerManifest;
import dev.leme.node.manifest.PodManifest;
import dev.leme.node.observed.Instance;
import dev.leme.node.resize.Allocation;
import dev.leme.node.resize.Refusal;
import dev.leme.node.resize.ResizeState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a pod was granted and what its containers run with. {@link PodState}'s, under its lock. After a restart it begins with
 * what the API's status shows, and grants the rest anew.
 */
final class Resizing {

    private Allocation granted;
    private final Map<String, JsonObject> applied = new HashMap<>();
    private boolean inProgress;
    private @Nullable Refusal refusal;
    private String error = "";

    Resizing(PodManifest first) {
        this.granted = Allocation.shown(first);
    }

    /** The pod with the resources that it was granted; a container that is new to us has what it asks for. */
    PodManifest granted(PodManifest asked) {
        Map<String, JsonObject> resources =
                new HashMap<>(Allocation.wanted(asked).resources());
        resources.replaceAll((name, wanted) -> granted.resources().getOrDefault(name, wanted));
        granted = new Allocation(Map.copyOf(resources));
        return granted.in(asked);
    }

    void grant(PodManifest asked) {
        granted = Allocation.wanted(asked);
        refusal = null;
        error = "";
        inProgress = true;
    }

    /** Notes a refusal; whether it is another one than before. */
    boolean refuse(Refusal why) {
        boolean news = refusal == null || !refusal.reason().equals(why.reason());
        refusal = why;
        return news;
    }

    /** The pod asks for what it has. */
    void withdrawn() {
        refusal = null;
    }

    void applied(String containerId, JsonObject resources) {
        applied.put(containerId, resources);
    }

    /** A container that was there before us runs with what it was granted, for all we know. */
    void found(Instance instance) {
        JsonObject resources = granted.resources().get(instance.status().name());
        if (resources != null) {
            applied.putIfAbsent(instance.id(), resources);
        }
    }

    void gone(String containerId) {
        applied.remove(containerId);
    }

    /** Notes a failure to apply; whether it is another one than before. */
    boolean failed(String message) {
        boolean news = !error.equals(message);
        error = message;
        return news;
    }

    /** Ends the change when every container has what it was granted; whether that happened now. */
    boolean settle(PodManifest pod, Map<String, List<Instance>> instances) {
        boolean settled = Allocation.resizable(pod).stream()
                .allMatch(container -> isSettled(pod, container, instances.getOrDefault(container.name(), List.of())));
        boolean ended = inProgress && settled;
        if (settled) {
            inProgress = false;
            error = "";
        }
        return ended;
    }

    private boolean isSettled(PodManifest pod, ContainerManifest container, List<Instance> runs) {
        if (runs.isEmpty()) {
            return true;
        }
        Instance last = runs.getFirst();
        boolean ended =
                last.isDead() && !container.restartPolicy(pod.restartPolicy()).restarts(last.exitCode());
        JsonObject had = applied.getOrDefault(last.id(), container.resources());
        return ended || Allocation.differences(container.resources(), had).isEmpty();
    }

    ResizeState state() {
        return new ResizeState(inProgress, Optional.ofNullable(refusal), Map.copyOf(applied), error);
    }
}
