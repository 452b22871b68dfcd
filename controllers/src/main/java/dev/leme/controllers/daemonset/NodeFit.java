package dev.leme.controllers.daemonset;

import dev.leme.api.apps.v1.DaemonSet;
import dev.leme.api.core.v1.Node;
import dev.leme.api.core.v1.NodeAffinity;
import dev.leme.api.core.v1.PodSpec;
import dev.leme.api.core.v1.Taint;
import dev.leme.api.core.v1.Toleration;
import dev.leme.api.selector.NodeSelector;
import java.util.List;
import java.util.Map;

/**
 * Whether a DaemonSet's pod belongs on a node.
 *
 * @param runs whether one is to be there
 * @param stays whether one that is there may stay: a taint that only keeps new pods off lets it
 */
record NodeFit(boolean runs, boolean stays) {

    private static final NodeFit NONE = new NodeFit(false, false);

    static NodeFit of(DaemonSet set, Node node) {
        PodSpec spec = set.spec().template().spec();
        String name = node.metadata().name();
        boolean named = spec.nodeName().isEmpty() || spec.nodeName().equals(name);
        if (!named || !isSelected(spec, node)) {
            return NONE;
        }
        List<Toleration> tolerations = DaemonPods.tolerations(spec);
        boolean mayStay = bears(tolerations, node, List.of("NoExecute"));
        return new NodeFit(mayStay && bears(tolerations, node, List.of("NoSchedule")), mayStay);
    }

    private static boolean isSelected(PodSpec spec, Node node) {
        Map<String, String> labels = node.metadata().labels();
        boolean labelled = spec.nodeSelector().entrySet().stream()
                .allMatch(wanted -> wanted.getValue().equals(labels.get(wanted.getKey())));
        NodeAffinity affinity = spec.affinity().nodeAffinity();
        return labelled
                && (!affinity.hasRequiredDuringSchedulingIgnoredDuringExecution()
                        || NodeSelector.of(affinity.requiredDuringSchedulingIgnoredDuringExecution()
                                        .json())
                                .matches(labels, node.metadata().name()));
    }

    private static boolean bears(List<Toleration> tolerations, Node node, List<String> effects) {
        return node.spec().taints().stream()
                .filter(taint -> effects.contains(taint.effect()))
                .allMatch(taint -> tolerations.stream().anyMatch(toleration -> covers(toleration, taint)));
    }

    private static boolean covers(Toleration toleration, Taint taint) {
        boolean effect = toleration.effect().isEmpty() || toleration.effect().equals(taint.effect());
        boolean key = toleration.key().isEmpty() || toleration.key().equals(taint.key());
        boolean value = toleration.operator().equals("Exists")
                || !toleration.key().isEmpty() && toleration.value().equals(taint.value());
        return effect && key && value;
    }
}
