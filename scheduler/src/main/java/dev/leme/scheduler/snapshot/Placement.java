package dev.leme.scheduler.snapshot;

import dev.leme.api.core.v1.NodeAffinity;
import dev.leme.api.core.v1.PodSpec;
import dev.leme.api.core.v1.Taint;
import dev.leme.api.core.v1.Toleration;
import dev.leme.api.selector.NodeSelector;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which nodes a pod may go to, and which it prefers.
 *
 * @param node the one node it was asked for on, or empty
 * @param labels the labels that a node must have
 * @param required which nodes the affinity asks for, or null
 * @param preferred which nodes it would like, by weight
 * @param tolerations which taints it bears
 */
public record Placement(
        String node,
        Map<String, String> labels,
        @Nullable NodeSelector required,
        List<Preference> preferred,
        List<Toleration> tolerations) {

    /** One preference for nodes. */
    public record Preference(int weight, NodeSelector.Term term) {}

    static Placement of(PodSpec spec) {
        NodeAffinity affinity = spec.affinity().nodeAffinity();
        NodeSelector required = affinity.hasRequiredDuringSchedulingIgnoredDuringExecution()
                ? NodeSelector.of(affinity.requiredDuringSchedulingIgnoredDuringExecution()
                        .json())
                : null;
        List<Preference> preferred = affinity.preferredDuringSchedulingIgnoredDuringExecution().stream()
                .map(term -> new Preference(
                        term.weight(), NodeSelector.term(term.preference().json())))
                .toList();
        return new Placement(
                spec.nodeName(), Map.copyOf(spec.nodeSelector()), required, preferred, List.copyOf(spec.tolerations()));
    }

    /** Whether selector and required affinity let it go to a node of these labels and this name. */
    public boolean selects(Map<String, String> nodeLabels, String name) {
        for (Map.Entry<String, String> wanted : labels.entrySet()) {
            if (!wanted.getValue().equals(nodeLabels.get(wanted.getKey()))) {
                return false;
            }
        }
        return required == null || required.matches(nodeLabels, name);
    }

    /** Whether any toleration covers the taint. */
    public boolean tolerates(Taint taint) {
        for (Toleration toleration : tolerations) {
            if (covers(toleration, taint)) {
                return true;
            }
        }
        return false;
    }

    private static boolean covers(Toleration toleration, Taint taint) {
        boolean effect = toleration.effect().isEmpty() || toleration.effect().equals(taint.effect());
        boolean key = toleration.key().isEmpty() || toleration.key().equals(taint.key());
        boolean exists = toleration.operator().equals("Exists");
        boolean value =
                exists || !toleration.key().isEmpty() && toleration.value().equals(taint.value());
        return effect && key && value;
    }
}
