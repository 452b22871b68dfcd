package dev.leme.node.blueprint;

import dev.leme.api.json.JsonObject;
import dev.leme.node.environment.Expansion;
import dev.leme.node.manifest.ContainerManifest;
import dev.leme.node.manifest.PodManifest;
import dev.leme.node.runtime.ContainerSpec;
import dev.leme.node.runtime.EnvVar;
import dev.leme.node.runtime.ImageInfo;
import dev.leme.node.runtime.Mount;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** From a container of a pod to what the runtime is asked for. */
public final class ContainerBlueprint {
    private ContainerBlueprint() {}

    /**
     * What only the moment of the start knows.
     *
     * @param attempt the restart count
     * @param imageRef what the runtime calls the image
     * @param environment the resolved variables
     * @param mounts all mounts, the automatic ones included
     * @param terminationMessage where the termination message goes on the node
     * @param targetId the container whose processes a debugging container sees; empty for none
     */
    public record Start(
            int attempt,
            String imageRef,
            Optional<ImageInfo> image,
            List<EnvVar> environment,
            List<Mount> mounts,
            Path terminationMessage,
            String targetId) {}

    public static ContainerSpec of(PodManifest pod, ContainerManifest container, Start start, NodeFacts node) {
        Map<String, String> variables = new HashMap<>();
        start.environment().forEach(variable -> variables.put(variable.name(), variable.value()));
        JsonObject json = container.json();
        return ContainerSpec.named(container.name(), start.imageRef())
                .attempt(start.attempt())
                .requestedImage(container.image())
                .command(expanded(container.command(), variables))
                .args(expanded(container.args(), variables))
                .workingDirectory(json.string("workingDir"))
                .environment(start.environment())
                .mounts(start.mounts())
                .labels(labels(pod, container))
                .annotations(annotations(pod, container, start))
                .logPath(logPath(container.name(), start.attempt()))
                .stdin(json.bool("stdin"), json.bool("stdinOnce"))
                .tty(json.bool("tty"))
                .resources(ResourceBlueprint.of(pod, container, node))
                .security(SecurityBlueprint.of(pod, container, start.image(), node, start.targetId()))
                .build();
    }

    /** A container's log file, relative to its pod's log directory. */
    public static String logPath(String container, int attempt) {
        return container + "/" + attempt + ".log";
    }

    private static List<String> expanded(List<String> words, Map<String, String> variables) {
        return words.stream()
                .map(word -> Expansion.expand(word, variables::get))
                .toList();
    }

    private static Map<String, String> labels(PodManifest pod, ContainerManifest container) {
        Map<String, String> labels = new LinkedHashMap<>(SandboxBlueprint.identity(pod));
        labels.put(Labels.CONTAINER_NAME, container.name());
        return labels;
    }

    private static Map<String, String> annotations(PodManifest pod, ContainerManifest container, Start start) {
        String path = container.json().string("terminationMessagePath");
        return Map.of(
                Labels.HASH, container.hash(),
                Labels.RESTART_COUNT, Integer.toString(start.attempt()),
                Labels.TERMINATION_MESSAGE_PATH, path.isEmpty() ? "/dev/termination-log" : path,
                Labels.TERMINATION_MESSAGE_POLICY, container.json().string("terminationMessagePolicy"),
                Labels.TERMINATION_MESSAGE_FILE, start.terminationMessage().toString(),
                Labels.TERMINATION_GRACE, Long.toString(pod.terminationGrace().toSeconds()));
    }
}
