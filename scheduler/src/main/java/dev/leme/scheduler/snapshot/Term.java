package dev.leme.scheduler.snapshot;

import dev.leme.api.core.v1.Pod;
import dev.leme.api.core.v1.PodAffinityTerm;
import dev.leme.api.selector.LabelSelector;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * One term of an affinity between pods.
 *
 * @param topologyKey the node label whose equal value means "together"
 * @param selector which pods are meant; without one, none
 * @param namespaces in which namespaces, beside those of {@code namespaceSelector}
 * @param namespaceSelector in which namespaces, by their labels
 */
public record Term(
        String topologyKey, LabelSelector selector, List<String> namespaces, LabelSelector namespaceSelector) {

    /** The term of a pod; a term that names no namespace means the pod's own. */
    static Term of(PodAffinityTerm term, Pod owner) {
        LabelSelector selector =
                term.hasLabelSelector() ? LabelSelector.of(term.labelSelector().json()) : LabelSelector.NOTHING;
        LabelSelector byLabels = term.hasNamespaceSelector()
                ? LabelSelector.of(term.namespaceSelector().json())
                : LabelSelector.NOTHING;
        boolean own = term.namespaces().isEmpty() && !term.hasNamespaceSelector();
        List<String> namespaces = own ? List.of(owner.metadata().namespace()) : List.copyOf(term.namespaces());
        return new Term(term.topologyKey(), selector, namespaces, byLabels);
    }

    static List<Term> of(List<PodAffinityTerm> terms, Pod owner) {
        return terms.stream().map(term -> of(term, owner)).toList();
    }

    /** Whether it means this pod. */
    public boolean means(PodDemand pod, Function<String, Map<String, String>> labelsOfNamespace) {
        return selector.matches(pod.labels()) && reaches(pod.namespace(), labelsOfNamespace);
    }

    private boolean reaches(String namespace, Function<String, Map<String, String>> labelsOfNamespace) {
        return namespaces.contains(namespace)
                || !namespaceSelector.nothing() && namespaceSelector.matches(labelsOfNamespace.apply(namespace));
    }
}
