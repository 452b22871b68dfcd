package dev.leme.node.resize;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;
import dev.leme.api.json.JsonValue;
import dev.leme.api.quantity.Quantity;
import dev.leme.node.manifest.ContainerManifest;
import dev.leme.node.manifest.ContainerManifest.Role;
import dev.leme.node.manifest.PodManifest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the containers of a pod that can be resized were granted on this node: their resources by container name. It is what they
 * are started with, whatever the pod has come to ask for since.
 */
public record Allocation(Map<String, JsonObject> resources) {

    private static final List<String> NAMES = List.of("cpu", "memory");
    private static final List<String> PARTS = List.of("limits", "requests");

    /** All that the pod asks for. */
    public static Allocation wanted(PodManifest pod) {
        Map<String, JsonObject> resources = new HashMap<>();
        resizable(pod).forEach(container -> resources.put(container.name(), container.resources()));
        return new Allocation(Map.copyOf(resources));
    }

    /** What the pod's status shows of containers that run here already; all that it asks for where nothing is shown. */
    public static Allocation shown(PodManifest pod) {
        Map<String, JsonObject> resources = new HashMap<>(wanted(pod).resources);
        for (String list : List.of("containerStatuses", "initContainerStatuses")) {
            for (JsonObject status : pod.object().status().array(list).objects()) {
                JsonObject applied = status.object("resources");
                if (status.has("containerID") && status.has("resources")) {
                    resources.computeIfPresent(status.string("name"), (name, all) -> with(all, applied));
                }
            }
        }
        return new Allocation(Map.copyOf(resources));
    }

    /** The containers whose resources may change while they run. */
    public static List<ContainerManifest> resizable(PodManifest pod) {
        return pod.allContainers().stream()
                .filter(container -> container.role() == Role.MAIN || container.role() == Role.SIDECAR)
                .toList();
    }

    /** The pod with these resources in place of those that it asks for. */
    public PodManifest in(PodManifest pod) {
        if (equals(wanted(pod))) {
            return pod;
        }
        JsonObject spec = pod.spec();
        for (String list : List.of("containers", "initContainers")) {
            List<JsonValue> containers = new ArrayList<>();
            for (JsonObject container : spec.array(list).objects()) {
                JsonObject granted = resources.get(container.string("name"));
                containers.add(granted == null ? container : container.with("resources", granted));
            }
            spec = containers.isEmpty() ? spec : spec.with(list, new JsonArray(containers));
        }
        return PodManifest.of(pod.object().with("spec", spec));
    }

    /** Of each amount the larger of the two. */
    public Allocation max(Allocation other) {
        Map<String, JsonObject> larger = new HashMap<>(resources);
        other.resources.forEach((name, theirs) -> larger.merge(name, theirs, Allocation::larger));
        return new Allocation(Map.copyOf(larger));
    }

    private static JsonObject larger(JsonObject one, JsonObject other) {
        JsonObject result = one;
        for (String part : PARTS) {
            for (String name : NAMES) {
                if (amount(other, part, name).compareTo(amount(one, part, name)) > 0) {
                    result = result.with(
                            part,
                            result.object(part).with(name, other.object(part).string(name)));
                }
            }
        }
        return result;
    }

    private static Quantity amount(JsonObject resources, String part, String name) {
        return resources.object(part).get(name) instanceof JsonString(String text)
                ? Quantity.parseOrZero(text)
                : Quantity.ZERO;
    }

    /** {@code resources} with cpu and memory as {@code source} has them. */
    private static JsonObject with(JsonObject resources, JsonObject source) {
        JsonObject result = resources;
        for (String part : PARTS) {
            JsonObject amounts = resources.object(part);
            for (String name : NAMES) {
                JsonValue value = source.object(part).get(name);
                amounts = value == null ? amounts.without(name) : amounts.with(name, value);
            }
            result = amounts.isEmpty() ? result.without(part) : result.with(part, amounts);
        }
        return result;
    }

    /** Which of cpu and memory differ between what a container should have and what it has. */
    public static Set<String> differences(JsonObject wanted, JsonObject applied) {
        Set<String> names = new HashSet<>();
        for (String part : PARTS) {
            for (String name : NAMES) {
                if (amount(wanted, part, name).compareTo(amount(applied, part, name)) != 0) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    /** Whether a change of these resources is for the container's next life. */
    public static boolean needsRestart(ContainerManifest container, Set<String> changed) {
        return container.json().array("resizePolicy").objects().stream()
                .anyMatch(policy -> policy.string("restartPolicy").equals("RestartContainer")
                        && changed.contains(policy.string("resourceName")));
    }
}
