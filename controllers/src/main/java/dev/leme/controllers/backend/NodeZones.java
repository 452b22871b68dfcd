package dev.leme.controllers.backend;

import dev.leme.api.core.v1.Pod;
import dev.leme.api.object.ApiObject;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.ObjectKey;
import dev.leme.client.informer.ResourceHandler;
import java.util.function.Consumer;

/** In which zone each node is, and whose endpoints change when that does. */
public final class NodeZones {

    private static final String LABEL = "topology.kubernetes.io/zone";

    private final Informer nodes;

    /** Looks among {@code nodes}. */
    public NodeZones(Informer nodes) {
        this.nodes = nodes;
    }

    /** The zone of a node; empty where that isn't known. */
    public String of(String node) {
        ApiObject found = node.isEmpty() ? null : nodes.lister().find("", node);
        return found == null ? "" : zone(found);
    }

    private static String zone(ApiObject node) {
        return node.labels().getOrDefault(LABEL, "");
    }

    /** Hands the Services of a node's pods to {@code changed} when the node comes, or moves to another zone. */
    public ResourceHandler handler(Informer pods, ServicesOfPods services, Consumer<ObjectKey> changed) {
        Consumer<ApiObject> moved = node -> pods.lister(Pod::of).list().stream()
                .filter(pod -> pod.spec().nodeName().equals(node.name()))
                .forEach(pod -> services.of(pod.object()).forEach(changed));
        return new ResourceHandler() {
            @Override
            public void added(ApiObject node) {
                if (!zone(node).isEmpty()) {
                    moved.accept(node);
                }
            }

            @Override
            public void updated(ApiObject before, ApiObject after) {
                if (!zone(before).equals(zone(after))) {
                    moved.accept(after);
                }
            }

            @Override
            public void deleted(ApiObject node) {}
        };
    }

    /** How much of the work each zone does. */
    public ZoneCapacities capacities() {
        return ZoneCapacities.of(nodes.lister().list());
    }

    /** Hands the Services that share their endpoints out among zones to {@code changed} when the zones' capacities change. */
    public ResourceHandler capacityHandler(Informer services, Consumer<ObjectKey> changed) {
        Runnable all = () -> services.lister().list().stream()
                .filter(TopologyHints::isWanted)
                .map(ObjectKey::of)
                .forEach(changed);
        return new ResourceHandler() {
            @Override
            public void added(ApiObject node) {
                all.run();
            }

            @Override
            public void updated(ApiObject before, ApiObject after) {
                if (ZoneCapacities.differ(before, after)) {
                    all.run();
                }
            }

            @Override
            public void deleted(ApiObject node) {
                all.run();
            }
        };
    }
}
