package dev.leme.node.resize;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.node.manifest.ContainerManifest;
import dev.leme.node.manifest.ContainerManifest.Role;
import dev.leme.node.manifest.PodManifest;
import java.util.ArrayList;
import java.util.List;

/** The texts of events about a resize: the pod's resources as JSON, for people and for programs. */
public final class ResizeMessages {

    private ResizeMessages() {}

    /** @param what such as {@code started} */
    public static String of(String what, PodManifest pod, String error) {
        JsonObject.Builder summary = JsonObject.builder();
        add(summary, "initContainers", pod, Role.SIDECAR);
        add(summary, "containers", pod, Role.MAIN);
        summary.put("generation", pod.object().generation());
        if (!error.isEmpty()) {
            summary.put("error", error);
        }
        return "Pod resize " + what + ": " + summary.build();
    }

    private static void add(JsonObject.Builder summary, String list, PodManifest pod, Role role) {
        List<JsonValue> containers = new ArrayList<>();
        for (ContainerManifest container : Allocation.resizable(pod)) {
            if (container.role() == role) {
                containers.add(JsonObject.EMPTY
                        .with("name", container.name())
                        .with("resources", ordered(container.resources())));
            }
        }
        if (!containers.isEmpty()) {
            summary.put(list, new JsonArray(containers));
        }
    }

    private static JsonObject ordered(JsonObject resources) {
        JsonObject result = JsonObject.EMPTY;
        for (String part : List.of("limits", "requests")) {
            result = resources.has(part) ? result.with(part, resources.object(part)) : result;
        }
        return result;
    }
}
