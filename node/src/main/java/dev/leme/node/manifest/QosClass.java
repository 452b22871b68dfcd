package dev.leme.node.manifest;

import dev.leme.api.quantity.Quantity;
import java.util.List;

/** How a pod is treated when the node runs short: by what its containers request and are limited to. */
public enum QosClass {
    GUARANTEED("Guaranteed"),
    BURSTABLE("Burstable"),
    BEST_EFFORT("BestEffort");

    private static final List<String> COUNTED = List.of("cpu", "memory");
    private final String title;

    QosClass(String title) {
        this.title = title;
    }

    /** The spelling in a pod's status. */
    public String title() {
        return title;
    }

    static QosClass of(PodManifest pod) {
        boolean any = false;
        boolean all = true;
        for (ContainerManifest container : pod.allContainers()) {
            if (container.role() == ContainerManifest.Role.EPHEMERAL) {
                continue;
            }
            for (String name : COUNTED) {
                Quantity request = container.request(name);
                Quantity limit = container.limit(name);
                any |= request.signum() > 0 || limit.signum() > 0;
                all &= limit.signum() > 0 && (request.signum() == 0 || request.equals(limit));
            }
        }
        if (!any) {
            return BEST_EFFORT;
        }
        return all ? GUARANTEED : BURSTABLE;
    }
}
