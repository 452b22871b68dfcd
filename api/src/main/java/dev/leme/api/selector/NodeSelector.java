package dev.leme.api.selector;

import dev.leme.api.json.JsonObject;
import dev.leme.api.selector.LabelSelector.Operator;
import dev.leme.api.selector.LabelSelector.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Which nodes a {@code NodeSelector} object selects: those that meet any of its terms. Without terms it selects none, and an
 * empty term selects none, as upstream has it.
 */
public record NodeSelector(List<Term> terms) {

    /** Requirements that must all hold, on the node's labels and on its {@code metadata.name}. */
    public record Term(List<Requirement> labels, List<Requirement> fields) {

        /** Whether a node of these labels and this name meets all. */
        public boolean matches(Map<String, String> nodeLabels, String nodeName) {
            if (labels.isEmpty() && fields.isEmpty()) {
                return false;
            }
            return labels.stream().allMatch(requirement -> requirement.matches(nodeLabels))
                    && fields.stream().allMatch(requirement -> requirement.matches(Map.of("metadata.name", nodeName)));
        }
    }

    /** The selector that a {@code NodeSelector} object means; throws {@link IllegalArgumentException} for an unknown operator. */
    public static NodeSelector of(JsonObject selector) {
        List<Term> terms = new ArrayList<>();
        selector.array("nodeSelectorTerms").objects().forEach(term -> terms.add(term(term)));
        return new NodeSelector(List.copyOf(terms));
    }

    /** The meaning of one {@code NodeSelectorTerm} object. */
    public static Term term(JsonObject term) {
        return new Term(requirements(term, "matchExpressions"), requirements(term, "matchFields"));
    }

    private static List<Requirement> requirements(JsonObject term, String member) {
        List<Requirement> requirements = new ArrayList<>();
        for (JsonObject expression : term.array(member).objects()) {
            requirements.add(new Requirement(
                    expression.string("key"),
                    Operator.of(expression.string("operator")),
                    expression.array("values").strings()));
        }
        return List.copyOf(requirements);
    }

    /** Whether it selects a node of these labels and this name. */
    public boolean matches(Map<String, String> nodeLabels, String nodeName) {
        return terms.stream().anyMatch(term -> term.matches(nodeLabels, nodeName));
    }
}
