package dev.leme.cluster.why;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.scheduler.Explanation;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the scheduler's filters say now of each node for one pod: counted for people, node by node for programs. */
final class NodeVerdicts {

    private final Facts facts;
    private final ApiObject pod;

    NodeVerdicts(Facts facts, ApiObject pod) {
        this.facts = facts;
        this.pod = pod;
    }

    Finding explain() {
        Explanation explanation = Explanation.of(
                pod, facts.list(Resources.NODES, ""), facts.list(Resources.PODS, ""), this::labelsOfNamespace);
        int fitting = explanation.scores().size();
        int nodes = explanation.refusals().size() + fitting;
        String counts = explanation.byFilter().entrySet().stream()
                .map(entry -> entry.getKey().text() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
        String fell = counts.isEmpty() ? "none fell to a filter" : "fell to filters: " + counts;
        String left = fitting == 0 ? "" : "; " + fitting + " could take it, volumes aside";
        return Finding.note("of " + (nodes == 1 ? "1 node" : nodes + " nodes") + " as they are now, " + fell + left)
                .details(json(explanation));
    }

    private Map<String, String> labelsOfNamespace(String name) {
        ApiObject namespace = facts.find(Resources.NAMESPACES, "", name);
        return namespace == null ? Map.of() : namespace.labels();
    }

    private static JsonObject json(Explanation explanation) {
        JsonObject byFilter = JsonObject.EMPTY;
        for (var entry : explanation.byFilter().entrySet()) {
            byFilter = byFilter.with(entry.getKey().text(), JsonValue.of(entry.getValue()));
        }
        List<JsonValue> refusals = explanation.refusals().stream()
                .<JsonValue>map(NodeVerdicts::json)
                .toList();
        return JsonObject.of("byFilter", byFilter)
                .with("refusals", new JsonArray(refusals))
                .with("scores", scores(explanation));
    }

    private static JsonObject json(Explanation.Refusal refusal) {
        return JsonObject.EMPTY
                .with("node", refusal.node())
                .with("filter", refusal.filter().text())
                .with("reasons", JsonArray.ofStrings(refusal.reasons()))
                .with("preemptible", JsonValue.of(refusal.preemptible()));
    }

    private static JsonObject scores(Explanation explanation) {
        JsonObject scores = JsonObject.EMPTY;
        for (var node : explanation.scores().entrySet()) {
            JsonObject ofNode = JsonObject.EMPTY;
            for (var score : node.getValue().entrySet()) {
                ofNode = ofNode.with(score.getKey(), JsonValue.of(Math.round(score.getValue())));
            }
            scores = scores.with(node.getKey(), ofNode);
        }
        return scores;
    }
}
