package dev.leme.api.defaults;

import static java.util.Map.entry;

import dev.leme.api.event.EventForms;
import dev.leme.api.json.JsonObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Fills in what a client left out, as a v1.36 server does: after it an object reads as upstream gives it back. Applying it
 * twice is the same as once. Kinds that aren't listed (custom ones too) stay as they are; a further kind is a further entry.
 */
public final class Defaults {

    private static final Map<Resource, UnaryOperator<JsonObject>> RULES = Map.ofEntries(
            entry(Resources.PODS, PodDefaults::pod),
            entry(Resources.POD_TEMPLATES, PodDefaults::templateOf),
            entry(Resources.SERVICES, ServiceDefaults::service),
            entry(Resources.ENDPOINTS, ServiceDefaults::endpoints),
            entry(Resources.ENDPOINT_SLICES, ServiceDefaults::endpointSlice),
            entry(Resources.NETWORK_POLICIES, ServiceDefaults::networkPolicy),
            entry(Resources.INGRESSES, Defaults::withSpec),
            entry(Resources.INGRESS_CLASSES, ServiceDefaults::ingressClass),
            entry(Resources.PERSISTENT_VOLUMES, StorageDefaults::volume),
            entry(Resources.PERSISTENT_VOLUME_CLAIMS, StorageDefaults::claim),
            entry(Resources.STORAGE_CLASSES, StorageDefaults::storageClass),
            entry(Resources.CSI_DRIVERS, StorageDefaults::csiDriver),
            entry(Resources.CSI_NODES, ClusterDefaults::csiNode),
            entry(Resources.STATEFUL_SETS, WorkloadDefaults::statefulSet),
            entry(Resources.DEPLOYMENTS, WorkloadDefaults::deployment),
            entry(Resources.REPLICA_SETS, WorkloadDefaults::replicaSet),
            entry(Resources.DAEMON_SETS, WorkloadDefaults::daemonSet),
            entry(Resources.REPLICATION_CONTROLLERS, WorkloadDefaults::replicationController),
            entry(Resources.CONTROLLER_REVISIONS, revision -> Members.number(revision, "revision", 0)),
            entry(Resources.JOBS, BatchDefaults::job),
            entry(Resources.CRON_JOBS, BatchDefaults::cronJob),
            entry(Resources.POD_DISRUPTION_BUDGETS, Defaults::withSpec),
            entry(Resources.HORIZONTAL_POD_AUTOSCALERS, ClusterDefaults::autoscaler),
            entry(Resources.NAMESPACES, ClusterDefaults::namespace),
            entry(Resources.NODES, ClusterDefaults::node),
            entry(Resources.SECRETS, ClusterDefaults::secret),
            entry(Resources.CONFIG_MAPS, ClusterDefaults::configMap),
            entry(Resources.SERVICE_ACCOUNTS, UnaryOperator.identity()),
            entry(Resources.EVENTS, ClusterDefaults::event),
            entry(Resources.EVENTS_V1, event -> EventForms.toGroup(ClusterDefaults.event(EventForms.toCore(event)))),
            entry(Resources.LIMIT_RANGES, ClusterDefaults::limitRange),
            entry(Resources.RESOURCE_QUOTAS, ClusterDefaults::resourceQuota),
            entry(Resources.PRIORITY_CLASSES, ClusterDefaults::priorityClass),
            entry(Resources.RUNTIME_CLASSES, UnaryOperator.identity()),
            entry(Resources.LEASES, ClusterDefaults::lease),
            entry(Resources.ROLES, ClusterDefaults::role),
            entry(Resources.CLUSTER_ROLES, ClusterDefaults::role),
            entry(Resources.ROLE_BINDINGS, ClusterDefaults::binding),
            entry(Resources.CLUSTER_ROLE_BINDINGS, ClusterDefaults::binding),
            entry(Resources.IP_ADDRESSES, Defaults::withSpec),
            entry(Resources.SERVICE_CIDRS, Defaults::withSpec));

    private Defaults() {}

    /** {@code object}, of the kind {@code resource}, with its defaults. */
    public static JsonObject apply(Resource resource, JsonObject object) {
        UnaryOperator<JsonObject> rule = RULES.get(resource);
        return rule == null ? object : rule.apply(Omissions.apply(object));
    }

    private static JsonObject withSpec(JsonObject object) {
        return Members.inside(object, "spec", spec -> spec);
    }
}
