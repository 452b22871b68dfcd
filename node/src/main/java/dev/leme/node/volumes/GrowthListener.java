package dev.leme.node.volumes;

import dev.leme.api.object.ApiObject;
import dev.leme.node.manifest.PodManifest;

/** Told how the growth of a claimed volume ends on this node. */
public interface GrowthListener {
    /** The pod sees the volume's whole capacity. */
    void grown(PodManifest pod, ApiObject claim, ApiObject volume);

    /** The pod goes on with the size it has; tried again when a pod next takes the volume. */
    void failed(PodManifest pod, ApiObject claim, ApiObject volume, String message);
}
