package dev.leme.node.environment;

import dev.leme.api.object.ApiObject;
import java.util.List;
import java.util.Optional;

/** The objects that pods take values from, as the node knows them now. */
public interface ConfigSources {
    Optional<ApiObject> configMap(String namespace, String name);

    Optional<ApiObject> secret(String namespace, String name);

    /** All Services of the cluster. */
    List<ApiObject> services();
}
