package dev.leme.apiserver.hooks;

import dev.leme.api.address.AddressRange;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import dev.leme.apiserver.catalog.ResourceDefinition;
import dev.leme.apiserver.storage.ObjectReader;
import dev.leme.apiserver.storage.ResourceHooks;
import dev.leme.base.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** Which kinds have more than the standard hooks. */
public final class BuiltInHooks implements Function<ResourceDefinition, ResourceHooks> {

    private static final int FIRST_NODE_PORT = 30000;
    private static final int LAST_NODE_PORT = 32767;

    private final Map<Resource, Supplier<ResourceHooks>> own;

    /** Hooks that look at {@code objects} and give addresses out of {@code services}. */
    public BuiltInHooks(ObjectReader objects, List<AddressRange> services, Clock clock) {
        // Both groups' events are stored as the core's, so the core's rules are the ones that fit.
        own = Map.of(
                Resources.EVENTS_V1,
                () -> new StandardHooks(Resources.EVENTS),
                Resources.REPLICATION_CONTROLLERS,
                OrphaningHooks::ofReplicationControllers,
                Resources.JOBS,
                OrphaningHooks::ofJobs,
                Resources.NAMESPACES,
                NamespaceHooks::new,
                Resources.PODS,
                PodHooks::new,
                Resources.STATEFUL_SETS,
                () -> new StatefulSetHooks(objects),
                Resources.PERSISTENT_VOLUME_CLAIMS,
                () -> new ClaimHooks(objects),
                Resources.SERVICES,
                () -> new ServiceHooks(
                        new ClusterAddresses(objects, services, clock),
                        new NodePorts(objects, FIRST_NODE_PORT, LAST_NODE_PORT),
                        new ServiceHints(objects)));
    }

    @Override
    public ResourceHooks apply(ResourceDefinition definition) {
        Resource resource = definition.resource();
        return own.getOrDefault(resource, () -> new StandardHooks(resource)).get();
    }
}
