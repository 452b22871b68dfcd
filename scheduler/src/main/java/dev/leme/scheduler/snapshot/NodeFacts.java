package dev.leme.scheduler.snapshot;

import dev.leme.api.core.v1.ContainerImage;
import dev.leme.api.core.v1.Node;
import dev.leme.api.core.v1.Taint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A node as decisions see it, read once.
 *
 * @param name its name
 * @param labels its labels
 * @param unschedulable whether it is cordoned off
 * @param taints its taints
 * @param allocatable what it has for pods
 * @param images the bytes of the images that it has, by each of their names
 */
public record NodeFacts(
        String name,
        Map<String, String> labels,
        boolean unschedulable,
        List<Taint> taints,
        Amounts allocatable,
        Map<String, Long> images) {

    /** What this node says of itself. */
    static NodeFacts of(Node node) {
        Map<String, Long> images = new HashMap<>();
        for (ContainerImage image : node.status().images()) {
            image.names().forEach(name -> images.put(name, image.sizeBytes()));
        }
        return new NodeFacts(
                node.metadata().name(),
                Map.copyOf(node.metadata().labels()),
                node.spec().unschedulable(),
                List.copyOf(node.spec().taints()),
                Amounts.of(node.status().allocatable()),
                images);
    }
}
