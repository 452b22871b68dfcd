package dev.leme.scheduler.score;

import dev.leme.api.selector.LabelSelector;
import dev.leme.scheduler.snapshot.NodeSnapshot;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What a comparison of nodes looks at beside them.
 *
 * @param nodes all nodes, also those that the pod can't go to
 * @param labelsOfNamespace the labels of a namespace by its name
 * @param siblings the pods that the pod's services and owner select: without constraints of its own it is spread with them
 */
public record Surroundings(
        List<NodeSnapshot> nodes, Function<String, Map<String, String>> labelsOfNamespace, LabelSelector siblings) {}
