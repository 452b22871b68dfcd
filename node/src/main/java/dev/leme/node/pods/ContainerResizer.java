package dev.leme.node.pods;

import dev.leme.api.json.JsonObject;
import dev.leme.node.blueprint.ResourceBlueprint;
import dev.leme.node.manifest.ContainerManifest;
import dev.leme.node.manifest.PodManifest;
import dev.leme.node.observed.Instance;
import dev.leme.node.observed.Observation;
import dev.leme.node.resize.Allocation;
import dev.leme.node.resize.ResizeMessages;
import dev.leme.node.runtime.RuntimeFailure;
import java.util.HashMap;
import java.util.Map;

/**
 * Applies granted resources to running containers. The pod's own cgroup has room for both what was and what will be while its
 * containers change, for the kernel refuses a container more than its pod has.
 */
record ContainerResizer(NodeServices node, PodState state) {

    void resize() {
        PodManifest pod = state.pod();
        Observation seen = state.observe(Map.of());
        node.cgroups().create(withRoomForBoth(pod, seen));
        try {
            for (ContainerManifest container : Allocation.resizable(pod)) {
                Instance running = seen.last(container.name());
                if (running != null && running.isRunning()) {
                    resize(pod, container, running.id(), seen);
                }
            }
        } catch (RuntimeFailure failure) {
            if (state.resizeFailed(failure.text())) {
                node.events().warning(pod, "ResizeError", ResizeMessages.of("error", pod, failure.text()));
            }
            throw failure;
        }
        node.cgroups().create(pod);
    }

    private void resize(PodManifest pod, ContainerManifest container, String id, Observation seen) {
        JsonObject had = seen.resize().applied().getOrDefault(id, container.resources());
        if (!Allocation.differences(container.resources(), had).isEmpty()) {
            node.runtime().updateResources(id, ResourceBlueprint.of(pod, container, node.facts()));
            state.applied(id, container.resources());
        }
    }

    private static PodManifest withRoomForBoth(PodManifest pod, Observation seen) {
        Map<String, JsonObject> applied = new HashMap<>();
        for (ContainerManifest container : Allocation.resizable(pod)) {
            Instance last = seen.last(container.name());
            JsonObject had = last == null ? null : seen.resize().applied().get(last.id());
            applied.put(container.name(), had == null ? container.resources() : had);
        }
        return Allocation.wanted(pod).max(new Allocation(applied)).in(pod);
    }
}
